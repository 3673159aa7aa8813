"""When the last letters were begun, by all replicas together, and which chats Telegram makes wait."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("begun_at", MOMENT))
    begun = sa.text("begun_at IS NOT NULL")
    op.create_index(
        "ix_deliveries_begun", "deliveries", ["begun_at"], sqlite_where=begun, postgresql_where=begun
    )
    op.create_table(
        "flood_waits",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_flood_waits"),
    )
    op.create_index("ix_flood_waits_until", "flood_waits", ["until"])


def downgrade() -> None:
    op.drop_table("flood_waits")
    op.drop_index("ix_deliveries_begun", "deliveries")
    op.drop_column("deliveries", "begun_at")
