"""What was computed about clients, and what people say of it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from bot.storage.columns import Document, Id64, Moment
from bot.storage.tables.base import Name, metadata, partial_index

results = Table(
    "results",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("interview_id", ForeignKey("interviews.id"), nullable=False),
    Column("client_id", ForeignKey("clients.id")),
    Column("revision", Integer, nullable=False),
    Column("model_hash", String(128), nullable=False),
    Column("predominant", Name),
    Column("secondary", Name),
    Column("sub_segment", Boolean, nullable=False),
    Column("verdict", Name, nullable=False),
    Column("grades", String(16)),
    Column("content", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("interview_id", "revision"),
    Index(None, "client_id", "id"),
)

joint_results = Table(
    "joint_results",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("quiz_id", ForeignKey("interviews.id"), nullable=False),
    Column("quiz_revision", Integer, nullable=False),
    Column("brief_id", ForeignKey("interviews.id"), nullable=False),
    Column("brief_revision", Integer, nullable=False),
    Column("client_id", ForeignKey("clients.id")),
    Column("predominant", Name),
    Column("secondary", Name),
    Column("sub_segment", Boolean, nullable=False),
    Column("verdict", Name, nullable=False),
    Column("grades", String(16)),
    Column("content", Document, nullable=False),  # both views, whole; nothing people wrote
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("quiz_id", "quiz_revision", "brief_id", "brief_revision"),
    Index(None, "client_id", "id"),
    Index(None, "brief_id"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("result_id", ForeignKey("results.id"), nullable=False),
    Column("client_id", ForeignKey("clients.id")),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("predominant", Name, nullable=False),
    Column("secondary", Name),
    Column("sealed_reason", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Index(None, "result_id"),
    Index(None, "client_id"),
)

calibrations = Table(
    "calibrations",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("base_hash", Name, nullable=False),  # of the profiles and numbers as written that it is for
    Column("place", Integer, nullable=False),  # 1, 2, 3: every choice for that base, in order
    Column("version", Integer, nullable=False),  # as leads know it; 0 = as written
    Column("model_hash", ForeignKey("contents.hash")),  # null = as written
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("figures", Document),  # what the lead was shown on accepting; null where a version came back
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("base_hash", "place"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("client_id", ForeignKey("clients.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", Name, nullable=False),
    Column("amount", BigInteger),  # of what was won: hundredths of the studio's currency; null = not said
    Column("reason", Name),  # why it was lost; null = not said
    Column("postponed_until", Moment),  # when to ask again; null = never
    Column("sealed_note", LargeBinary),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('won', 'lost', 'postponed', 'undecided')", name="kind"),
    CheckConstraint("amount > 0", name="amount"),
    Index(None, "client_id", "id"),
    Index(None, "created_at"),
    partial_index("ix_outcomes_postponed", "postponed_until", where="postponed_until IS NOT NULL"),
)

card_uses = Table(
    "card_uses",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("interview_id", ForeignKey("interviews.id"), nullable=False),  # whose card it is
    Column("client_id", ForeignKey("clients.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("kind", Name, nullable=False),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('used', 'sent', 'not_yet')", name="kind"),
    Index(None, "interview_id", "id"),
    Index(None, "client_id", "id"),
)
