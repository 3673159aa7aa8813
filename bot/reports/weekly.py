"""The week's page becomes due: one delivery for each chat that wants it, after the week's last summary.

Like a day's summary it is read when it is sent, and after a downtime one page has all that was missed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.people.access import Action, may
from bot.people.quiet import waking
from bot.reports.weeks import ends_of_weeks, week_due
from bot.reports.windows import Schedule, Window
from bot.storage.database import Transaction
from bot.storage.queries import deliveries, people, subscriptions
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.subscriptions import Subscription

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
    lead = people.by_id(tx, subscription.person_id)
    if window is None or lead is None or not may(lead, Action.SEE_SUMMARY):
        return False  # a subscription whose lead is none any more ends with the day's summary
    is_private = subscription.kind == "private"
    if is_private and lead.blocked_at is not None:
        return False
    if not subscriptions.told_week(tx, subscription.id, window.end):
        return False  # another worker was first
    due_at = waking(lead, now, schedule.zone) if is_private else now
    deliveries.enqueue(tx, [_draft(subscription, window, due_at)], now)
    return True


def _draft(subscription: Subscription, window: Window, due_at: datetime) -> DeliveryDraft:
    place = f"{subscription.chat_id}:{subscription.thread_id or ''}"
    return DeliveryDraft(
        kind=WEEK_PAGE,
        recipient_chat=subscription.chat_id,
        person_id=subscription.person_id,
        interview_id=None,
        client_id=None,
        template=WEEK_PAGE,
        language="",
        due_at=due_at,
        dedup_key=f"{WEEK_PAGE}:{place}:{window.end.isoformat()}",
        facts={
            "subscription": subscription.id,
            "start": window.start.isoformat(),
            "end": window.end.isoformat(),
        },
    )
