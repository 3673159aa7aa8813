"""What became of a card: used, something was sent, or not yet. The latest counts; earlier ones stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import func, insert, select

from bot.storage.columns import among
from bot.storage.tables import card_uses, clients, interviews
from bot.storage.transaction import Transaction

Use = Literal["used", "sent", "not_yet"]
USES: tuple[Use, ...] = get_args(Use)
"""Their place is written into buttons: never reorder."""

_NEWEST = select(func.max(card_uses.c.id)).where(among(card_uses.c.interview_id, "ids"))
_LATEST_OF = select(card_uses.c.interview_id, card_uses.c.kind).where(
    card_uses.c.id.in_(_NEWEST.group_by(card_uses.c.interview_id))
)


def tell(tx: Transaction, owner_id: int, interview_id: int, use: Use, now: datetime) -> bool:
    """Store what the owner of a client did with the card of an interview about them.

    What was said last already is not stored again. Practice has no card to use.

    Returns:
        False where there is no such card of theirs.
    """
    about = (interviews.c.id == interview_id, interviews.c.practice.is_(False))
    own = (clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    of_client = select(clients.c.id).join(interviews, interviews.c.client_id == clients.c.id)
    client_id = tx.connection.scalar(of_client.where(*about, *own).with_for_update(of=clients))
    if client_id is None:
        return False
    if latest(tx, [interview_id]).get(interview_id) != use:
        row = {"interview_id": interview_id, "client_id": client_id, "person_id": owner_id}
        tx.connection.execute(insert(card_uses).values(row | {"kind": use, "created_at": now}))
    return True


def latest(tx: Transaction, interview_ids: Collection[int]) -> dict[int, Use]:
    """Return what was said last of each interview's card. The caller has checked whose they are."""
    if not interview_ids:
        return {}
    rows = tx.connection.execute(_LATEST_OF, {"ids": list(interview_ids)}).all()
    return {interview_id: use for interview_id, use in rows}
