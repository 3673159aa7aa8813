"""The outbox: what must reach somebody else, written in the transaction of its cause.

`lending` gives it to workers, `parked` shows what has not arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, literal_column, select, update

from bot.storage.columns import for_both
from bot.storage.prepared import Prepared
from bot.storage.tables import deliveries
from bot.storage.transaction import Transaction


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


def letter(
    kind: str,
    person_id: int,
    chat: int,
    due_at: datetime,
    key: str,
    facts: Mapping[str, Any],
    *,
    template: str = "",
    language: str = "",
) -> DeliveryDraft:
    """A delivery that is about no client and no interview.

    Args:
        kind: of the delivery.
        person_id: in whose name it is worded.
        chat: theirs, or a group's.
        due_at: when it is to come.
        key: of two of a kind with one key only the first is kept.
        facts: what it is worded from.
        template: where it has another name than the kind.
        language: where it is not to be the person's own.
    """
    return DeliveryDraft(
        kind=kind,
        recipient_chat=chat,
        person_id=person_id,
        interview_id=None,
        client_id=None,
        template=template or kind,
        language=language,
        due_at=due_at,
        dedup_key=f"{kind}:{key}",
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as the worker reads it that it is lent to."""

    id: int
    attempts: int
    may_have_come: bool
    """An earlier try ended without anybody knowing whether the message was sent."""
    draft: DeliveryDraft


PLAIN = tuple(field.name for field in fields(DeliveryDraft) if field.name != "facts")
PENDING = deliveries.c.state == literal_column("'pending'")
SETTLED = deliveries.c.state.in_([literal_column("'sent'"), literal_column("'cancelled'")])
"""Written out: neither database matches a partial index with a parameter."""

_ENQUEUE = for_both(lambda insert: insert(deliveries).on_conflict_do_nothing(index_elements=["dedup_key"]))
_CANCEL = Prepared(
    ("of_interview", "of_kind"),
    update(deliveries)
    .where(
        deliveries.c.interview_id == bindparam("of_interview"),
        deliveries.c.kind == bindparam("of_kind"),
        PENDING,
    )
    .values(state="cancelled"),
)


def enqueue(tx: Transaction, drafts: Iterable[DeliveryDraft], now: datetime) -> None:
    """Store deliveries in the transaction of what causes them; a known `dedup_key` changes nothing."""
    rows = [_row(tx, draft, now) for draft in drafts]
    if rows:
        tx.connection.execute(_ENQUEUE[tx.dialect], rows)
        tx.has_posted |= any(row["due_at"] <= now for row in rows)


def count_since(tx: Transaction, dedup_prefix: str, since: datetime) -> int:
    """Return how many deliveries whose keys begin alike were asked for since a moment."""
    alike = (keyed(dedup_prefix), deliveries.c.created_at >= since)
    return tx.connection.scalar(select(func.count()).select_from(deliveries).where(*alike)) or 0


def keyed(prefix: str) -> ColumnElement[bool]:
    """Those whose keys begin with a prefix: a range, which an index answers, as it does not answer LIKE."""
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return and_(deliveries.c.dedup_key >= prefix, deliveries.c.dedup_key < after)


def waits(tx: Transaction, interview_id: int, kind: str) -> bool:
    """Whether something of a kind about an interview is still to be worded, and will be worded after this.

    It is locked until the transaction ends: a worker that wants it meanwhile passes it by. What is lent
    already may have been worded before.
    """
    return bool(tx.connection.execute(_unworded(interview_id, kind)).all())


def add_to_waiting(
    tx: Transaction, interview_id: int, kind: str, add: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> bool:
    """Give what `waits` more to tell of; False where nothing waits.

    Args:
        add: from its facts to what they are to be.
    """
    waiting = tx.connection.execute(_unworded(interview_id, kind)).first()
    if waiting is None or waiting.sealed_facts is None:
        return False
    facts = dict(add(tx.vault.decrypt_json(waiting.sealed_facts)))
    amended = update(deliveries).where(deliveries.c.id == waiting.id)
    tx.connection.execute(amended.values(sealed_facts=tx.vault.encrypt_json(facts)))
    return True


def went_out(tx: Transaction, interview_id: int, kinds: Collection[str], since: datetime) -> bool:
    """Whether something of these kinds about an interview was told, or may have been, since a moment."""
    told = (
        deliveries.c.interview_id == interview_id,
        deliveries.c.kind.in_(kinds),
        deliveries.c.state != literal_column("'cancelled'"),
        deliveries.c.begun_at >= since,
    )
    return tx.connection.execute(select(deliveries.c.id).where(*told).limit(1)).first() is not None


def messages_of(tx: Transaction, person_id: int, kind: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the messages that a kind of delivery to a person became, each with what it was worded from."""
    arrived = (
        deliveries.c.person_id == person_id,
        deliveries.c.kind == kind,
        deliveries.c.state == literal_column("'sent'"),
        deliveries.c.message_id.is_not(None),
        deliveries.c.sealed_facts.is_not(None),
    )
    found = select(deliveries.c.message_id, deliveries.c.sealed_facts).where(*arrived)
    rows = tx.connection.execute(found.order_by(deliveries.c.id))
    return [(message, tx.vault.decrypt_json(sealed)) for message, sealed in rows]


def _unworded(interview_id: int, kind: str) -> Select[tuple[int, bytes | None]]:
    """What is lent to nobody and was lent to nobody before, locked."""
    return (
        select(deliveries.c.id, deliveries.c.sealed_facts)
        .where(
            deliveries.c.interview_id == interview_id,
            deliveries.c.kind == kind,
            PENDING,
            deliveries.c.lease_until.is_(None),
        )
        .with_for_update()
    )


def cancel_for_interview(tx: Transaction, interview_id: int, kind: str) -> None:
    """Cancel what of a kind is still to be told because of an interview; the rest may be for others."""
    _CANCEL.write(tx, interview_id, kind)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget what was sent or cancelled and was due before a moment; return how many."""
    recent = func.coalesce(deliveries.c.sent_at, deliveries.c.due_at) >= before
    old = delete(deliveries).where(SETTLED, deliveries.c.due_at < before, ~recent)
    return tx.connection.execute(old).rowcount


def prune_given_up(tx: Transaction, before: datetime) -> int:
    """Forget what was given up and was due before a moment; return how many."""
    given_up = deliveries.c.state == literal_column("'parked'")
    return tx.connection.execute(delete(deliveries).where(given_up, deliveries.c.due_at < before)).rowcount


def _row(tx: Transaction, draft: DeliveryDraft, now: datetime) -> dict[str, Any]:
    plain = {name: getattr(draft, name) for name in PLAIN}
    return plain | {"sealed_facts": tx.vault.encrypt_json(dict(draft.facts)), "created_at": now}
