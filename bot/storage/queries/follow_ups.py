"""What a manager is to be asked: about cards of a window, and about clients whose time to decide is over.

Every question goes in by an index over moments, so it costs as much as what happened in its window. What was
answered before the window's end is no question of it; what was answered later is still listed, so that the
same message can be written again with its answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update

from bot.storage.columns import for_both
from bot.storage.queries.outcomes import UNDECIDED
from bot.storage.queries.people import Person, person_columns
from bot.storage.tables import card_uses, clients, follow_ups, interviews, outcomes, people
from bot.storage.transaction import Transaction

Span = tuple[datetime, datetime]
"""[start, end)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A client whom something is to be asked about."""

    client_id: int
    name: str
    interview_id: int | None
    """Whose card was drawn; None where the client was put off."""
    at: datetime
    """When the card was drawn, or the client was put off."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far somebody was asked."""

    wanted: bool
    """Whether they want to be asked at all."""
    last_end: datetime | None
    """Where the last window ended that they were asked about; None before the first."""


# --- how far each was asked -------------------------------------------------------------------------------


_KEEP = for_both(lambda insert: insert(follow_ups).on_conflict_do_nothing(index_elements=["person_id"]))


def to_ask(tx: Transaction, end: datetime) -> list[tuple[Person, datetime | None]]:
    """Return the active members who have not been asked up to a moment and want to be, and up to when they
    were. As many as there are members, and one statement."""
    behind = or_(follow_ups.c.last_end.is_(None), follow_ups.c.last_end < end)
    is_wanted = or_(follow_ups.c.wanted.is_(None), follow_ups.c.wanted)
    members = (people.c.active, people.c.telegram_id.is_not(None), or_(people.c.is_lead, people.c.is_manager))
    joined = people.outerjoin(follow_ups, follow_ups.c.person_id == people.c.id)
    found = select(*person_columns(), follow_ups.c.last_end).select_from(joined)
    rows = tx.connection.execute(found.where(*members, behind, is_wanted).order_by(people.c.id))
    return [(Person(*person), last_end) for *person, last_end in rows]


def reached(tx: Transaction, person_id: int) -> Reached:
    """Return how far somebody was asked; who never was wants to be."""
    found = select(follow_ups.c.wanted, follow_ups.c.last_end).where(follow_ups.c.person_id == person_id)
    row = tx.connection.execute(found).first()
    return Reached(True, None) if row is None else Reached(*row)


def asked(tx: Transaction, person_id: int, end: datetime) -> bool:
    """Record up to when somebody was asked; False where they were up to then, or further."""
    _keep(tx, person_id)
    earlier = or_(follow_ups.c.last_end.is_(None), follow_ups.c.last_end < end)
    mark = update(follow_ups).where(follow_ups.c.person_id == person_id, earlier).values(last_end=end)
    return tx.connection.execute(mark).rowcount == 1


def want(tx: Transaction, person_id: int, *, wanted: bool) -> None:
    """Store whether somebody wants to be asked."""
    _keep(tx, person_id)
    own = follow_ups.c.person_id == person_id
    tx.connection.execute(update(follow_ups).where(own).values(wanted=wanted))


def _keep(tx: Transaction, person_id: int) -> None:
    tx.connection.execute(_KEEP[tx.dialect], {"person_id": person_id})


# --- what there is to ask ---------------------------------------------------------------------------------


def cards(tx: Transaction, owner_id: int, span: Span) -> list[Asked]:
    """Return the owner's clients with a card drawn in a window and no word since, until the window's end.

    A word on any card of theirs says it of the earlier ones, too. Of several cards it is the last. An outcome
    says enough.
    """
    start, end = span
    about = interviews.alias("about")
    said = exists().where(
        about.c.client_id == clients.c.id,
        about.c.practice.is_(False),
        card_uses.c.interview_id == about.c.id,
        card_uses.c.created_at >= interviews.c.first_result_at,
        card_uses.c.created_at < end,
    )
    ended = exists().where(
        outcomes.c.client_id == clients.c.id,
        outcomes.c.created_at >= interviews.c.first_result_at,
        outcomes.c.created_at < end,
    )
    drawn = _drawn(owner_id, start, end).where(~said, ~ended)
    last: dict[int, Asked] = {each.client_id: each for each in _read(tx, drawn)}
    return sorted(last.values(), key=lambda each: (each.at, each.client_id))


def decisions(tx: Transaction, owner_id: int, span: Span, after: timedelta) -> list[Asked]:
    """Return the owner's clients whose time has come in a window, without an outcome until its end.

    Args:
        owner_id: whose clients.
        span: the window.
        after: how long after a client's first card their time comes, unless it was postponed.
    """
    start, end = span
    other = interviews.alias("other")
    is_first = ~exists().where(
        other.c.client_id == interviews.c.client_id,
        other.c.practice.is_(False),
        other.c.first_result_at < interviews.c.first_result_at,
    )
    aged = _drawn(owner_id, start - after, end - after).where(is_first, ~_has_outcome(end))
    found = {each.client_id: each for each in (*_read(tx, aged), *_read(tx, _put_off(owner_id, span)))}
    return sorted(found.values(), key=lambda each: (each.at, each.client_id))


def _drawn(owner_id: int, start: datetime, end: datetime) -> Select[Any]:
    """Cards of the owner's clients that were drawn in a stretch of time, the oldest first."""
    joined = interviews.join(clients, clients.c.id == interviews.c.client_id)
    columns = (clients.c.id, clients.c.sealed_name, interviews.c.id, interviews.c.first_result_at)
    own = (clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    inside = (interviews.c.first_result_at >= start, interviews.c.first_result_at < end)
    found = select(*columns).select_from(joined).where(*own, *inside, interviews.c.practice.is_(False))
    return found.order_by(interviews.c.first_result_at, interviews.c.id)


def _put_off(owner_id: int, span: Span) -> Select[Any]:
    """Clients of the owner's who were put off until a moment in the window, and are still."""
    start, end = span
    joined = outcomes.join(clients, clients.c.id == outcomes.c.client_id)
    columns = (clients.c.id, clients.c.sealed_name, outcomes.c.created_at)
    own = (clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    inside = (outcomes.c.postponed_until >= start, outcomes.c.postponed_until < end)
    still = outcomes.c.id == _newest_before(end)
    return select(*columns).select_from(joined).where(*own, *inside, still).order_by(outcomes.c.id)


def _has_outcome(end: datetime) -> ColumnElement[bool]:
    """Whether a client's outcome was known at a moment."""
    return exists().where(outcomes.c.id == _newest_before(end), outcomes.c.kind != UNDECIDED)


def _newest_before(end: datetime) -> Any:
    said = outcomes.alias("said")
    newest = select(func.max(said.c.id)).where(said.c.client_id == clients.c.id, said.c.created_at < end)
    return newest.correlate(clients).scalar_subquery()


def _read(tx: Transaction, found: Select[Any]) -> list[Asked]:
    rows: Sequence[Any] = tx.connection.execute(found).all()
    return [_asked(tx, row) for row in rows]


def _asked(tx: Transaction, row: Sequence[Any]) -> Asked:
    client_id, sealed_name, *interview, at = tuple(row)
    return Asked(client_id, tx.vault.decrypt(sealed_name), interview[0] if interview else None, at)
