"""Who came by links that lead nowhere, and when; people by how long they are known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "wrong_links",
        sa.Column("id", ID64, nullable=False),
        sa.Column("person_id", ID64, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_wrong_links_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_links"),
    )
    op.create_index("ix_wrong_links_person_id_at", "wrong_links", ["person_id", "at"])
    op.create_index("ix_wrong_links_at", "wrong_links", ["at"])
    known = sa.text("telegram_id IS NOT NULL")
    op.create_index("ix_people_known", "people", ["created_at"], sqlite_where=known, postgresql_where=known)


def downgrade() -> None:
    op.drop_index("ix_people_known", "people")
    op.drop_table("wrong_links")
