"""Briefs: the link to one, its fate, and the interview that answers it.

A manager's question takes the owner's id, a prospect's the person's; what is somebody else's is not there.
A link is found by the hash of its token, which is all that is stored of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.storage.tables import briefs
from bot.storage.transaction import Transaction

Via = Literal["link", "standing", "phone"]
"""A personal link, a manager's standing one, or the manager asks on the phone and enters it."""

MARK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Brief:
    """One client's pre-brief. A moment is None where that has not happened."""

    id: int
    owner_id: int
    client_id: int | None
    """None until somebody from a standing link agrees."""
    person_id: int | None
    """Who fills it in: known from agreeing on, and from the first on a standing link and on the phone."""
    interview_id: int | None
    via: Via
    language: str
    """In which the client was written to."""
    token_hash: bytes | None
    created_at: datetime
    expires_at: datetime
    """Until when one may agree."""
    opened_at: datetime | None = None
    declined_at: datetime | None = None
    consented_at: datetime | None = None
    sent_at: datetime | None = None
    nudged_at: datetime | None = None
    stopped_at: datetime | None = None
    revoked_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def mark(self) -> int:
        """The first 63 bits of the token's hash: a button that carries them comes from who has the link."""
        if self.token_hash is None:
            return 0
        return int.from_bytes(self.token_hash[:MARK_BYTES]) >> 1


_COLUMNS = tuple(briefs.c[field.name] for field in fields(Brief))
_ALL = select(*_COLUMNS)
_NEWEST = (briefs.c.created_at.desc(), briefs.c.id.desc())


def create(tx: Transaction, brief: Brief) -> None:
    """Store a new brief; its id is the caller's."""
    row = {field.name: getattr(brief, field.name) for field in fields(Brief)}
    tx.connection.execute(insert(briefs).values(row))


# --- the manager's ----------------------------------------------------------------------------------------


def own(tx: Transaction, owner_id: int, brief_id: int) -> Brief | None:
    """Return the owner's brief, or None."""
    return _one(tx, _ALL.where(briefs.c.id == brief_id, briefs.c.owner_id == owner_id))


def own_of_interview(tx: Transaction, owner_id: int, interview_id: int) -> Brief | None:
    """Return the owner's brief that an interview answers; None once the prospect withdrew."""
    still = (briefs.c.owner_id == owner_id, briefs.c.withdrawn_at.is_(None))
    return _one(tx, _ALL.where(briefs.c.interview_id == interview_id, *still))


def of_client(tx: Transaction, owner_id: int, client_id: int) -> list[Brief]:
    """Return the owner's briefs about a client, the newest first."""
    about = (briefs.c.client_id == client_id, briefs.c.owner_id == owner_id)
    return _read(tx, _ALL.where(*about).order_by(*_NEWEST))


def newest_of_clients(tx: Transaction, owner_id: int, client_ids: Collection[int]) -> dict[int, Brief]:
    """Return the owner's newest brief about each client that has one."""
    if not client_ids:
        return {}
    about = (briefs.c.client_id.in_(client_ids), briefs.c.owner_id == owner_id)
    found = _read(tx, _ALL.where(*about).order_by(*_NEWEST))
    return {brief.client_id: brief for brief in reversed(found) if brief.client_id is not None}


def revoke(tx: Transaction, owner_id: int, brief_id: int, now: datetime) -> bool:
    """Make the owner's link void; False when there is none, or somebody agreed already."""
    return _revoke(tx, now, briefs.c.id == brief_id, briefs.c.owner_id == owner_id) == 1


def revoke_links_of_client(tx: Transaction, owner_id: int, client_id: int, now: datetime) -> int:
    """Make void what links to a client nobody has agreed to yet, and return how many."""
    return _revoke(tx, now, briefs.c.client_id == client_id, briefs.c.owner_id == owner_id)


def revoke_unopened(tx: Transaction, owner_id: int, now: datetime) -> int:
    """Make void what an owner leaves behind: links nobody opened, and what came by the standing link."""
    left = or_(briefs.c.opened_at.is_(None), briefs.c.client_id.is_(None))
    return _revoke(tx, now, briefs.c.owner_id == owner_id, left)


def count_of_owner(tx: Transaction, owner_id: int, via: Via, since: datetime) -> int:
    """Return how many briefs of an owner came about in one way since a moment."""
    return _count(tx, briefs.c.owner_id == owner_id, briefs.c.via == via, briefs.c.created_at >= since)


# --- the prospect's ---------------------------------------------------------------------------------------


def by_token(tx: Transaction, token_hash: bytes) -> Brief | None:
    """Return the brief that a personal link leads to, or None."""
    return _one(tx, _ALL.where(briefs.c.token_hash == token_hash))


