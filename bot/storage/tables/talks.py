"""Clients, and the conversations about them with all that was said."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false

from bot.storage.columns import Document, Id64, Moment
from bot.storage.tables.base import Name, flag, metadata, partial_index, unique_while

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
    partial_index("ix_clients_recent", "owner_id", "touched_at", where="deleted_at IS NULL"),
    partial_index("ix_clients_old", "touched_at", where="deleted_at IS NULL"),
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
    flag("practice", false()),  # counts nowhere, and is about no client
    Column("sealed_call", LargeBinary),  # what a practice quiz calls the call that it is about
    Column("created_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("first_result_at", Moment),  # set once: the moment by which a window counts the client
    Column("swept_at", Moment),  # when a sweep last took it to show what was not shown
    Index(None, "client_id"),
    Index(None, "person_id", "finished_at"),  # all of somebody's, and the open ones among them
    Index(None, "chat_id", "message_id"),
    Index(None, "created_at"),
    partial_index(  # whole, so that counting a window's cases reads nothing but the index
        "ix_interviews_first_result",
        "first_result_at",
        "client_id",
        "practice",
        where="first_result_at IS NOT NULL",
    ),
    partial_index("ix_interviews_idle", "touched_at", where="finished_at IS NULL"),
    partial_index("ix_interviews_unshown", "touched_at", where="revision > shown_revision"),
    partial_index("ix_interviews_calls", "person_id", where="sealed_call IS NOT NULL"),
    partial_index("ix_interviews_old_calls", "touched_at", where="sealed_call IS NOT NULL"),
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
    partial_index(
        "ix_briefs_waiting",
        "consented_at",
        where="consented_at IS NOT NULL AND sent_at IS NULL AND stopped_at IS NULL AND withdrawn_at IS NULL",
    ),
    Index(None, "created_at"),
    partial_index("ix_briefs_opened", "opened_at", where="opened_at IS NOT NULL"),
    partial_index("ix_briefs_declined", "declined_at", where="declined_at IS NOT NULL"),
    partial_index("ix_briefs_sent", "sent_at", where="sent_at IS NOT NULL"),
    partial_index("ix_briefs_stopped", "stopped_at", where="stopped_at IS NOT NULL"),
    partial_index("ix_briefs_expired", "expires_at", where="consented_at IS NULL"),
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
    unique_while(
        "uq_second_opinions_open",
        "first_id",
        "asked_id",
        where="declined_at IS NULL AND withdrawn_at IS NULL",
    ),
)
