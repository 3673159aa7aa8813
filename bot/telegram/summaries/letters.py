"""What the outbox sends when a day is over: read in its transaction, drawn after."""

from __future__ import annotations

from datetime import datetime

from bot.people.access import Action, may
from bot.reports.daily import SUMMARY
from bot.reports.summary import Summary, summary_of
from bot.reports.windows import Window
from bot.storage.queries import subscriptions
from bot.storage.queries.deliveries import Delivery
from bot.storage.queries.subscriptions import Subscription
from bot.telegram.desk.visit import Visit
from bot.telegram.outgoing import Letter
from bot.telegram.summaries import message

__all__ = ["SUMMARY", "summary_letter"]


def summary_letter(visit: Visit, delivery: Delivery) -> Letter | None:
    """The summary of the window, as its figures are now; None where nobody is to read one any more."""
    facts = delivery.draft.facts
    subscription = subscriptions.by_id(visit.tx, facts.get("subscription", 0))
    if subscription is None or not may(visit.person, Action.SEE_SUMMARY):
        return None
    schedule = visit.house.schedule_on(subscription.days)
    start, end = (datetime.fromisoformat(facts[name]) for name in ("start", "end"))
    window = schedule.between(start, end)
    summary = summary_of(visit.tx, visit.unit.scripts, schedule, window)
    is_quiet = summary.is_empty and not summary.actions
    return _quiet(visit, subscription, window) if is_quiet else _told(visit, subscription, summary)


def _told(visit: Visit, subscription: Subscription, summary: Summary) -> Letter:
    if subscription.kind == "private":
        return message.private(visit, summary)
    return message.for_group(visit, summary, subscription.thread_id)


def _quiet(visit: Visit, subscription: Subscription, window: Window) -> Letter | None:
    if subscription.empty == "silent":
        return None
    return message.quiet(visit, window, thread=subscription.thread_id)
