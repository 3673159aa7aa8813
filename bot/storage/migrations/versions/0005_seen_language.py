"""People's Telegram language is remembered, for what is written to them with nobody asking."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("people", sa.Column("seen_language", sa.String(length=2)))


def downgrade() -> None:
    op.drop_column("people", "seen_language")
