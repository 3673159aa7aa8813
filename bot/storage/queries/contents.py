"""Content and model versions by their hash: what an interview began with stays readable after any edit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.storage.columns import for_both
from bot.storage.tables import contents
from bot.storage.transaction import Transaction

_KEEP = for_both(lambda insert: insert(contents).on_conflict_do_nothing(index_elements=["hash"]))


def keep(tx: Transaction, hash: str, kind: str, body: str, now: datetime) -> None:
    """Store a version under its hash; one that is there already stays as it is."""
    row = {"hash": hash, "kind": kind, "body": body, "created_at": now}
    tx.connection.execute(_KEEP[tx.dialect], row)


def body(tx: Transaction, hash: str) -> str | None:
    """Return the canonical text of a version, or None."""
    return tx.connection.scalar(select(contents.c.body).where(contents.c.hash == hash))
