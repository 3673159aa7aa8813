"""Briefs: what prospects fill in, the links that lead to them, and what two informants say together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(64)

WAITING = "consented_at IS NOT NULL AND sent_at IS NULL AND stopped_at IS NULL AND withdrawn_at IS NULL"
OPEN = "revoked_at IS NULL"


def upgrade() -> None:
    op.add_column("people", sa.Column("quiet_from", sa.Integer()))
    op.add_column("people", sa.Column("quiet_to", sa.Integer()))
    _create_attachments()
    _create_briefs()
    _create_standing_links()
    _create_joint_results()


def downgrade() -> None:
    for table in ("joint_results", "standing_links", "briefs", "attachments"):
        op.drop_table(table)
    op.drop_column("people", "quiet_to")
    op.drop_column("people", "quiet_from")


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", ID64, nullable=False),
        sa.Column("interview_id", ID64, nullable=False),
        sa.Column("question_id", NAME),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("sealed_file", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("update_id", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_attachments_interview_id_interviews"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_interview_id", "attachments", ["interview_id"])


def _create_briefs() -> None:
    op.create_table(
        "briefs",
        sa.Column("id", ID64, autoincrement=False, nullable=False),
        sa.Column("owner_id", ID64, nullable=False),
        sa.Column("client_id", ID64),
        sa.Column("person_id", ID64),
        sa.Column("interview_id", ID64),
        sa.Column("via", NAME, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_hash", sa.LargeBinary()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("declined_at", MOMENT),
        sa.Column("consented_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("nudged_at", MOMENT),
        sa.Column("stopped_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_briefs_owner_id_people"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_briefs_client_id_clients"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_briefs_person_id_people"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interviews.id"], name="fk_briefs_interview_id_interviews"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_briefs"),
        sa.UniqueConstraint("token_hash", name="uq_briefs_token_hash"),
    )
    for column in ("client_id", "person_id", "interview_id"):
        op.create_index(f"ix_briefs_{column}", "briefs", [column])
    op.create_index("ix_briefs_owner_id_created_at", "briefs", ["owner_id", "created_at"])
    op.create_index(
        "ix_briefs_waiting",
        "briefs",
        ["consented_at"],
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )


def _create_standing_links() -> None:
    op.create_table(
        "standing_links",
        sa.Column("id", ID64, nullable=False),
        sa.Column("owner_id", ID64, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_standing_links_owner_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_standing_links"),
        sa.UniqueConstraint("token_hash", name="uq_standing_links_token_hash"),
    )
    op.create_index(
        "ix_standing_links_open",
        "standing_links",
        ["owner_id"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def _create_joint_results() -> None:
    op.create_table(
        "joint_results",
        sa.Column("id", ID64, nullable=False),
        sa.Column("quiz_id", ID64, nullable=False),
        sa.Column("quiz_revision", sa.Integer(), nullable=False),
        sa.Column("brief_id", ID64, nullable=False),
        sa.Column("brief_revision", sa.Integer(), nullable=False),
        sa.Column("client_id", ID64),
        sa.Column("predominant", NAME),
        sa.Column("secondary", NAME),
        sa.Column("sub_segment", sa.Boolean(), nullable=False),
        sa.Column("verdict", NAME, nullable=False),
        sa.Column("grades", sa.String(length=16)),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["interviews.id"], name="fk_joint_results_quiz_id_interviews"),
        sa.ForeignKeyConstraint(["brief_id"], ["interviews.id"], name="fk_joint_results_brief_id_interviews"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_joint_results_client_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_joint_results"),
        sa.UniqueConstraint(
            "quiz_id",
            "quiz_revision",
            "brief_id",
            "brief_revision",
            name="uq_joint_results_quiz_id_quiz_revision_brief_id_brief_revision",
        ),
    )
    op.create_index("ix_joint_results_client_id_id", "joint_results", ["client_id", "id"])
    op.create_index("ix_joint_results_brief_id", "joint_results", ["brief_id"])
