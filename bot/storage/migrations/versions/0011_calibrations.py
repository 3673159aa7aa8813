"""Calibrations: which profiles new interviews begin with, every choice with who made it and when."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", ID64, nullable=False),
        sa.Column("base_hash", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model_hash", sa.String(128)),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("figures", sa.JSON()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_hash"], ["contents.hash"], name="fk_calibrations_model_hash_contents"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_calibrations_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_calibrations"),
        sa.UniqueConstraint("base_hash", "place", name="uq_calibrations_base_hash_place"),
    )


def downgrade() -> None:
    op.drop_table("calibrations")
