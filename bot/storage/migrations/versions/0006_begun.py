"""An index over the moments at which interviews began, for the figures of where they are broken off."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("ix_interviews_created_at", "interviews", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_interviews_created_at", "interviews")
