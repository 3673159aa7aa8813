"""Who is sent a summary: private chats, groups and topics in them, each turned on by a lead.

One open subscription for a chat, or for a topic in a group; one that ended stays as a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, insert, or_, select, update

from bot.storage.tables import subscriptions
from bot.storage.transaction import Transaction

Kind = Literal["private", "group"]
WhenEmpty = Literal["silent", "word"]
"""What is sent of a window in which nothing happened: nothing, or a short word."""

NO_CHAT = 0
"""In place of an erased person's private chat, whose id is the person's own."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat that is sent a summary."""

    id: int
    chat_id: int
    thread_id: int | None
    """The topic of a group; None = the chat itself."""
    person_id: int
    """The lead who turned it on."""
    kind: Kind
    empty: WhenEmpty
    days: frozenset[int]
    """ISO weekdays on which a window ends, Monday = 1."""
    last_end: datetime | None
    """Where the last window that was told ended; None before the first."""
    week_end: datetime | None
    """Where the last week ended that was told on a page, or since when it is; None = that is not wanted."""
    created_at: datetime


_STORED = tuple(field.name for field in fields(Subscription))
_OPEN = select(*(subscriptions.c[name] for name in _STORED)).where(subscriptions.c.ended_at.is_(None))


def every_open(tx: Transaction) -> list[Subscription]:
    """Return all that are open, the oldest first: as many as there are leads and groups."""
    return _read(tx, _OPEN.order_by(subscriptions.c.id))


def by_id(tx: Transaction, subscription_id: int) -> Subscription | None:
    """Return an open subscription, or None."""
    return _one(tx, subscriptions.c.id == subscription_id)


def of_chat(tx: Transaction, chat_id: int, thread_id: int | None) -> Subscription | None:
    """Return the open subscription of a chat or a topic, or None."""
    return _one(tx, *_place(chat_id, thread_id))


def of_all_topics(tx: Transaction, chat_id: int) -> list[Subscription]:
    """Return the open ones of a chat and of its topics, the oldest first."""
    return _read(tx, _OPEN.where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.id))


def of_person(tx: Transaction, person_id: int) -> list[Subscription]:
    """Return the open ones that somebody turned on, the oldest first."""
    return _read(tx, _OPEN.where(subscriptions.c.person_id == person_id).order_by(subscriptions.c.id))


def none_ever(tx: Transaction) -> bool:
    """Whether nobody has ever turned summaries on."""
    return tx.connection.scalar(select(subscriptions.c.id).limit(1)) is None


def subscribe(
    tx: Transaction,
    person_id: int,
    kind: Kind,
    chat_id: int,
    thread_id: int | None,
    days: Iterable[int],
    now: datetime,
) -> Subscription:
    """Turn summaries on for a chat or a topic, and return what is open there now.

    Where one was open it stays, with its days and its last window.
    """
    known = of_chat(tx, chat_id, thread_id)
    if known is not None:
        return known
    row = {
        "chat_id": chat_id,
        "thread_id": thread_id,
        "person_id": person_id,
        "kind": kind,
        "empty": "silent",
        "days": _bits(days),
        "created_at": now,
    }
    tx.connection.execute(insert(subscriptions).values(row))
    found = of_chat(tx, chat_id, thread_id)
    assert found is not None
    return found


def change(tx: Transaction, subscription_id: int, *, days: Iterable[int], empty: WhenEmpty) -> None:
    """Store on which weekdays a chat is told, and what of an empty window."""
    _update(tx, subscriptions.c.id == subscription_id, days=_bits(days), empty=empty)


def told(tx: Transaction, subscription_id: int, end: datetime) -> bool:
    """Record where the window ended that a chat is told of; False where it knew that, or more."""
    earlier = or_(subscriptions.c.last_end.is_(None), subscriptions.c.last_end < end)
    return _update(tx, subscriptions.c.id == subscription_id, earlier, last_end=end) == 1


def want_weeks(tx: Transaction, subscription_id: int, since: datetime | None) -> None:
    """Have the page of each week sent that ends after a moment; None = have none sent."""
    _update(tx, subscriptions.c.id == subscription_id, week_end=since)


def told_week(tx: Transaction, subscription_id: int, end: datetime) -> bool:
    """Record where the week ended that a chat is told of; False where it knew that, or wants none."""
    return (
        _update(tx, subscriptions.c.id == subscription_id, subscriptions.c.week_end < end, week_end=end) == 1
    )


def move(tx: Transaction, chat_id: int, new_chat_id: int, now: datetime) -> None:
    """Send to a chat's new id what was sent to its old one; what is turned on there already stays."""
    for each in of_all_topics(tx, chat_id):
        if of_chat(tx, new_chat_id, each.thread_id) is None:
            _update(tx, subscriptions.c.id == each.id, chat_id=new_chat_id)
        else:
            _update(tx, subscriptions.c.id == each.id, ended_at=now)


def end(tx: Transaction, chat_id: int, thread_id: int | None, now: datetime) -> bool:
    """Turn summaries off for a chat or a topic; False where there were none."""
    return _update(tx, *_place(chat_id, thread_id), ended_at=now) == 1


def end_all_of_person(tx: Transaction, person_id: int, now: datetime) -> int:
    """Turn off all that somebody turned on, in groups too, and return how many."""
    return _update(tx, subscriptions.c.person_id == person_id, ended_at=now)


def forget_person(tx: Transaction, person_id: int, now: datetime) -> None:
    """Turn off all that somebody turned on, and forget which private chat is theirs."""
    end_all_of_person(tx, person_id, now)
    private = (subscriptions.c.person_id == person_id, subscriptions.c.kind == "private")
    tx.connection.execute(update(subscriptions).where(*private).values(chat_id=NO_CHAT))


def _place(chat_id: int, thread_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return subscriptions.c.chat_id == chat_id, subscriptions.c.thread_id.is_not_distinct_from(thread_id)


def _update(tx: Transaction, *conditions: ColumnElement[bool], **values: Any) -> int:
    still_open = subscriptions.c.ended_at.is_(None)
    return tx.connection.execute(update(subscriptions).where(*conditions, still_open).values(values)).rowcount


def _one(tx: Transaction, *conditions: ColumnElement[bool]) -> Subscription | None:
    return next(iter(_read(tx, _OPEN.where(*conditions))), None)


def _read(tx: Transaction, found: Select[Any]) -> list[Subscription]:
    rows = (row._asdict() for row in tx.connection.execute(found))
    return [Subscription(**{**row, "days": _weekdays(row["days"])}) for row in rows]


def _bits(days: Iterable[int]) -> int:
    return sum(1 << (day - 1) for day in set(days))


def _weekdays(bits: int) -> frozenset[int]:
    return frozenset(day for day in range(1, 8) if bits & 1 << (day - 1))
