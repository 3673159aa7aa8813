"""The first tables: people, clients, interviews and their results, updates, deliveries, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(64)


def upgrade() -> None:
    _create_contents()
    _create_failed_updates()
    _create_people()
    _create_processed_updates()
    _create_settings()
    _create_clients()
    _create_invitations()
    _create_interviews()
    _create_answers()
    _create_deliveries()
    _create_notes()
    _create_results()
    _create_corrections()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "contents",
    "failed_updates",
    "people",
    "processed_updates",
    "settings",
    "clients",
    "invitations",
    "interviews",
    "answers",
    "deliveries",
    "notes",
    "results",
    "corrections",
)
"""In the order of their foreign keys."""


def _create_contents() -> None:
    op.create_table(
        "contents",
        sa.Column("hash", sa.String(length=128), nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_contents"),
    )


def _create_failed_updates() -> None:
    op.create_table(
        "failed_updates",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("parked_at", MOMENT),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_failed_updates"),
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID64, nullable=False),
        sa.Column("telegram_id", sa.BigInteger()),
        sa.Column("sealed_name", sa.LargeBinary()),
        sa.Column("language", sa.String(length=2)),
        sa.Column("is_lead", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_manager", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("expecting", sa.JSON(none_as_null=True)),
        sa.Column("blocked_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("telegram_id", name="uq_people_telegram_id"),
    )


def _create_processed_updates() -> None:
    op.create_table(
        "processed_updates",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", NAME, nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_processed_updates"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_processed_updates_at", "processed_updates", ["at"], unique=False)


def _create_settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", NAME, nullable=False),
        sa.Column("sealed_value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def _create_clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", ID64, autoincrement=False, nullable=False),
        sa.Column("owner_id", ID64, nullable=False),
        sa.Column("sealed_name", sa.LargeBinary()),
        sa.Column("name_hash", sa.LargeBinary()),
        sa.Column("industry", NAME),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_clients_owner_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
    )
    op.create_index("ix_clients_owner_id_name_hash", "clients", ["owner_id", "name_hash"], unique=False)
    op.create_index(
        "ix_clients_recent",
        "clients",
        ["owner_id", "touched_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_clients_old",
        "clients",
        ["touched_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", ID64, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("issued_by", ID64),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_by", ID64),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name="fk_invitations_issued_by_people"),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name="fk_invitations_used_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )


def _create_interviews() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", ID64, autoincrement=False, nullable=False),
        sa.Column("client_id", ID64),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("questionnaire", NAME, nullable=False),
        sa.Column("content_hash", sa.String(length=128), nullable=False),
        sa.Column("model_hash", sa.String(length=128), nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("progress", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.Column("practice", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_interviews_client_id_clients"),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["contents.hash"], name="fk_interviews_content_hash_contents"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_interviews_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
    )
    op.create_index("ix_interviews_chat_id_message_id", "interviews", ["chat_id", "message_id"], unique=False)
    op.create_index("ix_interviews_client_id", "interviews", ["client_id"], unique=False)
    op.create_index(
        "ix_interviews_idle",
        "interviews",
        ["touched_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_index(
        "ix_interviews_open",
        "interviews",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_index(
        "ix_interviews_unshown",
        "interviews",
        ["touched_at"],
        unique=False,
        sqlite_where=sa.text("revision > shown_revision"),
        postgresql_where=sa.text("revision > shown_revision"),
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("interview_id", ID64, nullable=False),
        sa.Column("question_id", NAME, nullable=False),
        sa.Column("option_id", NAME),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_answers_interview_id_interviews"
        ),
        sa.PrimaryKeyConstraint("interview_id", "question_id", name="pk_answers"),
        sqlite_with_rowid=False,
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID64, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("recipient_chat", sa.BigInteger(), nullable=False),
        sa.Column("person_id", ID64),
        sa.Column("interview_id", ID64),
        sa.Column("client_id", ID64),
        sa.Column("template", NAME, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sealed_facts", sa.LargeBinary()),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("dedup_key", sa.String(length=200), nullable=False),
        sa.Column("state", NAME, server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_owner", NAME),
        sa.Column("lease_until", MOMENT),
        sa.Column("last_error", sa.Text()),
        sa.Column("sent_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('pending', 'sent', 'parked', 'cancelled')", name="ck_deliveries_state"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_deliveries_client_id_clients"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_deliveries_interview_id_interviews"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_deliveries_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("dedup_key", name="uq_deliveries_dedup_key"),
    )
    op.create_index("ix_deliveries_client_id", "deliveries", ["client_id"], unique=False)
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_deliveries_interview_id", "deliveries", ["interview_id"], unique=False)
    op.create_index(
        "ix_deliveries_parked",
        "deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'parked'"),
        postgresql_where=sa.text("state = 'parked'"),
    )
    op.create_index("ix_deliveries_person_id", "deliveries", ["person_id"], unique=False)


def _create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", ID64, nullable=False),
        sa.Column("interview_id", ID64, nullable=False),
        sa.Column("question_id", NAME),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("update_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name="fk_notes_interview_id_interviews"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_interview_id", "notes", ["interview_id"], unique=False)


def _create_results() -> None:
    op.create_table(
        "results",
        sa.Column("id", ID64, nullable=False),
        sa.Column("interview_id", ID64, nullable=False),
        sa.Column("client_id", ID64),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("model_hash", sa.String(length=128), nullable=False),
        sa.Column("predominant", NAME),
        sa.Column("secondary", NAME),
        sa.Column("sub_segment", sa.Boolean(), nullable=False),
        sa.Column("verdict", NAME, nullable=False),
        sa.Column("grades", sa.String(length=16)),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_results_client_id_clients"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_results_interview_id_interviews"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_results"),
        sa.UniqueConstraint("interview_id", "revision", name="uq_results_interview_id_revision"),
    )
    op.create_index("ix_results_client_id_id", "results", ["client_id", "id"], unique=False)


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", ID64, nullable=False),
        sa.Column("result_id", ID64, nullable=False),
        sa.Column("client_id", ID64),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("predominant", NAME, nullable=False),
        sa.Column("secondary", NAME),
        sa.Column("sealed_reason", sa.LargeBinary()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_corrections_client_id_clients"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_corrections_person_id_people"),
        sa.ForeignKeyConstraint(["result_id"], ["results.id"], name="fk_corrections_result_id_results"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_client_id", "corrections", ["client_id"], unique=False)
    op.create_index("ix_corrections_result_id", "corrections", ["result_id"], unique=False)
