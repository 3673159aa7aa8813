"""Writes down how deliveries went, and decides when one that failed is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage.database import Transaction
from bot.storage.queries import lending, subscriptions
from bot.storage.queries.lending import Lent
from bot.telegram.news import Failed, Fate, News


def write_down(tx: Transaction, news: News, now: datetime) -> None:
    """Record which deliveries arrived, and what is to become of those that did not."""
    if news.delivered:
        lending.sent(tx, news.delivered, now)
    for failed in news.failed.values():
        if failed.delivery not in news.delivered:
            _after_failure(tx, failed, now)


def _after_failure(tx: Transaction, failed: Failed, now: datetime) -> None:
    lent = Lent(failed.delivery, failed.attempts)
    if failed.fate is Fate.REFUSED:
        lending.park(tx, lent, failed.reason)
    elif failed.moved_to is not None:
        subscriptions.move(tx, failed.chat, failed.moved_to, now)
        lending.retry(tx, lent, now, failed.reason, timedelta(0))
        lending.move(tx, failed.chat, failed.moved_to)
    elif failed.fate is Fate.CLOSED:
        lending.park(tx, lent, lending.CLOSED)
    elif failed.fate is Fate.UNKNOWN:
        lending.doubt(tx, lent, now, failed.reason)
    else:
        wait = None if failed.wait is None else timedelta(seconds=failed.wait)
        lending.retry(tx, lent, now, failed.reason, wait)
        if wait is not None:
            lending.hold(tx, failed.chat, now + wait)
