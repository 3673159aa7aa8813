"""Who there is, how they come in, and what they are sent by the day."""

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
    false,
    true,
)

from bot.storage.columns import Document, Id64, Moment
from bot.storage.tables.base import Name, flag, metadata, partial_index, unique_while

people = Table(
    "people",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("telegram_id", BigInteger, unique=True),  # null = erased on the person's own request
    Column("sealed_name", LargeBinary),
    Column("language", String(2)),
    flag("is_lead", false()),
    flag("is_manager", false()),
    flag("is_admin", false()),
    flag("active", true()),
    Column("expecting", Document),  # what free text the bot awaits from them outside a quiz
    Column("quiet_from", Integer),  # hours of the local day in which nothing is delivered; null = none
    Column("quiet_to", Integer),
    Column("seen_language", String(2)),  # their Telegram's, when they last came
    Column("blocked_at", Moment),
    Column("created_at", Moment, nullable=False),
    partial_index("ix_people_known", "created_at", where="telegram_id IS NOT NULL"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("role", Name, nullable=False),
    Column("issued_by", ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_by", ForeignKey("people.id")),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    Index(None, "issued_by"),
)

wrong_links = Table(
    "wrong_links",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),  # who came by a link that leads nowhere
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "at"),
    Index(None, "at"),
)

standing_links = Table(
    "standing_links",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("owner_id", ForeignKey("people.id"), nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_token", LargeBinary),  # null once it is revoked
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    partial_index("ix_standing_links_open", "owner_id", where="revoked_at IS NULL"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),  # of a topic in a group; null = the chat itself
    Column("person_id", ForeignKey("people.id"), nullable=False),  # the lead who turned it on
    Column("kind", Name, nullable=False),
    Column("empty", Name, nullable=False),
    Column("days", Integer, nullable=False),  # a bit for each weekday, Monday = 1
    Column("last_end", Moment),  # where the last window that was told ended; null = none was yet
    Column("week_end", Moment),  # the same of weeks, each told on a page; null = that is not wanted
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint("kind IN ('private', 'group')", name="kind"),
    CheckConstraint("empty IN ('silent', 'word')", name="empty"),
    CheckConstraint("days BETWEEN 1 AND 127", name="days"),
    Index(None, "person_id"),
    unique_while("uq_subscriptions_chat", "chat_id", where="ended_at IS NULL AND thread_id IS NULL"),
    unique_while(
        "uq_subscriptions_topic", "chat_id", "thread_id", where="ended_at IS NULL AND thread_id IS NOT NULL"
    ),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    flag("wanted", true()),
    Column("last_end", Moment),  # where the last window ended that they were asked about; null = none was yet
)
