"""Where things stand, in a few figures for whoever watches the bot. Nothing is decrypted, nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select

from bot.storage.queries.deliveries import PENDING
from bot.storage.tables import deliveries, failed_updates, flood_waits, interviews
from bot.storage.transaction import Transaction

_PARKED = deliveries.c.state == literal_column("'parked'")


@dataclass(frozen=True, slots=True)
class Gauges:
    """How much of what there is."""

    open_interviews: int
    """Quizzes and briefs that are not finished; practice does not count."""
    waiting: dict[str, int]
    """Deliveries to be sent, now or later, by kind."""
    parked: dict[str, int]
    """Deliveries given up, by kind."""
    due_since: datetime | None
    """When the oldest delivery fell due that is still to be sent; None where nothing is due."""
    parked_updates: int
    chats_to_wait: int
    """Chats that Telegram wants left alone just now."""


def gauges(tx: Transaction, now: datetime) -> Gauges:
    """Count. What was finished, sent or settled is not read, however much of it there is.

    Failed updates are read whole: they are few, and forgotten after a month.
    """
    unfinished = (interviews.c.finished_at.is_(None), interviews.c.practice.is_(False))
    given_up = select(func.count()).select_from(failed_updates).where(failed_updates.c.parked_at.is_not(None))
    oldest = select(func.min(deliveries.c.due_at)).where(PENDING, deliveries.c.due_at <= now)
    to_wait = select(func.count()).select_from(flood_waits).where(flood_waits.c.until > now)
    return Gauges(
        open_interviews=tx.connection.scalar(select(func.count(interviews.c.id)).where(*unfinished)) or 0,
        waiting=_by_kind(tx, PENDING),
        parked=_by_kind(tx, _PARKED),
        due_since=tx.connection.scalar(oldest),
        parked_updates=tx.connection.scalar(given_up) or 0,
        chats_to_wait=tx.connection.scalar(to_wait) or 0,
    )


def _by_kind(tx: Transaction, state: object) -> dict[str, int]:
    kinds = select(deliveries.c.kind, func.count()).where(state).group_by(deliveries.c.kind)  # type: ignore[arg-type]
    return {kind: count for kind, count in tx.connection.execute(kinds)}
