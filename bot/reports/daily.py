"""The day's summary becomes due: one delivery for each chat that has it turned on, whoever looks first.

What the summary says is read when it is sent. Here it is only decided for which window one is due.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.people.access import Action, may
from bot.people.quiet import waking
from bot.reports.windows import Schedule, Window
from bot.storage.database import Transaction
from bot.storage.queries import deliveries, people, subscriptions
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.people import Person
from bot.storage.queries.subscriptions import Kind, Subscription

SUMMARY = "summary"
"""The kind of delivery."""


def post_due(tx: Transaction, schedule: Schedule, now: datetime) -> int:
    """Leave what is due in the outbox, and return how many that is.

    A subscription ends with the standing of the lead who turned it on. Who has blocked the bot is waited
    for: what was missed comes as one.
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
    lead = people.by_id(tx, subscription.person_id)
    if lead is None or not may(lead, Action.SEE_SUMMARY):
        subscriptions.end(tx, subscription.chat_id, subscription.thread_id, now)
        return False
    is_private = subscription.kind == "private"
    window = replace(schedule, days=subscription.days).due(now, subscription.last_end)
    if window is None or (is_private and lead.blocked_at is not None):
        return False
    if not subscriptions.told(tx, subscription.id, window.end):
        return False  # another worker was first
    due_at = waking(lead, now, schedule.zone) if is_private else now
    deliveries.enqueue(tx, [_draft(subscription, window, due_at)], now)
    return True


def _draft(subscription: Subscription, window: Window, due_at: datetime) -> DeliveryDraft:
    place = f"{subscription.chat_id}:{subscription.thread_id or ''}"
    return DeliveryDraft(
        kind=SUMMARY,
        recipient_chat=subscription.chat_id,
        person_id=subscription.person_id,
        interview_id=None,
        client_id=None,
        template=SUMMARY,
        language="",
        due_at=due_at,
        dedup_key=f"{SUMMARY}:{place}:{window.end.isoformat()}",
        facts={
            "subscription": subscription.id,
            "start": window.start.isoformat(),
            "end": window.end.isoformat(),
        },
    )
