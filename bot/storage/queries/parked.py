"""Deliveries that have not arrived: what admins see of them, and how one given up gets another chance.

Nothing is decrypted here: what was to be told, and to whom, is nobody's business but the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal_column, select, update

from bot.storage.queries.lending import CLOSED
from bot.storage.tables import deliveries
from bot.storage.transaction import Transaction

_PARKED = and_(deliveries.c.state == literal_column("'parked'"), deliveries.c.sealed_facts.is_not(None))
"""What was erased meanwhile is no loss."""
_PENDING = deliveries.c.state == literal_column("'pending'")


@dataclass(frozen=True, slots=True)
class Pile:
    """Deliveries of one kind that have not arrived for one reason."""

    id: int
    """Of one of them, by which the pile is found again."""
    kind: str
    reason: str | None
    """None while nothing has failed."""
    count: int
    since: datetime
    """When the oldest of them was written."""
    attempts: int
    """How often one was tried, at most."""


def given_up(tx: Transaction, limit: int) -> list[Pile]:
    """Return what was given up, the oldest first."""
    return _piles(tx, _PARKED, limit)


def waiting(tx: Transaction, limit: int) -> list[Pile]:
    """Return what is still to be sent, now or later, the oldest first."""
    return _piles(tx, _PENDING, limit)


def try_again(tx: Transaction, pile: int, now: datetime) -> int:
    """Let everything of a pile that was given up be due at once; return how many that were."""
    about = select(deliveries.c.kind, deliveries.c.last_error).where(deliveries.c.id == pile, _PARKED)
    found = tx.connection.execute(about).first()
    if found is None:
        return 0
    return _revive(tx, now, deliveries.c.kind == found.kind, deliveries.c.last_error == found.last_error)


def welcome_back(tx: Transaction, person_id: int, now: datetime) -> int:
    """Let be due what was given up because the person had blocked the bot; return how many that were."""
    return _revive(tx, now, deliveries.c.person_id == person_id, deliveries.c.last_error == CLOSED)


def _piles(tx: Transaction, state: ColumnElement[bool], limit: int) -> list[Pile]:
    since = func.min(deliveries.c.created_at)
    piles = (
        select(
            func.max(deliveries.c.id),
            deliveries.c.kind,
            deliveries.c.last_error,
            func.count(),
            since,
            func.max(deliveries.c.attempts),
        )
        .where(state)
        .group_by(deliveries.c.kind, deliveries.c.last_error)
        .order_by(since)
        .limit(limit)
    )
    return [Pile(*row) for row in tx.connection.execute(piles)]


def _revive(tx: Transaction, now: datetime, *of: ColumnElement[bool]) -> int:
    """Tried from the start: whoever was lent one of them has reported, or it would not be given up."""
    fresh = {"state": "pending", "due_at": now, "attempts": 0, "lease_owner": None, "lease_until": None}
    count = tx.connection.execute(update(deliveries).where(_PARKED, *of).values(fresh)).rowcount
    tx.has_posted |= count > 0
    return count
