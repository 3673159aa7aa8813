"""What one of several workers is lent at a time: as many of the due letters as may go, each at its moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.queries import lending, pacing
from bot.storage.queries.lending import Lent
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Portion:
    """Letters lent to a worker, and when each is to go out, the first one first."""

    letters: tuple[tuple[Lent, datetime], ...] = ()
    more_at: datetime | None = None
    """When there may be more: the pace, or Telegram, has kept some back. None where nothing else was due."""


def take(tx: Transaction, but: Collection[str], worker: str, now: datetime, lease: timedelta) -> Portion:
    """Lend a worker the next letter of each chat, as many as all workers together may send within a second.

    While Telegram makes the whole bot wait, nothing is lent.

    Args:
        tx: the transaction; until it ends no other worker gets a portion.
        but: kinds that are not letters.
        worker: whom it is lent to.
        now: the moment.
        lease: for how long.
    """
    if (waits_until := pacing.bot_waits_until(tx, now)) is not None:
        return Portion(more_at=waits_until)
    moments = pacing.free_moments(tx, now)
    lent = lending.claim_first(tx, but, worker, now, lease, len(moments)) if moments else []
    pacing.begin(tx, {each.id: moment for each, moment in zip(lent, moments, strict=False)})
    is_all = len(lent) < len(moments)
    return Portion(tuple(zip(lent, moments, strict=False)), None if is_all else now + pacing.AHEAD)
