"""The one place that erases personal data. Rows stay, so that counts stay right; what names or quotes goes.

A failed update goes with the person who sent it. One that speaks of a client cannot be found by the client;
the retention job drops it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, select, update

from bot.storage.queries import links, pacing, second_opinions, subscriptions, updates, wrong_links
from bot.storage.queries.deliveries import keyed
from bot.storage.tables import (
    attachments,
    briefs,
    clients,
    corrections,
    deliveries,
    interviews,
    invitations,
    joint_results,
    notes,
    outcomes,
    people,
    results,
)
from bot.storage.transaction import Transaction

CLOSED = "cancelled"
"""The state of an interview that was open when its client or its person was erased."""

THEIR_WORDS = "brief_talk"
"""The kind of delivery, and the beginning of its key, that tells a manager what a prospect wrote."""

NO_CHAT = 0
"""In place of a chat's id, which in a private chat is the person's Telegram id."""


def client(tx: Transaction, owner_id: int, client_id: int, now: datetime) -> bool:
    """Erase the owner's client: name, industry, notes, files, reasons, what was to be told.

    Open interviews are closed, whoever fills them in, and links lead nowhere any more.

    Returns:
        False when the owner has no such client.
    """
    own = (clients.c.id == client_id, clients.c.owner_id == owner_id, clients.c.deleted_at.is_(None))
    _lock_what_hangs_on_it(tx, select(clients.c.id).where(*own))
    gone = {"sealed_name": None, "name_hash": None, "industry": None, "deleted_at": now}
    if tx.connection.execute(update(clients).where(*own).values(gone)).rowcount == 0:
        return False
    about = interviews.c.client_id == client_id
    tx.connection.execute(
        update(corrections).where(corrections.c.client_id == client_id).values(sealed_reason=None)
    )
    tx.connection.execute(update(outcomes).where(outcomes.c.client_id == client_id).values(sealed_note=None))
    _drop_second_opinions(tx, about, now)
    _drop_what_was_given(tx, about)
    _silence(tx, deliveries.c.client_id == client_id)
    _silence(tx, deliveries.c.interview_id.in_(select(interviews.c.id).where(about)))
    open_to_it = (briefs.c.client_id == client_id, briefs.c.revoked_at.is_(None))
    tx.connection.execute(update(briefs).where(*open_to_it).values(revoked_at=now))
    _close(tx, about, now)
    return True


def _lock_what_hangs_on_it(tx: Transaction, client: Select[Any]) -> None:
    """Lock interviews, then briefs, before the client: in the order of who answers, or agrees, meanwhile."""
    for table in (interviews, briefs):
        hanging = select(table.c.id).where(table.c.client_id.in_(client)).order_by(table.c.id)
        tx.connection.execute(hanging.with_for_update()).all()


def practice(tx: Transaction, interview_ids: Collection[int], now: datetime) -> None:
    """Erase what practice quizzes are called and what was written in them. Whose they are is the caller's."""
    _drop_practice(tx, interviews.c.id.in_(interview_ids), now)


def person(tx: Transaction, person_id: int, now: datetime) -> None:
    """Erase a person: who they are to Telegram, name, roles, what they gave, and what was to be told to them.

    Their clients stay where they are; whose they become is decided by the caller, before. Briefs that they
    filled in are withdrawn: figures stay, and lead to no client any more.
    """
    telegram_id = tx.connection.scalar(select(people.c.telegram_id).where(people.c.id == person_id))
    if telegram_id is None:
        return  # erased before: what others are told of that is not about them
    own = interviews.c.person_id == person_id
    second_opinions.end_of_person(tx, person_id, now)
    _drop_practice(tx, own, now)
    _drop_what_was_given(tx, own)
    _silence(tx, deliveries.c.interview_id.in_(select(interviews.c.id).where(own)))
    _close(tx, own, now)
    _withdraw(tx, person_id, now)
    _end_links(tx, person_id, now)
    subscriptions.forget_person(tx, person_id, now)
    _forget_account(tx, person_id, telegram_id)


def outsider(tx: Transaction, person_id: int) -> None:
    """Erase who somebody was to Telegram of whom nothing is left to keep; all figures stay as they are.

    Whose clients are erased, or who withdrew, has given nothing that is still there.
    """
    telegram_id = tx.connection.scalar(select(people.c.telegram_id).where(people.c.id == person_id))
    if telegram_id is not None:
        _forget_account(tx, person_id, telegram_id)


