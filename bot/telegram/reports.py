"""Writes down how deliveries went, and decides when one that failed is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage.database import Transaction
from bot.storage.queries import deliveries
from bot.storage.queries.deliveries import Lent
from bot.telegram.news import Failed, Fate, News


def write_down(tx: Transaction, news: News, now: datetime) -> None:
    """Record which deliveries arrived, and what is to become of those that did not."""
    if news.delivered:
        deliveries.sent(tx, news.delivered, now)
    for failed in news.failed.values():
        if failed.delivery not in news.delivered:
            _after_failure(tx, failed, now)


def _after_failure(tx: Transaction, failed: Failed, now: datetime) -> None:
    lent = Lent(failed.delivery, failed.attempts)
    if failed.fate is Fate.REFUSED:
        deliveries.park(tx, lent, failed.reason)
    elif failed.fate is Fate.CLOSED:
        deliveries.park(tx, lent, deliveries.CLOSED)
    elif failed.fate is Fate.UNKNOWN:
        deliveries.doubt(tx, lent, now, failed.reason)
    else:
        wait = None if failed.wait is None else timedelta(seconds=failed.wait)
        deliveries.retry(tx, lent, now, failed.reason, wait)
        if wait is not None:
            deliveries.hold(tx, failed.chat, now + wait)
