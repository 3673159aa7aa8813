"""Clients change hands: whose they are, who may go on with their interviews, and who is told about them.

An interview is asked for by its person, so the giver's move with the client. Their revision grows, so that no
button and no late report from the chat they come from means them any more; they are on no screen until their
new person opens them. A brief goes with its client, and the prospect who fills it in notices nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, literal, select, update

from bot.storage.columns import Moment
from bot.storage.queries.interviews import UNSEEN
from bot.storage.queries.lending import CLOSED
from bot.storage.queries.people import Person
from bot.storage.tables import briefs, clients, deliveries, interviews
from bot.storage.transaction import Transaction


def all_clients(tx: Transaction, giver_id: int, taker: Person, told_from: datetime) -> int:
    """Give all of one person's clients to another, with their interviews and what is still to be told.

    Names and their hashes, results, notes and corrections stay as they are.

    Args:
        told_from: when the taker may be told something.

    Returns:
        How many clients that were.
    """
    own = (clients.c.owner_id == giver_id, clients.c.deleted_at.is_(None))
    about = interviews.c.client_id.in_(select(clients.c.id).where(*own))
    moving = (about, interviews.c.person_id == giver_id)
    locked = select(interviews.c.id, interviews.c.progress, interviews.c.finished_at).where(*moving)
    rows = tx.connection.execute(  # in the order in which everybody locks them
        locked.order_by(interviews.c.id).with_for_update()
    ).all()
    moved = {
        "person_id": taker.id,
        "chat_id": taker.telegram_id,
        "message_id": None,
        "revision": interviews.c.revision + 1,
        "shown_revision": interviews.c.revision + 1,
    }
    tx.connection.execute(update(interviews).where(*moving).values(moved))
    _keep_from_sight(tx, {row.id: row.progress for row in rows if row.finished_at is None})
    _pass_briefs_on(tx, giver_id, taker)
    _redirect_deliveries(tx, giver_id, taker, told_from)
    return tx.connection.execute(update(clients).where(*own).values(owner_id=taker.id)).rowcount


def _keep_from_sight(tx: Transaction, unfinished: Mapping[int, Mapping[str, Any]]) -> None:
    """What their new person writes is for none of these before they have opened it."""
    values = [{"of_id": id, "so_far": {**progress, UNSEEN: True}} for id, progress in unfinished.items()]
    if values:
        one = update(interviews).where(interviews.c.id == bindparam("of_id"))
        tx.connection.execute(one.values(progress=bindparam("so_far")), values)


def _pass_briefs_on(tx: Transaction, giver_id: int, taker: Person) -> None:
    """The briefs about the clients are the taker's, also those that the giver was filling in on the phone."""
    own = select(clients.c.id).where(clients.c.owner_id == giver_id, clients.c.deleted_at.is_(None))
    by_phone = case((briefs.c.person_id == giver_id, taker.id), else_=briefs.c.person_id)
    about = (briefs.c.owner_id == giver_id, briefs.c.client_id.in_(own))
    tx.connection.execute(update(briefs).where(*about).values(owner_id=taker.id, person_id=by_phone))


def _redirect_deliveries(tx: Transaction, giver_id: int, taker: Person, told_from: datetime) -> None:
    """What was to be told to the giver about a client is told to the taker.

    So is what was kept back as the giver had blocked the bot: who leaves a studio may do that first.
    """
    own = select(clients.c.id).where(clients.c.owner_id == giver_id, clients.c.deleted_at.is_(None))
    about = (deliveries.c.person_id == giver_id, deliveries.c.client_id.in_(own))
    due_at = case((deliveries.c.due_at < told_from, literal(told_from, Moment())), else_=deliveries.c.due_at)
    told = {"person_id": taker.id, "recipient_chat": taker.telegram_id, "due_at": due_at}
    anew = told | {"state": "pending", "attempts": 0}
    kept_back = (deliveries.c.state == "parked", deliveries.c.last_error == CLOSED)
    for untold, values in (((deliveries.c.state == "pending",), told), (kept_back, anew)):
        tx.connection.execute(update(deliveries).where(*about, *untold).values(values))
