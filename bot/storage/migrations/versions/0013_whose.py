"""Indexes for whatever is asked by whose it is: all interviews of somebody, what somebody gave out."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index("ix_interviews_person_id_finished_at", "interviews", ["person_id", "finished_at"])
    op.drop_index("ix_interviews_open", "interviews")  # the new one finds the open ones as well
    op.create_index("ix_invitations_issued_by", "invitations", ["issued_by"])


def downgrade() -> None:
    op.drop_index("ix_invitations_issued_by", "invitations")
    is_open = sa.text("finished_at IS NULL")
    op.create_index(
        "ix_interviews_open", "interviews", ["person_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.drop_index("ix_interviews_person_id_finished_at", "interviews")
