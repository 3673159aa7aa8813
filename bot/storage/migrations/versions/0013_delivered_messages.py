"""Which message a delivery became, so that it can be written anew."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("message_id", sa.BigInteger()))


def downgrade() -> None:
    op.drop_column("deliveries", "message_id")
