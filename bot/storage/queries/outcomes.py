"""How it ended with a client: won, lost or postponed. The latest counts; earlier ones stay.

Who may say it is answered here: only the owner of a client that is there. An outcome goes with its client
when clients change hands; of an erased one the note goes, and the kind and the amount stay as figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, func, insert, literal_column, select, update

from bot.storage.columns import among
from bot.storage.tables import clients, outcomes
from bot.storage.transaction import Transaction

Kind = Literal["won", "lost", "postponed", "undecided"]
"""`undecided` takes an earlier one back: it is open again."""
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Their place is written into buttons: never reorder."""
Reason = Literal["price", "another_contractor", "no_need", "no_answer", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""Their place is written into buttons: never reorder."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody of the team said about the end of a client's story."""

    kind: Kind
    amount: int | None = None
    """`won`: in hundredths of the studio's currency; None = not said."""
    reason: Reason | None = None
    """`lost`; None = not said."""
    postponed_until: datetime | None = None
    """`postponed`: when to ask again; None = never."""


@dataclass(frozen=True, slots=True)
class Told:
    """The outcome of a client that counts, how many there were with it, and what was written about it."""

    outcome: Outcome
    at: datetime
    count: int
    """Grows with every change: a button made for an earlier count is an old one."""
    note: str | None


_SAID = tuple(field.name for field in fields(Outcome))
UNDECIDED: ColumnElement[str] = literal_column("'undecided'")
_NEWEST = select(func.max(outcomes.c.id)).where(among(outcomes.c.client_id, "ids"))
_LATEST_OF = select(outcomes.c.client_id, *(outcomes.c[name] for name in _SAID)).where(
    outcomes.c.id.in_(_NEWEST.group_by(outcomes.c.client_id)), outcomes.c.kind != UNDECIDED
)


def of_client(tx: Transaction, owner_id: int, client_id: int) -> Told | None:
    """Return how it stands with the owner's client; None where nobody has ever said anything."""
    rows = tx.connection.execute(_of_own(owner_id, client_id)).all()
    if not rows:
        return None
    *said, at, sealed_note = rows[0]
    note = None if sealed_note is None else tx.vault.decrypt(sealed_note)
    return Told(Outcome(*said), at, len(rows), note)


def tell(tx: Transaction, owner_id: int, client_id: int, outcome: Outcome, now: datetime) -> bool:
    """Store what the owner says about a client of theirs; False where there is no such client.

    A note goes on with an outcome that is only made more precise.
    """
    own = (clients.c.id == client_id, clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    if tx.connection.scalar(select(clients.c.id).where(*own).with_for_update()) is None:
        return False
    row = {name: getattr(outcome, name) for name in _SAID}
    about = {"client_id": client_id, "person_id": owner_id, "created_at": now}
    note = {"sealed_note": _note_on(tx, client_id, outcome.kind)}
    tx.connection.execute(insert(outcomes).values(row | about | note))
    return True


def _note_on(tx: Transaction, client_id: int, kind: Kind) -> Any:
    """The note on the client's last outcome, if that was of the same kind."""
    said = select(outcomes.c.kind, outcomes.c.sealed_note).where(outcomes.c.client_id == client_id)
    row = tx.connection.execute(said.order_by(outcomes.c.id.desc()).limit(1)).first()
    return row.sealed_note if row is not None and row.kind == kind else None


def annotate(tx: Transaction, owner_id: int, client_id: int, note: str) -> bool:
    """Write a note beside the outcome of the owner's client that counts; False where there is none."""
    newest = tx.connection.scalar(_of_own(owner_id, client_id).with_only_columns(outcomes.c.id).limit(1))
    if newest is None:
        return False
    sealed = tx.vault.encrypt(note)
    tx.connection.execute(update(outcomes).where(outcomes.c.id == newest).values(sealed_note=sealed))
    return True


def latest_for_clients(tx: Transaction, client_ids: Collection[int]) -> dict[int, Outcome]:
    """Return the outcome that counts of each client that has one. The caller has checked whose they are."""
    if not client_ids:
        return {}
    rows: Sequence[Any] = tx.connection.execute(_LATEST_OF, {"ids": list(client_ids)}).all()
    return {client_id: Outcome(*said) for client_id, *said in rows}


def _of_own(owner_id: int, client_id: int) -> Select[Any]:
    """All that was said about the owner's client, the latest first."""
    own = (clients.c.id == client_id, clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    columns = (*(outcomes.c[name] for name in _SAID), outcomes.c.created_at, outcomes.c.sealed_note)
    joined = outcomes.join(clients, clients.c.id == outcomes.c.client_id)
    return select(*columns).select_from(joined).where(*own).order_by(outcomes.c.id.desc())
