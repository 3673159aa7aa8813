"""Updates that came, what must reach somebody, and a few values of the bot's own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from bot.storage.columns import Id64, Moment
from bot.storage.tables.base import Name, flag, metadata, partial_index

ByteByByte = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Sorted as SQLite sorts, whatever the language of the database, so that a prefix is a range."""

processed_updates = Table(
    "processed_updates",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Name, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

failed_updates = Table(
    "failed_updates",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("parked_at", Moment),
    Column("sealed_payload", LargeBinary, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("recipient_chat", BigInteger, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("interview_id", ForeignKey("interviews.id")),
    Column("client_id", ForeignKey("clients.id")),
    Column("template", Name, nullable=False),
    Column("language", String(2), nullable=False),
    Column("sealed_facts", LargeBinary),  # null = erased
    Column("due_at", Moment, nullable=False),
    Column("dedup_key", ByteByByte, nullable=False, unique=True),
    Column("state", Name, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_owner", Name),
    Column("lease_until", Moment),
    Column("last_error", Text),
    flag("may_have_come", false()),  # an earlier try ended without anybody knowing whether it was sent
    Column("begun_at", Moment),  # when its last try is, or was, to go out: of letters, by all replicas
    Column("sent_at", Moment),
    Column("message_id", BigInteger),  # which message it became in its chat, where that is known
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('pending', 'sent', 'parked', 'cancelled')", name="state"),
    partial_index("ix_deliveries_due", "due_at", where="state = 'pending'"),
    partial_index("ix_deliveries_parked", "due_at", where="state = 'parked'"),
    partial_index("ix_deliveries_settled", "due_at", where="state IN ('sent', 'cancelled')"),
    partial_index("ix_deliveries_begun", "begun_at", where="begun_at IS NOT NULL"),
    Index(None, "interview_id"),
    Index(None, "client_id"),
    Index(None, "person_id"),
)

flood_waits = Table(
    "flood_waits",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
    Index(None, "until"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Name, primary_key=True),
    Column("sealed_value", LargeBinary, nullable=False),
)
