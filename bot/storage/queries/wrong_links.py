"""Links that led nowhere: by whom and when, and nothing of what was tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select

from bot.storage.tables import wrong_links
from bot.storage.transaction import Transaction


def note(tx: Transaction, person_id: int, now: datetime) -> None:
    """Record that somebody came by a link that leads nowhere."""
    tx.connection.execute(insert(wrong_links).values(person_id=person_id, at=now))


def count_of(tx: Transaction, person_id: int, since: datetime) -> int:
    """Return how many somebody tried since a moment."""
    return _count(tx, wrong_links.c.person_id == person_id, wrong_links.c.at >= since)


def count(tx: Transaction, since: datetime) -> int:
    """Return how many were tried by anybody since a moment."""
    return _count(tx, wrong_links.c.at >= since)


def forget_person(tx: Transaction, person_id: int) -> None:
    """Forget what somebody tried."""
    tx.connection.execute(delete(wrong_links).where(wrong_links.c.person_id == person_id))


def prune(tx: Transaction, before: datetime) -> int:
    """Forget what was tried before a moment; return how many."""
    return tx.connection.execute(delete(wrong_links).where(wrong_links.c.at < before)).rowcount


def _count(tx: Transaction, *conditions: ColumnElement[bool]) -> int:
    return tx.connection.scalar(select(func.count()).select_from(wrong_links).where(*conditions)) or 0
