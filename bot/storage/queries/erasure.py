"""The one place that erases personal data. Rows stay, so that counts stay right; what names or quotes goes.

A failed update goes with the person who sent it. One that speaks of a client cannot be found by the client;
the retention job drops it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from bot.storage.database import Transaction
from bot.storage.queries import updates
from bot.storage.tables import clients, corrections, deliveries, interviews, invitations, notes, people

CLOSED = "cancelled"
"""The state of an interview that was open when its client or its person was erased."""

NO_CHAT = 0
"""In place of a chat's id, which in a private chat is the person's Telegram id."""


def client(tx: Transaction, owner_id: int, client_id: int, now: datetime) -> bool:
    """Erase the owner's client: name, industry, notes, reasons, what was to be told; close open interviews.

    Returns:
        False when the owner has no such client.
    """
    own = (clients.c.id == client_id, clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    gone = {"sealed_name": None, "name_hash": None, "industry": None, "deleted_at": now}
    if tx.connection.execute(update(clients).where(*own).values(gone)).rowcount == 0:
        return False
    about = interviews.c.client_id == client_id
    tx.connection.execute(
        update(corrections).where(corrections.c.client_id == client_id).values(sealed_reason=None)
    )
    _drop_notes(tx, about)
    _silence(tx, deliveries.c.client_id == client_id)
    _silence(tx, deliveries.c.interview_id.in_(select(interviews.c.id).where(about)))
    _close(tx, about, now)
    return True


def person(tx: Transaction, person_id: int, now: datetime) -> None:
    """Erase a person: who they are to Telegram, name, roles, their notes, what was to be told to them.

    Their clients stay where they are; whose they become is decided by the caller, before.
    """
    telegram_id = tx.connection.scalar(select(people.c.telegram_id).where(people.c.id == person_id))
    if telegram_id is not None:
        updates.forget_failures_of(tx, telegram_id)
    own = interviews.c.person_id == person_id
    _drop_notes(tx, own)
    _silence(tx, deliveries.c.person_id == person_id)
    _close(tx, own, now)
    tx.connection.execute(update(interviews).where(own).values(chat_id=NO_CHAT, message_id=None))
    tx.connection.execute(
        update(deliveries).where(deliveries.c.person_id == person_id).values(recipient_chat=NO_CHAT)
    )
    tx.connection.execute(
        update(invitations)
        .where(invitations.c.issued_by == person_id, invitations.c.used_at.is_(None))
        .values(revoked_at=now)
    )
    tx.connection.execute(update(people).where(people.c.id == person_id).values(_NOBODY))


_NOBODY: dict[str, Any] = {
    "telegram_id": None,
    "sealed_name": None,
    "language": None,
    "is_lead": False,
    "is_manager": False,
    "is_admin": False,
    "active": False,
    "expecting": None,
    "blocked_at": None,
}


def _drop_notes(tx: Transaction, of: ColumnElement[bool]) -> None:
    tx.connection.execute(delete(notes).where(notes.c.interview_id.in_(select(interviews.c.id).where(of))))


def _silence(tx: Transaction, of: ColumnElement[bool]) -> None:
    tx.connection.execute(
        update(deliveries).where(of, deliveries.c.state == "pending").values(state="cancelled")
    )
    tx.connection.execute(update(deliveries).where(of).values(sealed_facts=None))


def _close(tx: Transaction, of: ColumnElement[bool], now: datetime) -> None:
    closed = {
        "state": CLOSED,
        "progress": {},
        "finished_at": now,
        "shown_revision": interviews.c.revision,
    }
    tx.connection.execute(update(interviews).where(of, interviews.c.finished_at.is_(None)).values(closed))
