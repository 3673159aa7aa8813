"""Briefs that time does something to: a nudge, an end, and those of which nothing came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, literal_column, select

from bot.storage.queries.interviews import Key
from bot.storage.tables import briefs, interviews
from bot.storage.transaction import Transaction

_WAITING = (  # the first four as the partial index has them
    briefs.c.consented_at.is_not(None),
    briefs.c.sent_at.is_(None),
    briefs.c.stopped_at.is_(None),
    briefs.c.withdrawn_at.is_(None),
    briefs.c.revoked_at.is_(None),
    briefs.c.via != literal_column("'phone'"),
)


def to_nudge(tx: Transaction, before: datetime, limit: int) -> list[Key]:
    """Return the interviews of unsent briefs untouched since a moment whose prospect was never nudged."""
    return _idle(tx, before, limit, briefs.c.nudged_at.is_(None))


def to_stop(tx: Transaction, before: datetime, limit: int) -> list[Key]:
    """Return the interviews of unsent briefs untouched since a moment, and nudged before it."""
    return _idle(tx, before, limit, briefs.c.nudged_at < before)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget what came by standing links, went no further, and expired before a moment; return how many."""
    nothing = (briefs.c.client_id.is_(None), briefs.c.interview_id.is_(None))
    return tx.connection.execute(delete(briefs).where(*nothing, briefs.c.expires_at < before)).rowcount


def _idle(tx: Transaction, before: datetime, limit: int, nudged: ColumnElement[bool]) -> list[Key]:
    untouched = (interviews.c.finished_at.is_(None), interviews.c.touched_at < before)
    of_brief = briefs.c.interview_id == interviews.c.id
    joined = select(interviews.c.id, interviews.c.person_id).join(briefs, of_brief)
    found = joined.where(*_WAITING, *untouched, nudged).order_by(briefs.c.consented_at).limit(limit)
    return [(id, person) for id, person in tx.connection.execute(found)]
