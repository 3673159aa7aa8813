"""Second opinions: a colleague is asked to score a call that somebody has scored, without seeing how.

The invitation is what lets a colleague know whom the call was with, and both read what they said. It holds
for as long as the first interview is still its asker's, and its client or call is not erased: one that was
handed over, deleted or withdrawn is not there any more. What two people said stays as figures, which name
nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, insert, or_, select, update

from bot.storage.columns import among
from bot.storage.tables import clients, interviews, people, second_opinions
from bot.storage.transaction import Transaction

CLOSED = "cancelled"
"""The state of an interview whose question was withdrawn."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A colleague asked to score a call, and how far that has come."""

    id: int
    first_id: int
    second_id: int | None
    """The colleague's interview; None until they begin."""
    asked_by_id: int
    """Who scored the call first, and asks."""
    asked_id: int
    created_at: datetime
    began_at: datetime | None
    finished_at: datetime | None
    declined_at: datetime | None
    content: Mapping[str, Any] | None
    """What both said, once both have finished; nothing that people wrote."""
    client_id: int | None
    """Of the first interview; None where that is practice."""

    @property
    def is_open(self) -> bool:
        """Whether the colleague may still score the call."""
        return self.finished_at is None and self.declined_at is None


_OWN = tuple(field.name for field in fields(Opinion))[:-1]
_FIRST = interviews.alias("first")
_JOINED = (
    second_opinions.join(_FIRST, _FIRST.c.id == second_opinions.c.first_id)
    .join(people, people.c.id == second_opinions.c.asked_id)
    .outerjoin(clients, clients.c.id == _FIRST.c.client_id)
)
_NAME = func.coalesce(clients.c.sealed_name, _FIRST.c.sealed_call)
_LIVE = (
    second_opinions.c.withdrawn_at.is_(None),
    _FIRST.c.person_id == second_opinions.c.asked_by_id,
    people.c.telegram_id.is_not(None),
    _NAME.is_not(None),
)
_SELECT = (
    select(*(second_opinions.c[name] for name in _OWN), _FIRST.c.client_id).select_from(_JOINED).where(*_LIVE)
)


# --- asking -----------------------------------------------------------------------------------------------


def ask(tx: Transaction, first_id: int, asked_by_id: int, asked_id: int, now: datetime) -> Opinion | None:
    """Ask a colleague about an interview of the asker's, and return that; one who was asked stays asked.

    Returns:
        None where the interview is not the asker's, or is about nobody any more; where the colleague scored
        the call for who had it before, too: they know by now what the other one said.
    """
    own = select(interviews.c.id).where(interviews.c.id == first_id, interviews.c.person_id == asked_by_id)
    if tx.connection.scalar(own.with_for_update()) is None:  # so that of two taps the second sees the first
        return None
    known = next((each for each in of_first(tx, asked_by_id, first_id) if _is_of(each, asked_id)), None)
    if known is None and asked_id in asked_ever(tx, first_id):
        return None
    if known is None:
        row = {"first_id": first_id, "asked_by_id": asked_by_id, "asked_id": asked_id, "created_at": now}
        tx.connection.execute(insert(second_opinions).values(row))
    found = of_first(tx, asked_by_id, first_id)
    return next((each for each in found if _is_of(each, asked_id)), None)


def asked_ever(tx: Transaction, first_id: int) -> set[int]:
    """Return who was asked about an interview by anybody who ever had it.

    Not who declined, or was asked no more. The caller has checked whose it is.
    """
    stands = (second_opinions.c.declined_at.is_(None), second_opinions.c.withdrawn_at.is_(None))
    found = select(second_opinions.c.asked_id).where(second_opinions.c.first_id == first_id, *stands)
    return set(tx.connection.scalars(found))


def _is_of(opinion: Opinion, asked_id: int) -> bool:
    return opinion.asked_id == asked_id and opinion.declined_at is None


def of_first(tx: Transaction, asked_by_id: int, first_id: int) -> list[Opinion]:
    """Return who was asked about an interview of the asker's, the first asked first."""
    about = (second_opinions.c.first_id == first_id, second_opinions.c.asked_by_id == asked_by_id)
    return _read(tx, _SELECT.where(*about).order_by(second_opinions.c.id))


def get(tx: Transaction, reader_id: int, opinion_id: int) -> Opinion | None:
    """Return an opinion to who asked for it or was asked, or None; locks it until the transaction ends."""
    parties = or_(second_opinions.c.asked_by_id == reader_id, second_opinions.c.asked_id == reader_id)
    found = _SELECT.where(second_opinions.c.id == opinion_id, parties)
    return next(iter(_read(tx, found.with_for_update(of=second_opinions))), None)


def of_second(tx: Transaction, second_id: int) -> Opinion | None:
    """Return what a colleague's interview answers, or None where it answers nothing any more."""
    return next(iter(_read(tx, _SELECT.where(second_opinions.c.second_id == second_id))), None)


def calls(tx: Transaction, second_ids: Collection[int]) -> dict[int, str]:
    """Return whom the calls were with that interviews give a second opinion on: what their askers shared."""
    if not second_ids:
        return {}
    found = select(second_opinions.c.second_id, _NAME).select_from(_JOINED).where(*_LIVE)
    rows = tx.connection.execute(
        found.where(among(second_opinions.c.second_id, "ids")), {"ids": list(second_ids)}
    )
    return {second_id: tx.vault.decrypt(sealed) for second_id, sealed in rows}