def _forget_account(tx: Transaction, person_id: int, telegram_id: int) -> None:
    """Forget a Telegram account, its name, its chat, and what was to be told there."""
    updates.forget_failures_of(tx, telegram_id)
    wrong_links.forget_person(tx, person_id)
    pacing.forget(tx, telegram_id)
    _silence(tx, deliveries.c.person_id == person_id)
    tx.connection.execute(
        update(interviews).where(interviews.c.person_id == person_id).values(chat_id=NO_CHAT, message_id=None)
    )
    tx.connection.execute(
        update(deliveries).where(deliveries.c.person_id == person_id).values(recipient_chat=NO_CHAT)
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
    "quiet_from": None,
    "quiet_to": None,
    "seen_language": None,
    "blocked_at": None,
}


def _withdraw(tx: Transaction, person_id: int, now: datetime) -> None:
    """Take the briefs that a person filled in for themselves from their managers' sight."""
    theirs = (briefs.c.person_id == person_id, briefs.c.via != "phone")
    filled = select(briefs.c.interview_id).where(*theirs, briefs.c.interview_id.is_not(None))
    for brief_id in tx.connection.scalars(select(briefs.c.id).where(*theirs)).all():
        _silence(tx, keyed(f"{THEIR_WORDS}:{brief_id}:"))  # before agreeing, too
    drawn = select(results.c.id).where(results.c.interview_id.in_(filled))
    tx.connection.execute(delete(joint_results).where(joint_results.c.brief_id.in_(filled)))
    tx.connection.execute(
        update(corrections)
        .where(corrections.c.result_id.in_(drawn))
        .values(client_id=None, sealed_reason=None)
    )
    tx.connection.execute(update(results).where(results.c.interview_id.in_(filled)).values(client_id=None))
    tx.connection.execute(update(interviews).where(interviews.c.id.in_(filled)).values(client_id=None))
    tx.connection.execute(
        update(briefs).where(*theirs, briefs.c.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )


def _end_links(tx: Transaction, person_id: int, now: datetime) -> None:
    """Let what a person gave out let nobody in any more."""
    unused = (invitations.c.issued_by == person_id, invitations.c.used_at.is_(None))
    tx.connection.execute(update(invitations).where(*unused).values(revoked_at=now))
    links.revoke(tx, person_id, now)


def _drop_practice(tx: Transaction, of: ColumnElement[bool], now: datetime) -> None:
    """Let practice quizzes be about nothing that has a name; which options were taken stays."""
    whole = and_(of, interviews.c.practice)
    _drop_second_opinions(tx, whole, now)
    _drop_what_was_given(tx, whole)
    _drop_reasons(tx, select(interviews.c.id).where(whole))
    _silence(tx, deliveries.c.interview_id.in_(select(interviews.c.id).where(whole)))
    _close(tx, whole, now)
    tx.connection.execute(update(interviews).where(whole).values(sealed_call=None))


def _drop_second_opinions(tx: Transaction, firsts: ColumnElement[bool], now: datetime) -> None:
    """Forget what colleagues wrote about the same calls, and ask nobody any more."""
    first_ids = select(interviews.c.id).where(firsts)
    second_opinions.end_about(tx, first_ids, now)
    answering = second_opinions.answering(first_ids)
    _drop_what_was_given(tx, interviews.c.id.in_(answering))
    _drop_reasons(tx, answering)
    _silence(tx, deliveries.c.interview_id.in_(answering))


def _drop_reasons(tx: Transaction, interview_ids: Select[Any]) -> None:
    drawn = select(results.c.id).where(results.c.interview_id.in_(interview_ids))
    tx.connection.execute(
        update(corrections).where(corrections.c.result_id.in_(drawn)).values(sealed_reason=None)
    )


def _drop_what_was_given(tx: Transaction, of: ColumnElement[bool]) -> None:
    """Forget what somebody wrote or sent in interviews; which options they took stays."""
    whole = select(interviews.c.id).where(of)
    for table in (notes, attachments):
        tx.connection.execute(delete(table).where(table.c.interview_id.in_(whole)))


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
