"""People outside the team of whom nothing is left to keep, for the retention job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from bot.storage.tables import briefs, clients, people
from bot.storage.transaction import Transaction


def no_longer_needed(tx: Transaction, before: datetime, limit: int) -> list[int]:
    """Return the ids of people who never were on the team, came before a moment, and left nothing in use.

    In use is a brief of theirs about a client who is still there, and one that could still be agreed to then.
    """
    roles = (people.c.is_manager, people.c.is_lead, people.c.is_admin)
    known = (people.c.telegram_id.is_not(None), people.c.created_at < before)
    theirs = briefs.c.person_id == people.c.id
    leads_somewhere = exists().where(
        theirs,
        briefs.c.withdrawn_at.is_(None),
        briefs.c.client_id == clients.c.id,
        clients.c.deleted_at.is_(None),
    )
    is_open = exists().where(theirs, briefs.c.expires_at >= before)
    found = select(people.c.id).where(*known, *(~role for role in roles), ~leads_somewhere, ~is_open)
    return list(tx.connection.scalars(found.order_by(people.c.created_at).limit(limit)))
