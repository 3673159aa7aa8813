"""Indexes for whatever is asked by whose it is: all interviews of somebody, what somebody gave out or wrote.

And one for what was told long ago.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

IS_OPEN = sa.text("finished_at IS NULL")
IS_SETTLED = sa.text("state IN ('sent', 'cancelled')")


def upgrade() -> None:
    op.create_index("ix_interviews_person_id_finished_at", "interviews", ["person_id", "finished_at"])
    op.drop_index("ix_interviews_open", "interviews")  # the new one finds the open ones as well
    op.create_index("ix_invitations_issued_by", "invitations", ["issued_by"])
    op.create_index(
        "ix_deliveries_settled",
        "deliveries",
        ["due_at"],
        sqlite_where=IS_SETTLED,
        postgresql_where=IS_SETTLED,
    )
    _compare_keys_by("C")  # so that the index has all that begin alike side by side, as SQLite's has


def downgrade() -> None:
    _compare_keys_by("default")
    op.drop_index("ix_deliveries_settled", "deliveries")
    op.drop_index("ix_invitations_issued_by", "invitations")
    op.create_index(
        "ix_interviews_open", "interviews", ["person_id"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )
    op.drop_index("ix_interviews_person_id_finished_at", "interviews")


def _compare_keys_by(collation: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE deliveries ALTER COLUMN dedup_key TYPE VARCHAR(200) COLLATE "{collation}"')
