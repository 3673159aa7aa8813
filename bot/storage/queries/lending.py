"""Deliveries change hands: lent to a worker for a while, read by it alone, and settled or given back.

A worker that dies lets its lease run out; one that comes back late is told apart by the number of attempts,
and cannot undo what its successor does. A delivery is read only once it is lent: one that nobody can decrypt
harms no other. What may be lent when, so that Telegram takes it, is said in `pacing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, update

from bot.storage.columns import Moment, among
from bot.storage.queries.deliveries import PENDING, PLAIN, Delivery, DeliveryDraft
from bot.storage.queries.pacing import NOW, resting, rests_at, told_to_wait
from bot.storage.tables import deliveries
from bot.storage.transaction import Transaction

TRIES = 12
"""After so many a delivery is given up, visibly."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
"""Before the second try; doubled each time, up to the longest."""

LONGEST_LEASE = timedelta(hours=1)
"""No worker asks for a longer one."""

CLOSED = "the person blocked the bot"
"""Why something is given up that becomes due again when they write."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A delivery lent to a worker, not read yet. `attempts` counts this time, and tells it from others."""

    id: int
    attempts: int
    person_id: int | None = None
    interview_id: int | None = None


_COLUMNS = (
    deliveries.c.id,
    deliveries.c.attempts,
    deliveries.c.may_have_come,
    *(deliveries.c[name] for name in PLAIN),
    deliveries.c.sealed_facts,
)
_LENT = tuple(deliveries.c[field.name] for field in fields(Lent))
_FREE = or_(deliveries.c.lease_until.is_(None), deliveries.c.lease_until <= NOW)
_DUE = (PENDING, deliveries.c.due_at <= NOW, _FREE, deliveries.c.recipient_chat.not_in(told_to_wait()))


def _claiming(found: Select[Any]) -> Any:
    """Lend what a query finds, as many as `limit`, the longest due first.

    A lease that ran out leaves open whether its worker had sent the message.
    """
    ordered = found.order_by(deliveries.c.due_at, deliveries.c.id).limit(bindparam("limit"))
    # a CTE: a subquery could be run again for other rows once some are locked
    chosen = ordered.with_for_update(skip_locked=True).cte("chosen")
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(select(chosen.c.id)))
        .values(
            lease_owner=bindparam("worker"),
            lease_until=bindparam("until", type_=Moment()),
            attempts=deliveries.c.attempts + 1,
            may_have_come=or_(deliveries.c.may_have_come, deliveries.c.lease_owner.is_not(None)),
        )
        .returning(*_LENT, deliveries.c.due_at)
    )


_CLAIM_KIND = _claiming(select(deliveries.c.id).where(deliveries.c.kind == bindparam("of_kind"), *_DUE))

_BUSY = select(deliveries.c.recipient_chat).where(PENDING, deliveries.c.lease_until > NOW)
_PLACE = func.row_number().over(
    partition_by=deliveries.c.recipient_chat, order_by=(deliveries.c.due_at, deliveries.c.id)
)
_QUEUES = (
    select(deliveries.c.id, deliveries.c.due_at, _PLACE.label("place"))
    .where(
        deliveries.c.kind.not_in(bindparam("other_kinds", expanding=True)),
        deliveries.c.recipient_chat.not_in(_BUSY),
        deliveries.c.recipient_chat.not_in(resting()),
        *_DUE,
    )
    .subquery("queues")
)
_FIRST = (
    select(_QUEUES.c.id)
    .where(_QUEUES.c.place == 1)
    .order_by(_QUEUES.c.due_at, _QUEUES.c.id)
    .limit(bindparam("limit"))
    .cte("first")
    # or PostgreSQL, without statistics, numbers the queues anew for every row
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM_FIRST = _claiming(
    select(deliveries.c.id).where(deliveries.c.id.in_(select(_FIRST.c.id)), PENDING, _FREE)
)


def claim(tx: Transaction, kind: str, worker: str, now: datetime, lease: timedelta, limit: int) -> list[Lent]:
    """Lend a worker up to `limit` due deliveries of a kind until `now + lease`, the longest due first.

    Nobody else is lent them meanwhile: on PostgreSQL rows locked by another claim are passed over. What was
    tried too often is given up instead.
    """
    values = {"of_kind": kind, "worker": worker, "now": now, "until": now + lease, "limit": limit}
    return _claimed(tx, _CLAIM_KIND, values)


def claim_first(
    tx: Transaction, but: Collection[str], worker: str, now: datetime, lease: timedelta, limit: int
) -> list[Lent]:
    """Lend a worker the next due delivery of each chat, of all kinds `but` these; else as `claim`.

    A chat to which one is lent already waits, and so does one that was just written to: what goes to one chat
    goes in order, one by one.
    """
    values = {"other_kinds": list(but), "worker": worker, "now": now, "until": now + lease, "limit": limit}
    return _claimed(tx, _CLAIM_FIRST, values | rests_at(now))


def _claimed(tx: Transaction, statement: Any, values: Mapping[str, Any]) -> list[Lent]:
    rows = sorted(tx.connection.execute(statement, values), key=lambda row: (row.due_at, row.id))
    lent = [Lent(*row[:-1]) for row in rows]
    for each in lent:
        if each.attempts > TRIES:
            park(tx, each, f"tried {TRIES} times")
    return [each for each in lent if each.attempts <= TRIES]


def read(tx: Transaction, lent: Lent) -> Delivery | None:
    """Return what a worker was lent; None when it was cancelled, settled or lent to another since.

    Raises:
        WrongKey: its facts cannot be decrypted.
    """
    row = tx.connection.execute(select(*_COLUMNS).where(*_still(lent))).first()
    if row is None:
        return None
    id, attempts, may_have_come, *plain, sealed_facts = row
    facts = {} if sealed_facts is None else tx.vault.decrypt_json(sealed_facts)
    return Delivery(id, attempts, may_have_come, DeliveryDraft(*(*plain, facts)))


def sent(tx: Transaction, delivery_ids: Iterable[int], now: datetime) -> None:
    """Record that messages went out, whoever holds the lease by now."""
    done = {"state": "sent", "sent_at": now, "lease_owner": None, "lease_until": None}
    reached = update(deliveries).where(among(deliveries.c.id, "ids")).values(done)
    tx.connection.execute(reached, {"ids": list(delivery_ids)})


_PLACE_OF = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_delivery"))
    .values(message_id=bindparam("message"))
)


