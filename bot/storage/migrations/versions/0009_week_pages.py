"""A chat can be sent a page for each week, too."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("week_end", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("subscriptions", "week_end")
