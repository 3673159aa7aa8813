"""Deliveries remember that a message may have come already, so that its repeat can say so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "deliveries",
        sa.Column("may_have_come", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("deliveries", "may_have_come")