def placed(tx: Transaction, messages: Mapping[int, int]) -> None:
    """Record which message each delivery became."""
    if messages:
        values = [{"of_delivery": id, "message": message} for id, message in messages.items()]
        tx.connection.execute(_PLACE_OF, values)


def retry(tx: Transaction, lent: Lent, now: datetime, error: str, wait: timedelta | None = None) -> None:
    """Give back what was surely not sent, to be tried again; after the last try it is given up.

    Args:
        tx: the transaction.
        lent: as it was claimed.
        now: the moment of the failure.
        error: why it failed, without anything personal.
        wait: until the next try; without one it grows with the tries.
    """
    if lent.attempts >= TRIES:
        park(tx, lent, error)
    else:
        _give_back(
            tx, lent, due_at=now + (pause_after(lent.attempts) if wait is None else wait), last_error=error
        )


def doubt(tx: Transaction, lent: Lent, now: datetime, error: str) -> None:
    """The same where nobody knows whether it was sent: its repeat says so."""
    tx.connection.execute(update(deliveries).where(*_still(lent)).values(may_have_come=True))
    retry(tx, lent, now, error)


def keep(tx: Transaction, lent: Lent, error: str) -> None:
    """Give back what Telegram was not ready for. It keeps its place; how long to wait is said elsewhere."""
    if lent.attempts >= TRIES:
        park(tx, lent, error)
    else:
        _give_back(tx, lent, last_error=error)


def park(tx: Transaction, lent: Lent, error: str) -> None:
    """Give a delivery up, visibly: its chat is gone, or it was tried too often."""
    _give_back(tx, lent, state="parked", last_error=error)


def cancel(tx: Transaction, lent: Lent) -> None:
    """Let a claimed delivery be: there is nothing to tell any more."""
    _give_back(tx, lent, state="cancelled")


def move(tx: Transaction, chat: int, new_chat: int) -> None:
    """Let everything that waits for a chat wait for another: it is the same one, with a new id."""
    waiting = (deliveries.c.recipient_chat == chat, PENDING)
    tx.connection.execute(update(deliveries).where(*waiting).values(recipient_chat=new_chat))


def take_back(tx: Transaction, now: datetime) -> int:
    """End leases that would last longer than any that is given; return how many.

    They were given by a clock that was ahead and has been put back since.
    """
    endless = (PENDING, deliveries.c.lease_until > now + LONGEST_LEASE)
    return tx.connection.execute(update(deliveries).where(*endless).values(lease_until=now)).rowcount


def pause_after(attempts: int) -> timedelta:
    """How long to wait after a number of tries, the first one being 1."""
    doubled = 1 << (min(attempts, TRIES) - 1)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _give_back(tx: Transaction, lent: Lent, **values: Any) -> None:
    free = {"lease_owner": None, "lease_until": None}
    tx.connection.execute(update(deliveries).where(*_still(lent)).values(values | free))


def _still(lent: Lent) -> tuple[ColumnElement[bool], ...]:
    """It is lent as it was, and nobody has settled it."""
    return (deliveries.c.id == lent.id, deliveries.c.attempts == lent.attempts, PENDING)
