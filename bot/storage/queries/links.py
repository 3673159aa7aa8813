"""Standing links: one for a manager, for a site or a card. The token is sealed, to be shown again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.storage.tables import standing_links
from bot.storage.transaction import Transaction

_OPEN = standing_links.c.revoked_at.is_(None)


def open_of(tx: Transaction, owner_id: int) -> str | None:
    """Return the token of the owner's standing link, or None while there is none."""
    found = select(standing_links.c.sealed_token).where(standing_links.c.owner_id == owner_id, _OPEN)
    sealed = tx.connection.scalar(found)
    return None if sealed is None else tx.vault.decrypt(sealed)


def replace(tx: Transaction, owner_id: int, token: str, token_hash: bytes, now: datetime) -> None:
    """Give the owner another standing link; the one before stops working."""
    revoke(tx, owner_id, now)
    row = {
        "owner_id": owner_id,
        "token_hash": token_hash,
        "sealed_token": tx.vault.encrypt(token),
        "created_at": now,
    }
    tx.connection.execute(insert(standing_links).values(row))


def revoke(tx: Transaction, owner_id: int, now: datetime) -> bool:
    """Let the owner's standing link stop working, and forget its token; False when there was none."""
    gone = {"revoked_at": now, "sealed_token": None}
    own = (standing_links.c.owner_id == owner_id, _OPEN)
    return tx.connection.execute(update(standing_links).where(*own).values(gone)).rowcount > 0


def owner_of(tx: Transaction, token_hash: bytes) -> tuple[int, bool] | None:
    """Return whose standing link a token is of and whether it still works, or None for an unknown one.

    The row is locked: of those who come by one link at once each is counted.
    """
    found = select(standing_links.c.owner_id, standing_links.c.revoked_at)
    row = tx.connection.execute(found.where(standing_links.c.token_hash == token_hash).with_for_update())
    link = row.first()
    return None if link is None else (link.owner_id, link.revoked_at is None)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget links revoked before a moment; return how many."""
    return tx.connection.execute(delete(standing_links).where(standing_links.c.revoked_at < before)).rowcount
