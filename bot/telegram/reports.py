"""Writes down how deliveries went, and decides when one that failed is tried again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, tzinfo

from bot.briefs import telling
from bot.reports import orphans
from bot.storage.queries import lending, pacing, subscriptions
from bot.storage.queries.lending import Lent
from bot.storage.transaction import Transaction
from bot.telegram.incoming import is_group
from bot.telegram.news import Failed, Fate, News

log = logging.getLogger(__name__)


def write_down(tx: Transaction, news: News, now: datetime, zone: tzinfo) -> None:
    """Record which deliveries arrived, what is to become of those that did not, and who is to be let be.

    Args:
        zone: where the studio's days begin: nobody is told in quiet hours what ended.
    """
    if news.delivered:
        lending.sent(tx, news.delivered, now)
        lending.placed(tx, news.placed)
    for failed in news.failed.values():
        if failed.delivery not in news.delivered:
            _after_failure(tx, failed, now, zone)
    for chat in filter(is_group, news.blocked):
        for subscription in subscriptions.of_all_topics(tx, chat):
            orphans.lose(tx, subscription, now, zone)
    for chat, seconds in news.waits.items():
        pacing.wait(tx, chat, now + timedelta(seconds=seconds))
    if news.waits or any(failed.wait is not None for failed in news.failed.values()):
        _say_if_all_wait(tx, now)


def _say_if_all_wait(tx: Transaction, now: datetime) -> None:
    if (until := pacing.bot_waits_until(tx, now)) is not None:
        log.warning(
            "Telegram makes the bot wait until %s: no replica sends letters before",
            until.isoformat(timespec="seconds"),
        )


def _after_failure(tx: Transaction, failed: Failed, now: datetime, zone: tzinfo) -> None:
    lent = Lent(failed.delivery, failed.attempts)
    if failed.fate is Fate.REFUSED:
        lending.park(tx, lent, failed.reason)
    elif failed.fate is Fate.GONE:
        _lose(tx, failed, lent, now, zone)
    elif failed.fate is Fate.CLOSED:
        keep_back(tx, lent, now, zone)
    elif failed.moved_to is not None:
        subscriptions.move(tx, failed.chat, failed.moved_to, now)
        lending.retry(tx, lent, now, failed.reason, timedelta(0))
        lending.move(tx, failed.chat, failed.moved_to)
    elif failed.fate is Fate.UNKNOWN:
        lending.doubt(tx, lent, now, failed.reason)
    elif failed.wait is not None:
        lending.keep(tx, lent, failed.reason)
        pacing.wait(tx, failed.chat, now + timedelta(seconds=failed.wait))
    else:
        lending.retry(tx, lent, now, failed.reason)


def keep_back(tx: Transaction, lent: Lent, now: datetime, zone: tzinfo) -> None:
    """Its reader has blocked the bot: it waits until they let it write, and who wrote a reply is told so."""
    delivery = lending.read(tx, lent)
    lending.park(tx, lent, lending.CLOSED)
    if delivery is not None:
        telling.kept_back(tx, delivery, now, zone)


def _lose(tx: Transaction, failed: Failed, lent: Lent, now: datetime, zone: tzinfo) -> None:
    """A summary to a group or topic that is gone was the last: the next one would be refused as well."""
    delivery = lending.read(tx, lent)
    lending.park(tx, lent, failed.reason)
    if delivery is None or not is_group(failed.chat):
        return
    subscription = subscriptions.by_id(tx, delivery.draft.facts.get("subscription", 0))
    if subscription is not None:
        orphans.lose(tx, subscription, now, zone)
