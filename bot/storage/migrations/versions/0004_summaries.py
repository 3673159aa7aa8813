"""Summaries: when an interview first came to a result, who is sent a summary, and indexes over moments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(64)

BRIEF_MOMENTS = {
    "ix_briefs_opened": ("opened_at", "opened_at IS NOT NULL"),
    "ix_briefs_declined": ("declined_at", "declined_at IS NOT NULL"),
    "ix_briefs_sent": ("sent_at", "sent_at IS NOT NULL"),
    "ix_briefs_stopped": ("stopped_at", "stopped_at IS NOT NULL"),
    "ix_briefs_expired": ("expires_at", "consented_at IS NULL"),
}


def upgrade() -> None:
    op.add_column("interviews", sa.Column("first_result_at", MOMENT))
    op.execute(
        "UPDATE interviews SET first_result_at = "
        "(SELECT min(results.created_at) FROM results WHERE results.interview_id = interviews.id)"
    )
    _create_index(
        "ix_interviews_first_result",
        "interviews",
        ["first_result_at", "client_id", "practice"],
        "first_result_at IS NOT NULL",
    )
    op.create_index("ix_briefs_created_at", "briefs", ["created_at"])
    for name, (column, where) in BRIEF_MOMENTS.items():
        _create_index(name, "briefs", [column], where)
    _create_subscriptions()


def downgrade() -> None:
    op.drop_table("subscriptions")
    for name in (*BRIEF_MOMENTS, "ix_briefs_created_at"):
        op.drop_index(name, "briefs")
    op.drop_index("ix_interviews_first_result", "interviews")
    op.drop_column("interviews", "first_result_at")


def _create_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", ID64, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("empty", NAME, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_end", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("kind IN ('private', 'group')", name="ck_subscriptions_kind"),
        sa.CheckConstraint("empty IN ('silent', 'word')", name="ck_subscriptions_empty"),
        sa.CheckConstraint("days BETWEEN 1 AND 127", name="ck_subscriptions_days"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_subscriptions_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_person_id", "subscriptions", ["person_id"])
    _create_unique("uq_subscriptions_chat", ["chat_id"], "ended_at IS NULL AND thread_id IS NULL")
    _create_unique(
        "uq_subscriptions_topic", ["chat_id", "thread_id"], "ended_at IS NULL AND thread_id IS NOT NULL"
    )


def _create_unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "subscriptions",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
