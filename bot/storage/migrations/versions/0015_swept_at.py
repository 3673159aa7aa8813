"""When a sweep last took an interview to show its screen, so that no other replica does so meanwhile."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("interviews", sa.Column("swept_at", Moment()))


def downgrade() -> None:
    op.drop_column("interviews", "swept_at")
