"""A small cast for the storage tests: a manager, another one, a client, interviews."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.util import await_only

from bot.storage import Transaction
from bot.storage.queries import clients, contents, interviews, people
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.interviews import AnswerRow, InterviewRow
from bot.storage.queries.people import Person
from bot.storage.queries.results import ResultDraft

NOW = datetime(2031, 3, 5, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BIG = 2**62
"""Ids of clients and interviews are 63 bits long; the samples are, too."""

CLIENT = BIG + 1
INTERVIEW = BIG + 101


def meet(tx: Transaction, barrier: asyncio.Barrier) -> None:
    """Wait until all open transactions have come this far; on SQLite one comes after the other anyway."""
    if tx.dialect == "postgresql":
        await_only(barrier.wait())


def manager(tx: Transaction, telegram_id: int = 700, name: str = "Mara") -> Person:
    """Return a manager, made on the first call."""
    person = people.get_or_create(tx, telegram_id, name, "en", NOW)
    people.grant(tx, person.id, "manager")
    return person


def rival(tx: Transaction) -> Person:
    """Return another manager."""
    return manager(tx, 701, "Rolf")


def interview(person: Person, id: int = INTERVIEW, **changes: Any) -> InterviewRow:
    """Return a new interview of a person, not stored yet."""
    values: dict[str, Any] = {
        "id": id,
        "client_id": None,
        "person_id": person.id,
        "chat_id": person.telegram_id,
        "message_id": None,
        "questionnaire": "manager_quiz",
        "content_hash": "c0ffee",
        "model_hash": "beef",
        "state": "asking",
        "progress": {"question": "experience"},
        "revision": 1,
        "shown_revision": 0,
        "practice": False,
        "created_at": NOW,
        "touched_at": NOW,
    }
    return InterviewRow(**values | changes)


def stored(tx: Transaction, person: Person, id: int = INTERVIEW, **changes: Any) -> InterviewRow:
    """Store a new interview of a person and return it as loaded."""
    contents.keep(tx, "c0ffee", "questionnaire", "{}", NOW)
    row = interview(person, id, **changes)
    interviews.create(tx, [row])
    return interviews.load(tx, [row.key])[row.key]


def interview_about_lotus(tx: Transaction, person: Person) -> InterviewRow:
    """Store the client "Lotus Bakery" and an interview about it."""
    clients.create(tx, CLIENT, person.id, "Lotus Bakery", NOW)
    return stored(tx, person, client_id=CLIENT)


def answer(question_id: str, option_id: str | None, position: int = 0, revision: int = 1) -> AnswerRow:
    return AnswerRow(question_id, option_id, position, revision, NOW)


def result(row: InterviewRow, **changes: Any) -> ResultDraft:
    """Return a result of an interview, not stored yet."""
    values: dict[str, Any] = {
        "interview_id": row.id,
        "client_id": row.client_id,
        "revision": row.revision,
        "model_hash": "beef",
        "predominant": "novices",
        "secondary": "cautious",
        "sub_segment": True,
        "verdict": "likely",
        "grades": "A,B",
        "content": {"confidence": {"novices": 0.7}},
        "created_at": NOW,
    }
    return ResultDraft(**values | changes)


def delivery(key: str, due_at: datetime = NOW, **changes: Any) -> DeliveryDraft:
    """Return something to be told to chat 700, not stored yet."""
    values: dict[str, Any] = {
        "kind": "reminder",
        "recipient_chat": 700,
        "person_id": None,
        "interview_id": None,
        "client_id": None,
        "template": "reminder",
        "language": "en",
        "due_at": due_at,
        "dedup_key": key,
        "facts": {"client": "Lotus Bakery"},
    }
    return DeliveryDraft(**values | changes)
