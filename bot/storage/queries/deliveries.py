"""The outbox: what must reach somebody else, written with its cause, claimed with a lease, and sent.

A claim lends a delivery to one worker for a while. A worker that dies lets its lease run out; one that comes
back late is told apart by the number of attempts, and cannot undo what its successor does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, or_, select, update

from bot.storage.columns import Moment, among, for_both
from bot.storage.database import Transaction
from bot.storage.tables import deliveries

PARKED_SHOWN = 100


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """Something to be told to a chat at a time. Of two with one `dedup_key` only the first is kept."""

    kind: str
    recipient_chat: int
    person_id: int | None
    interview_id: int | None
    client_id: int | None
    template: str
    language: str
    due_at: datetime
    dedup_key: str
    facts: Mapping[str, Any]
    """What the template is filled with; encrypted."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it was claimed. `attempts` counts this one."""

    id: int
    attempts: int
    last_error: str | None
    draft: DeliveryDraft


_PLAIN = tuple(field.name for field in fields(DeliveryDraft) if field.name != "facts")
_COLUMNS = (
    deliveries.c.id,
    deliveries.c.attempts,
    deliveries.c.last_error,
    *(deliveries.c[name] for name in _PLAIN),
    deliveries.c.sealed_facts,
)
_PENDING = deliveries.c.state == literal_column("'pending'")
"""Written out: neither database matches a partial index with a parameter."""

_ENQUEUE = for_both(lambda insert: insert(deliveries).on_conflict_do_nothing(index_elements=["dedup_key"]))
_NOW = bindparam("now", type_=Moment())
_FREE = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= _NOW)
_DUE = (
    select(deliveries.c.id)
    .where(_PENDING, deliveries.c.kind == bindparam("of_kind"), deliveries.c.due_at <= _NOW, _FREE)
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("due")  # a subquery could be run again for other rows once some are locked
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id.in_(select(_DUE.c.id)))
    .values(
        lease_owner=bindparam("worker"),
        lease_until=bindparam("until", type_=Moment()),
        attempts=deliveries.c.attempts + 1,
    )
    .returning(*_COLUMNS)
)


def enqueue(tx: Transaction, drafts: Iterable[DeliveryDraft], now: datetime) -> None:
    """Store deliveries in the transaction of what causes them; a known `dedup_key` changes nothing."""
    rows = [_row(tx, draft, now) for draft in drafts]
    if rows:
        tx.connection.execute(_ENQUEUE[tx.dialect], rows)


def claim(
    tx: Transaction, kind: str, worker: str, now: datetime, lease: timedelta, limit: int
) -> list[Delivery]:
    """Lend a worker up to `limit` due deliveries of a kind until `now + lease`, the longest due first.

    Nobody else is lent them meanwhile: on PostgreSQL rows locked by another claim are passed over.
    """
    values = {"of_kind": kind, "worker": worker, "now": now, "until": now + lease, "limit": limit}
    claimed = [_delivery(tx, row) for row in tx.connection.execute(_CLAIM, values)]
    return sorted(claimed, key=lambda delivery: (delivery.draft.due_at, delivery.id))


def sent(tx: Transaction, delivery_ids: Iterable[int], now: datetime) -> None:
    """Record that messages went out, whoever holds the lease by now."""
    done = {"state": "sent", "sent_at": now, "lease_owner": None, "lease_until": None}
    reached = update(deliveries).where(among(deliveries.c.id, "ids")).values(done)
    tx.connection.execute(reached, {"ids": list(delivery_ids)})


def retry(tx: Transaction, delivery: Delivery, at: datetime, error: str) -> None:
    """Give a claimed delivery back, to be tried again at a time."""
    _give_back(tx, delivery, due_at=at, last_error=error)


def park(tx: Transaction, delivery: Delivery, error: str) -> None:
    """Give a delivery up, visibly: its chat is gone, or it was tried too often."""
    _give_back(tx, delivery, state="parked", last_error=error)


def cancel_for_interview(tx: Transaction, interview_id: int) -> None:
    """Cancel what is still to be told because of an interview."""
    about = update(deliveries).where(deliveries.c.interview_id == interview_id, _PENDING)
    tx.connection.execute(about.values(state="cancelled"))


def parked(tx: Transaction, limit: int = PARKED_SHOWN) -> list[Delivery]:
    """Return the deliveries given up, the latest due first."""
    given_up = select(*_COLUMNS).where(deliveries.c.state == literal_column("'parked'"))
    found = tx.connection.execute(given_up.order_by(deliveries.c.due_at.desc()).limit(limit))
    return [_delivery(tx, row) for row in found]


def prune(tx: Transaction, before: datetime) -> int:
    """Forget what was sent or cancelled and was due before a moment; return how many."""
    settled = (deliveries.c.state.in_(["sent", "cancelled"]), deliveries.c.due_at < before)
    recent = func.coalesce(deliveries.c.sent_at, deliveries.c.due_at) >= before
    return tx.connection.execute(delete(deliveries).where(*settled, ~recent)).rowcount


def next_due(tx: Transaction) -> datetime | None:
    """Return when the next claim can find something, or None while nothing is pending."""
    unclaimed = select(func.min(deliveries.c.due_at)).where(_PENDING, deliveries.c.lease_until.is_(None))
    claimed = select(func.min(deliveries.c.lease_until)).where(
        _PENDING, deliveries.c.lease_until.is_not(None)
    )
    moments = [tx.connection.scalar(unclaimed), tx.connection.scalar(claimed)]
    return min((moment for moment in moments if moment is not None), default=None)


def _give_back(tx: Transaction, delivery: Delivery, **values: Any) -> None:
    still_mine = (deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts, _PENDING)
    free = {"lease_owner": None, "lease_until": None}
    tx.connection.execute(update(deliveries).where(*still_mine).values(values | free))


def _row(tx: Transaction, draft: DeliveryDraft, now: datetime) -> dict[str, Any]:
    plain = {name: getattr(draft, name) for name in _PLAIN}
    return plain | {"sealed_facts": tx.vault.encrypt_json(dict(draft.facts)), "created_at": now}


def _delivery(tx: Transaction, row: Sequence[Any]) -> Delivery:
    id, attempts, last_error, *plain, sealed_facts = row
    facts = {} if sealed_facts is None else tx.vault.decrypt_json(sealed_facts)
    return Delivery(id, attempts, last_error, DeliveryDraft(*(*plain, facts)))
