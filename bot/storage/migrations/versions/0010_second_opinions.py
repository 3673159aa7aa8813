"""Practice: what a quiz without a client calls its call, and second opinions on calls."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MOMENTS = ("began_at", "finished_at", "declined_at", "withdrawn_at")
CALLS = {"ix_interviews_calls": "person_id", "ix_interviews_old_calls": "touched_at"}
IS_CALL = sa.text("sealed_call IS NOT NULL")
IS_OPEN = sa.text("declined_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.add_column("interviews", sa.Column("sealed_call", sa.LargeBinary()))
    for name, column in CALLS.items():
        op.create_index(name, "interviews", [column], sqlite_where=IS_CALL, postgresql_where=IS_CALL)
    op.create_table(
        "second_opinions",
        sa.Column("id", ID64, nullable=False),
        sa.Column("first_id", ID64, nullable=False),
        sa.Column("second_id", ID64),
        sa.Column("asked_by_id", ID64, nullable=False),
        sa.Column("asked_id", ID64, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT) for name in MOMENTS),
        sa.Column("content", sa.JSON(none_as_null=True)),
        *(_foreign_key(name, "interviews") for name in ("first_id", "second_id")),
        *(_foreign_key(name, "people") for name in ("asked_by_id", "asked_id")),
        sa.PrimaryKeyConstraint("id", name="pk_second_opinions"),
        sa.UniqueConstraint("second_id", name="uq_second_opinions_second_id"),
    )
    op.create_index("ix_second_opinions_first_id", "second_opinions", ["first_id"])
    op.create_index(
        "ix_second_opinions_asked_by_id_asked_id_finished_at",
        "second_opinions",
        ["asked_by_id", "asked_id", "finished_at"],
    )
    op.create_index("ix_second_opinions_asked_id", "second_opinions", ["asked_id"])
    op.create_index(
        "uq_second_opinions_open",
        "second_opinions",
        ["first_id", "asked_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    op.drop_table("second_opinions")
    for name in CALLS:
        op.drop_index(name, "interviews")
    op.drop_column("interviews", "sealed_call")


def _foreign_key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_second_opinions_{column}_{table}")
