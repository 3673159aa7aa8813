"""Briefs that nobody goes on with: one gentle nudge in the daytime, never a second, and then an end."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from bot.briefs import pausing
from bot.interviews import Conversation, Unit
from bot.storage.queries import briefs, briefs_due
from bot.storage.queries.interviews import Key
from bot.storage.transaction import Transaction
from questionnaires.interview import events

NUDGED_AFTER = timedelta(days=1)
STOPPED_AFTER = timedelta(days=3)
"""From the nudge on, or from the last touch after it."""
DAYTIME = range(10, 19)
"""Hours of the studio's day in which a prospect may be nudged."""


def to_nudge(tx: Transaction, now: datetime, zone: tzinfo, limit: int) -> list[Key]:
    """Return the interviews whose prospects are to be nudged now: none at night."""
    if now.astimezone(zone).hour not in DAYTIME:
        return []
    return briefs_due.to_nudge(tx, now - NUDGED_AFTER, limit)


def to_stop(tx: Transaction, now: datetime, limit: int) -> list[Key]:
    """Return the interviews that are to end now."""
    return briefs_due.to_stop(tx, now - STOPPED_AFTER, limit)


def nudge(unit: Unit, conversation: Conversation) -> bool:
    """Bring a brief back to its prospect; False when that was done before, or it is not idle any more."""
    brief = briefs.of_interview(unit.tx, conversation.id)
    if brief is None or not conversation.is_idle_since(unit.now - NUDGED_AFTER):
        return False
    if not briefs.mark(unit.tx, brief.id, "nudged_at", unit.now):
        return False
    unit.receive(conversation, events.Resumed())
    return True


def stop(unit: Unit, conversation: Conversation) -> bool:
    """End a brief: what was answered is kept, and the manager is told. False when it is not idle any more."""
    if not conversation.is_idle_since(unit.now - STOPPED_AFTER):
        return False
    unit.receive(conversation, events.Expired())
    pausing.end(unit, conversation)
    return True