def call(tx: Transaction, opinion: Opinion) -> str:
    """Return whom the call of an opinion that was just read was with."""
    found = select(_NAME).select_from(_JOINED).where(second_opinions.c.id == opinion.id, *_LIVE)
    return tx.vault.decrypt(tx.connection.scalar(found))


# --- how far it has come ------------------------------------------------------------------------------------


def begin(tx: Transaction, opinion_id: int, second_id: int, now: datetime) -> None:
    """Record which interview of the colleague's answers it."""
    _set(tx, second_opinions.c.id == opinion_id, second_id=second_id, began_at=now)


def finish(tx: Transaction, opinion_id: int, content: Mapping[str, Any], now: datetime) -> None:
    """Record what both said, once and for all: what either changes afterwards was not said blindly."""
    unfinished = second_opinions.c.finished_at.is_(None)
    _set(tx, second_opinions.c.id == opinion_id, unfinished, finished_at=now, content=content)


def decline(tx: Transaction, opinion_id: int, now: datetime) -> None:
    """Record that the colleague would rather not."""
    _set(tx, second_opinions.c.id == opinion_id, declined_at=now)


def withdraw(tx: Transaction, opinion_id: int, now: datetime) -> None:
    """Take back what was asked; the colleague's interview ends where it is."""
    _end(tx, second_opinions.c.id == opinion_id, now)


def end_of_person(tx: Transaction, person_id: int, now: datetime) -> None:
    """Take back everything unfinished that somebody asked or was asked."""
    _end(tx, or_(second_opinions.c.asked_by_id == person_id, second_opinions.c.asked_id == person_id), now)


def end_of_clients(tx: Transaction, owner_id: int, now: datetime) -> None:
    """Take back everything unfinished about the clients of somebody, which are to change hands."""
    about = (
        select(interviews.c.id)
        .join(clients, clients.c.id == interviews.c.client_id)
        .where(clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    )
    end_about(tx, about, now)


def end_about(tx: Transaction, first_ids: Select[Any], now: datetime) -> None:
    """Take back everything unfinished about some interviews."""
    _end(tx, second_opinions.c.first_id.in_(first_ids), now)


def answering(first_ids: Select[Any]) -> Select[Any]:
    """The ids of the interviews that give a second opinion on some others."""
    return select(second_opinions.c.second_id).where(
        second_opinions.c.first_id.in_(first_ids), second_opinions.c.second_id.is_not(None)
    )


def _end(tx: Transaction, of: ColumnElement[bool], now: datetime) -> None:
    """What was asked is asked no more; a finished one that its author had opened again is closed, too."""
    begun = select(second_opinions.c.second_id).where(of, second_opinions.c.second_id.is_not(None))
    closed = {"state": CLOSED, "finished_at": now, "shown_revision": interviews.c.revision}
    still_open = (interviews.c.id.in_(begun), interviews.c.finished_at.is_(None))
    tx.connection.execute(update(interviews).where(*still_open).values(closed))
    unfinished = (second_opinions.c.finished_at.is_(None), second_opinions.c.withdrawn_at.is_(None))
    _set(tx, of, *unfinished, withdrawn_at=now)


def _set(tx: Transaction, *of: ColumnElement[bool], **values: Any) -> None:
    tx.connection.execute(update(second_opinions).where(*of).values(values))


# --- over time ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody with whom calls were scored."""

    person_id: int
    calls: int
    last: datetime


def said_by(tx: Transaction, one: int, other: int, limit: int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return (who asked, what both said) of the last calls that two people both scored, the latest first.

    Also of calls that were handed over or erased since: nothing here names anybody.
    """
    found = [row for pair in ((one, other), (other, one)) for row in _said_by(tx, *pair, limit)]
    found.sort(key=lambda row: row[0], reverse=True)
    return [(asked_by, content) for _, asked_by, content in found[:limit]]


def _said_by(tx: Transaction, asked_by: int, asked: int, limit: int) -> list[Any]:
    columns = (second_opinions.c.finished_at, second_opinions.c.asked_by_id, second_opinions.c.content)
    pair = (second_opinions.c.asked_by_id == asked_by, second_opinions.c.asked_id == asked)
    found = select(*columns).where(*pair, second_opinions.c.finished_at.is_not(None))
    return list(tx.connection.execute(found.order_by(second_opinions.c.finished_at.desc()).limit(limit)))


def partners(tx: Transaction, person_id: int) -> list[Partner]:
    """Return with whom somebody scored calls, the last first; nobody who is erased."""
    theirs = or_(second_opinions.c.asked_by_id == person_id, second_opinions.c.asked_id == person_id)
    is_asker = second_opinions.c.asked_by_id == person_id
    other = case((is_asker, second_opinions.c.asked_id), else_=second_opinions.c.asked_by_id)
    last = func.max(second_opinions.c.finished_at)
    found = (
        select(other, func.count(), last)
        .join(people, people.c.id == other)
        .where(theirs, second_opinions.c.finished_at.is_not(None), people.c.telegram_id.is_not(None))
        .group_by(other)
        .order_by(last.desc(), other)
    )
    return [Partner(*row) for row in tx.connection.execute(found)]


def _read(tx: Transaction, found: Select[Any]) -> list[Opinion]:
    return [Opinion(*row) for row in tx.connection.execute(found)]