def of_person(tx: Transaction, person_id: int, brief_id: int) -> Brief | None:
    """Return the brief that a person fills in, or None."""
    return _one(tx, _ALL.where(briefs.c.id == brief_id, briefs.c.person_id == person_id))


def of_prospect(tx: Transaction, person_id: int) -> list[Brief]:
    """Return the briefs that somebody fills in for themselves, the newest first."""
    return _read(tx, _ALL.where(*_for_themselves(person_id)).order_by(*_NEWEST))


def of_interview(tx: Transaction, interview_id: int) -> Brief | None:
    """Return the brief that an interview, which the caller holds, answers."""
    return _one(tx, _ALL.where(briefs.c.interview_id == interview_id))


def open_of(tx: Transaction, person_id: int, sent_after: datetime) -> list[Brief]:
    """Return the briefs that somebody agreed to and may still work on, the last agreed to first.

    One that stopped may be gone on with; one that was sent before `sent_after` may not.
    """
    may_change = or_(briefs.c.sent_at.is_(None), briefs.c.sent_at > sent_after)
    agreed = (briefs.c.interview_id.is_not(None), briefs.c.revoked_at.is_(None))
    found = _ALL.where(*_for_themselves(person_id), *agreed, briefs.c.withdrawn_at.is_(None), may_change)
    return _read(tx, found.order_by(briefs.c.consented_at.desc(), briefs.c.id.desc()))


def standing_of(tx: Transaction, person_id: int, owner_id: int) -> Brief | None:
    """Return the last brief that somebody came to by an owner's standing link, or None."""
    came = (briefs.c.owner_id == owner_id, briefs.c.via == "standing", briefs.c.withdrawn_at.is_(None))
    found = _ALL.where(briefs.c.person_id == person_id, *came, briefs.c.revoked_at.is_(None))
    return _one(tx, found.order_by(*_NEWEST).limit(1))


def count_of_person(tx: Transaction, person_id: int, via: Via, since: datetime) -> int:
    """Return how many briefs a person came to in one way since a moment."""
    return _count(tx, briefs.c.person_id == person_id, briefs.c.via == via, briefs.c.created_at >= since)


def locked(tx: Transaction, brief_id: int) -> Brief | None:
    """Return a brief that nobody else changes until this transaction ends, or None.

    Who may have it is the caller's to check, by its mark or its person.
    """
    return _one(tx, _ALL.where(briefs.c.id == brief_id).with_for_update())


# --- what happens to one ----------------------------------------------------------------------------------

Step = Literal["opened_at", "declined_at", "sent_at", "nudged_at", "stopped_at"]


def mark(tx: Transaction, brief_id: int, step: Step, now: datetime) -> bool:
    """Record that something happened to a brief for the first time; False when it had."""
    first = (briefs.c.id == brief_id, briefs.c[step].is_(None))
    return tx.connection.execute(update(briefs).where(*first).values({step: now})).rowcount == 1


def consented(tx: Transaction, brief: Brief) -> None:
    """Store who agreed to a brief that the caller has locked, when, about whom, and in which interview."""
    names = ("person_id", "client_id", "interview_id", "consented_at")
    agreed = {name: getattr(brief, name) for name in names}
    tx.connection.execute(update(briefs).where(briefs.c.id == brief.id).values(agreed))


def reserve(tx: Transaction, brief_id: int, person_id: int) -> None:
    """Record who wrote about a brief that the caller has locked and nobody agreed to: it is for them now."""
    unasked = (briefs.c.id == brief_id, briefs.c.consented_at.is_(None))
    tx.connection.execute(update(briefs).where(*unasked).values(person_id=person_id))


def gone_on(tx: Transaction, brief_id: int) -> None:
    """Record that somebody went on with a brief that had stopped."""
    tx.connection.execute(update(briefs).where(briefs.c.id == brief_id).values(stopped_at=None))


def _for_themselves(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return briefs.c.person_id == person_id, briefs.c.via != "phone"


def _revoke(tx: Transaction, now: datetime, *conditions: ColumnElement[bool]) -> int:
    unused = (briefs.c.consented_at.is_(None), briefs.c.revoked_at.is_(None))
    return tx.connection.execute(update(briefs).where(*conditions, *unused).values(revoked_at=now)).rowcount


def _count(tx: Transaction, *conditions: ColumnElement[bool]) -> int:
    return tx.connection.scalar(select(func.count()).select_from(briefs).where(*conditions)) or 0


def _one(tx: Transaction, found: Select[Any]) -> Brief | None:
    row = tx.connection.execute(found).first()
    return None if row is None else Brief(*row)


def _read(tx: Transaction, found: Select[Any]) -> list[Brief]:
    return [Brief(*row) for row in tx.connection.execute(found)]
