"""The day's summary becomes due: one delivery for each chat that has it turned on, whoever looks first.

What the summary says is read when it is sent. Here it is only decided for which window one is due.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.reports import orphans, posting
from bot.reports.windows import Schedule
from bot.storage.queries import subscriptions
from bot.storage.queries.people import Person
from bot.storage.queries.subscriptions import Kind, Subscription
from bot.storage.transaction import Transaction

SUMMARY = "summary"
"""The kind of delivery."""


def post_due(tx: Transaction, schedule: Schedule, now: datetime) -> int:
    """Leave what is due in the outbox, and return how many that is.

    A subscription ends with the standing of the lead who turned it on; a group is told so. Who has
    blocked the bot is waited for: what was missed comes as one.
    """
    return sum(_post(tx, each, schedule, now) for each in subscriptions.every_open(tx))


def turn_on(
    tx: Transaction, lead: Person, schedule: Schedule, now: datetime, group: tuple[int, int | None] | None
) -> Subscription:
    """Have summaries sent to the lead, or to a group (chat and topic), from the next end on.

    The first one begins where the last window ended, so that it has the whole of its day.
    """
    kind: Kind = "private" if group is None else "group"
    chat, thread = (lead.telegram_id, None) if group is None else group
    turned_on = subscriptions.subscribe(tx, lead.id, kind, chat, thread, schedule.days, now)
    if turned_on.last_end is None:
        subscriptions.told(tx, turned_on.id, next(schedule.ends_until(now)))
    return turned_on


def _post(tx: Transaction, subscription: Subscription, schedule: Schedule, now: datetime) -> bool:
    lead = posting.reader(tx, subscription)
    if lead is None:
        orphans.end(tx, subscription, now, schedule.zone)
        return False
    window = replace(schedule, days=subscription.days).due(now, subscription.last_end)
    if window is None or not posting.is_reachable(subscription, lead):
        return False
    if not subscriptions.told(tx, subscription.id, window.end):
        return False  # another worker was first
    posting.post(tx, SUMMARY, subscription, lead, window, schedule.zone, now)
    return True
