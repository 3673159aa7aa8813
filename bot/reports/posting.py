"""Leaves a window's report in the outbox for a chat that has it turned on, whether of a day or of a week."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.people.access import Action, may
from bot.people.quiet import waking
from bot.reports.windows import Window
from bot.storage.queries import deliveries, people
from bot.storage.queries.people import Person
from bot.storage.queries.subscriptions import Subscription
from bot.storage.transaction import Transaction


def reader(tx: Transaction, subscription: Subscription) -> Person | None:
    """The lead who turned it on; None where that is nobody who may read it any more."""
    lead = people.by_id(tx, subscription.person_id)
    return lead if lead is not None and may(lead, Action.SEE_SUMMARY) else None


def is_reachable(subscription: Subscription, lead: Person) -> bool:
    """Whether the chat takes messages: in private not while the lead has blocked the bot."""
    return subscription.kind != "private" or lead.blocked_at is None


def post(
    tx: Transaction,
    kind: str,
    subscription: Subscription,
    lead: Person,
    window: Window,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Leave it there, due at once, or in private when the lead's quiet hours are over."""
    due_at = waking(lead, now, zone) if subscription.kind == "private" else now
    place = f"{subscription.chat_id}:{subscription.thread_id or ''}"
    draft = deliveries.letter(
        kind,
        subscription.person_id,
        subscription.chat_id,
        due_at,
        key=f"{place}:{window.end.isoformat()}",
        facts={
            "subscription": subscription.id,
            "start": window.start.isoformat(),
            "end": window.end.isoformat(),
        },
    )
    deliveries.enqueue(tx, [draft], now)
