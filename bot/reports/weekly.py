"""The week's page becomes due: one delivery for each chat that wants it, after the week's last summary.

Like a day's summary it is read when it is sent, and after a downtime one page has all that was missed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.reports import posting
from bot.reports.weeks import ends_of_weeks, week_due
from bot.reports.windows import Schedule
from bot.storage.queries import subscriptions
from bot.storage.queries.subscriptions import Subscription
from bot.storage.transaction import Transaction

WEEK_PAGE = "week_page"
"""The kind of delivery."""


def post_due(tx: Transaction, schedule: Schedule, now: datetime) -> int:
    """Leave what is due in the outbox, and return how many that is."""
    return sum(_post(tx, each, schedule, now) for each in subscriptions.every_open(tx))


def turn_on(tx: Transaction, subscription: Subscription, schedule: Schedule, now: datetime) -> None:
    """Have pages sent to a chat, beginning with the week that it is; where they are, nothing changes."""
    if subscription.week_end is None:
        own = replace(schedule, days=subscription.days)
        subscriptions.want_weeks(tx, subscription.id, next(ends_of_weeks(own, now)))


def turn_off(tx: Transaction, subscription: Subscription) -> None:
    """Send no more pages to a chat; its summaries stay."""
    subscriptions.want_weeks(tx, subscription.id, None)


def _post(tx: Transaction, subscription: Subscription, schedule: Schedule, now: datetime) -> bool:
    if subscription.week_end is None:
        return False
    window = week_due(replace(schedule, days=subscription.days), now, subscription.week_end)
    lead = posting.reader(tx, subscription)  # where there is none any more, the day's summary ends it
    if window is None or lead is None or not posting.is_reachable(subscription, lead):
        return False
    if not subscriptions.told_week(tx, subscription.id, window.end):
        return False  # another worker was first
    posting.post(tx, WEEK_PAGE, subscription, lead, window, schedule.zone, now)
    return True
