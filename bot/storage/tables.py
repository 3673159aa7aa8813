"""Every table, once. The migrations make them; a test holds the two equal on both databases.

Columns named `sealed_*` hold ciphertext from the vault: names, free text, what is told to people. Nothing
else may hold personal data. A column that holds a keyed hash says in its `info` of which sealed one: both are
made anew when the key changes. Ids of clients and interviews are random 63-bit numbers given by the caller.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.storage.columns import Document, Id64, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Name = String(64)
"""An identifier from the content, a state, a kind: short, plain, never personal."""


def _partial_index(name: str, *columns: str, where: str) -> Index:
    """Return an index over the few rows that a sweep looks for, at no cost for the many others."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _unique_while(name: str, *columns: str, where: str) -> Index:
    """Return an index that lets only one row of the kind be there at a time."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


def _flag(name: str, default: Any) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=default)


people = Table(
    "people",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("telegram_id", BigInteger, unique=True),  # null = erased on the person's own request
    Column("sealed_name", LargeBinary),
    Column("language", String(2)),
    _flag("is_lead", false()),
    _flag("is_manager", false()),
    _flag("is_admin", false()),
    _flag("active", true()),
    Column("expecting", Document),  # what free text the bot awaits from them outside a quiz
    Column("quiet_from", Integer),  # hours of the local day in which nothing is delivered; null = none
    Column("quiet_to", Integer),
    Column("seen_language", String(2)),  # their Telegram's, when they last came
    Column("blocked_at", Moment),
    Column("created_at", Moment, nullable=False),
    _partial_index("ix_people_known", "created_at", where="telegram_id IS NOT NULL"),
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

clients = Table(
    "clients",
    metadata,
    Column("id", Id64, primary_key=True, autoincrement=False),
    Column("owner_id", ForeignKey("people.id"), nullable=False),
    Column("sealed_name", LargeBinary),
    Column("name_hash", LargeBinary, info={"hash_of": "sealed_name"}),
    Column("industry", Name),
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("deleted_at", Moment),
    Index(None, "owner_id", "name_hash"),
    _partial_index("ix_clients_recent", "owner_id", "touched_at", where="deleted_at IS NULL"),
    _partial_index("ix_clients_old", "touched_at", where="deleted_at IS NULL"),
)

contents = Table(
    "contents",
    metadata,
    Column("hash", String(128), primary_key=True),
    Column("kind", Name, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", Id64, primary_key=True, autoincrement=False),
    Column("client_id", ForeignKey("clients.id")),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("questionnaire", Name, nullable=False),
    Column("content_hash", ForeignKey("contents.hash"), nullable=False),
    Column("model_hash", String(128), nullable=False),
    Column("state", Name, nullable=False),
    Column("progress", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("shown_revision", Integer, nullable=False),
    _flag("practice", false()),  # counts nowhere, and is about no client
    Column("sealed_call", LargeBinary),  # what a practice quiz calls the call that it is about
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("first_result_at", Moment),  # set once: the moment by which a window counts the client
    Index(None, "client_id"),
    Index(None, "chat_id", "message_id"),
    Index(None, "created_at"),
    _partial_index(  # whole, so that counting a window's cases reads nothing but the index
        "ix_interviews_first_result",
        "first_result_at",
        "client_id",
        "practice",
        where="first_result_at IS NOT NULL",
    ),
    _partial_index("ix_interviews_open", "person_id", where="finished_at IS NULL"),
    _partial_index("ix_interviews_idle", "touched_at", where="finished_at IS NULL"),
    _partial_index("ix_interviews_unshown", "touched_at", where="revision > shown_revision"),
    _partial_index("ix_interviews_calls", "person_id", where="sealed_call IS NOT NULL"),
    _partial_index("ix_interviews_old_calls", "touched_at", where="sealed_call IS NOT NULL"),
)

answers = Table(
    "answers",
    metadata,
    Column("interview_id", ForeignKey("interviews.id"), primary_key=True),
    Column("question_id", Name, primary_key=True),
    Column("option_id", Name),  # null = asked, no evidence
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answered_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

notes = Table(
    "notes",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("interview_id", ForeignKey("interviews.id"), nullable=False),
    Column("question_id", Name),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("update_id", BigInteger),
    Index(None, "interview_id"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("interview_id", ForeignKey("interviews.id"), nullable=False),
    Column("question_id", Name),
    Column("kind", Name, nullable=False),  # photo or document
    Column("sealed_file", LargeBinary, nullable=False),  # Telegram's file id, the name, the caption
    Column("size", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("update_id", BigInteger),
    Index(None, "interview_id"),
)

briefs = Table(
    "briefs",
    metadata,
    Column("id", Id64, primary_key=True, autoincrement=False),
    Column("owner_id", ForeignKey("people.id"), nullable=False),
    Column("client_id", ForeignKey("clients.id")),  # null until somebody from a standing link agrees
    Column("person_id", ForeignKey("people.id")),  # who fills it in; null until they agree to a personal link
    Column("interview_id", ForeignKey("interviews.id")),  # null until they agree
    Column("via", Name, nullable=False),  # link, standing or phone
    Column("language", String(2), nullable=False),
    Column("token_hash", LargeBinary, unique=True),  # null where no personal link leads to it
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("declined_at", Moment),
    Column("consented_at", Moment),
    Column("sent_at", Moment),
    Column("nudged_at", Moment),
    Column("stopped_at", Moment),
    Column("revoked_at", Moment),
    Column("withdrawn_at", Moment),
    Index(None, "client_id"),
    Index(None, "person_id"),
    Index(None, "interview_id"),
    Index(None, "owner_id", "created_at"),
    _partial_index(
        "ix_briefs_waiting",
        "consented_at",
        where="consented_at IS NOT NULL AND sent_at IS NULL AND stopped_at IS NULL AND withdrawn_at IS NULL",
    ),
    Index(None, "created_at"),
    _partial_index("ix_briefs_opened", "opened_at", where="opened_at IS NOT NULL"),
    _partial_index("ix_briefs_declined", "declined_at", where="declined_at IS NOT NULL"),
    _partial_index("ix_briefs_sent", "sent_at", where="sent_at IS NOT NULL"),
    _partial_index("ix_briefs_stopped", "stopped_at", where="stopped_at IS NOT NULL"),
    _partial_index("ix_briefs_expired", "expires_at", where="consented_at IS NULL"),
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
    _partial_index("ix_standing_links_open", "owner_id", where="revoked_at IS NULL"),
)

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
    _partial_index("ix_outcomes_postponed", "postponed_until", where="postponed_until IS NOT NULL"),
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

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    _flag("wanted", true()),
    Column("last_end", Moment),  # where the last window ended that they were asked about; null = none was yet
)

second_opinions = Table(
    "second_opinions",
    metadata,
    Column("id", Id64, primary_key=True),
    Column("first_id", ForeignKey("interviews.id"), nullable=False),
    Column("second_id", ForeignKey("interviews.id"), unique=True),  # null until it was begun
    Column("asked_by_id", ForeignKey("people.id"), nullable=False),  # who scored the call first
    Column("asked_id", ForeignKey("people.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("began_at", Moment),
    Column("finished_at", Moment),
    Column("declined_at", Moment),
    Column("withdrawn_at", Moment),
    Column("content", Document),  # what both said when the second was finished; ids and figures only
    Index(None, "first_id"),
    Index(None, "asked_by_id", "asked_id", "finished_at"),
    Index(None, "asked_id"),
    _unique_while(
        "uq_second_opinions_open",
        "first_id",
        "asked_id",
        where="declined_at IS NULL AND withdrawn_at IS NULL",
    ),
)

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
    Column("dedup_key", String(200), nullable=False, unique=True),
    Column("state", Name, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_owner", Name),
    Column("lease_until", Moment),
    Column("last_error", Text),
    _flag("may_have_come", false()),  # an earlier try ended without anybody knowing whether it was sent
    Column("sent_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("state IN ('pending', 'sent', 'parked', 'cancelled')", name="state"),
    _partial_index("ix_deliveries_due", "due_at", where="state = 'pending'"),
    _partial_index("ix_deliveries_parked", "due_at", where="state = 'parked'"),
    Index(None, "interview_id"),
    Index(None, "client_id"),
    Index(None, "person_id"),
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
    _unique_while("uq_subscriptions_chat", "chat_id", where="ended_at IS NULL AND thread_id IS NULL"),
    _unique_while(
        "uq_subscriptions_topic", "chat_id", "thread_id", where="ended_at IS NULL AND thread_id IS NOT NULL"
    ),
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

settings = Table(
    "settings",
    metadata,
    Column("key", Name, primary_key=True),
    Column("sealed_value", LargeBinary, nullable=False),
)
