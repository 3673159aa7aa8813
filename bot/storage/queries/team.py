"""The team as its leads see it, and how much somebody holds. Names are decrypted: these pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from bot.storage.queries.people import Person, person_columns
from bot.storage.tables import briefs, clients, interviews, notes, people
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role, active or not."""

    person: Person
    name: str
    clients: int

    @property
    def id(self) -> int:
        return self.person.id


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list of members, and how many there are in all."""

    entries: tuple[Member, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much a person has in hand: live clients, quizzes and briefs about them, and the notes on both."""

    clients: int
    interviews: int
    notes: int
    briefs: int = 0
    practice: int = 0
    """Practice quizzes about a call with a name."""


_CLIENTS = (
    select(func.count())
    .where(clients.c.owner_id == people.c.id, clients.c.deleted_at.is_(None))
    .correlate(people)
    .scalar_subquery()
)
_TEAM = select(*person_columns(), people.c.sealed_name, _CLIENTS).where(
    people.c.telegram_id.is_not(None), or_(people.c.is_lead, people.c.is_manager)
)


def page(tx: Transaction, offset: int, limit: int) -> Page:
    """Return part of the team: active members before the others, the longest known first."""
    return _page(tx, _TEAM.order_by(people.c.active.desc(), people.c.id), offset, limit)


def colleagues(tx: Transaction, member_id: int, offset: int, limit: int) -> Page:
    """Return part of the active members other than one, the longest known first."""
    others = _TEAM.where(people.c.active, people.c.id != member_id)
    return _page(tx, others.order_by(people.c.id), offset, limit)


def member(tx: Transaction, person_id: int) -> Member | None:
    """Return somebody of the team, or None for anybody else."""
    row = tx.connection.execute(_TEAM.where(people.c.id == person_id)).first()
    return None if row is None else _member(tx, row)


def owner_of(tx: Transaction, client_id: int) -> Person | None:
    """Return whose client it is; None where there is no such client any more. Who may ask is the caller's."""
    own = (people.c.id == clients.c.owner_id, clients.c.id == client_id, clients.c.deleted_at.is_(None))
    row = tx.connection.execute(select(*person_columns()).where(*own)).first()
    return None if row is None else Person(*row)


def holdings(tx: Transaction, person_id: int) -> Holdings:
    """Return how much a person has in hand."""
    live = (clients.c.owner_id == person_id, clients.c.deleted_at.is_(None))
    about = interviews.c.client_id.in_(select(clients.c.id).where(*live))
    practised = (interviews.c.person_id == person_id, interviews.c.sealed_call.is_not(None))
    in_brief = exists().where(briefs.c.interview_id == interviews.c.id)
    counts = (
        select(func.count()).select_from(clients).where(*live),
        select(func.count()).select_from(interviews).where(about, ~in_brief),
        select(func.count()).select_from(notes.join(interviews)).where(about),
        select(func.count()).select_from(interviews).where(about, in_brief),
        select(func.count()).select_from(interviews).where(*practised),
    )
    return Holdings(*(tx.connection.scalar(count) or 0 for count in counts))


def _page(tx: Transaction, found: Select[Any], offset: int, limit: int) -> Page:
    count = tx.connection.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    rows = tx.connection.execute(found.offset(offset).limit(limit))
    return Page(tuple(_member(tx, row) for row in rows), count)


def _member(tx: Transaction, row: Sequence[Any]) -> Member:
    *cells, sealed_name, count = row
    name = "?" if sealed_name is None else tx.vault.decrypt(sealed_name)
    return Member(Person(*cells), name, count)
