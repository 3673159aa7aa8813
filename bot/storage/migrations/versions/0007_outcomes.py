"""Outcomes of clients, what became of cards, and up to when each manager was asked about both."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(64)


def upgrade() -> None:
    _create_outcomes()
    _create_card_uses()
    op.create_table(
        "follow_ups",
        sa.Column("person_id", ID64, autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("last_end", MOMENT),
        _of_people("follow_ups"),
        sa.PrimaryKeyConstraint("person_id", name="pk_follow_ups"),
    )


def downgrade() -> None:
    for table in ("follow_ups", "card_uses", "outcomes"):
        op.drop_table(table)


def _create_outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", ID64, nullable=False),
        sa.Column("client_id", ID64, nullable=False),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("reason", NAME),
        sa.Column("postponed_until", MOMENT),
        sa.Column("sealed_note", sa.LargeBinary()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('won', 'lost', 'postponed', 'undecided')", name="ck_outcomes_kind"),
        sa.CheckConstraint("amount > 0", name="ck_outcomes_amount"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_outcomes_client_id_clients"),
        _of_people("outcomes"),
        sa.PrimaryKeyConstraint("id", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_client_id_id", "outcomes", ["client_id", "id"])
    op.create_index("ix_outcomes_created_at", "outcomes", ["created_at"])
    waiting = sa.text("postponed_until IS NOT NULL")
    op.create_index(
        "ix_outcomes_postponed",
        "outcomes",
        ["postponed_until"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _create_card_uses() -> None:
    op.create_table(
        "card_uses",
        sa.Column("id", ID64, nullable=False),
        sa.Column("interview_id", ID64, nullable=False),
        sa.Column("client_id", ID64, nullable=False),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('used', 'sent', 'not_yet')", name="ck_card_uses_kind"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_card_uses_interview_id_interviews"
        ),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_card_uses_client_id_clients"),
        _of_people("card_uses"),
        sa.PrimaryKeyConstraint("id", name="pk_card_uses"),
    )
    op.create_index("ix_card_uses_interview_id_id", "card_uses", ["interview_id", "id"])
    op.create_index("ix_card_uses_client_id_id", "card_uses", ["client_id", "id"])


def _of_people(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id_people")
