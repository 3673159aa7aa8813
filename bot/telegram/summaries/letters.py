"""What the outbox sends when a day is over, read in its transaction, drawn after; and when no more comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.people.access import Action, may
from bot.reports.daily import SUMMARY
from bot.reports.orphans import GONE, OVER, TAKE_OVER
from bot.reports.summary import Summary, summary_of
from bot.reports.windows import Window
from bot.storage.queries import people, subscriptions
from bot.storage.queries.deliveries import Delivery
from bot.storage.queries.subscriptions import Subscription
from bot.telegram.outgoing import Letter, Page, Post
from bot.telegram.summaries import message
from bot.telegram.visit import Visit

__all__ = ["LETTERS"]


def _summary(visit: Visit, delivery: Delivery) -> Letter | None:
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


def _group_over(visit: Visit, delivery: Delivery) -> Letter | None:
    """That summaries have ended here, in the language they came in; None where they come again already."""
    thread = delivery.draft.facts["thread"]
    if subscriptions.of_chat(visit.tx, visit.chat, thread) is not None:
        return None
    language = delivery.draft.language or visit.house.language
    return Post(visit.chat, Page("summary_group_over", language), thread=thread)


def _group_take_over(visit: Visit, delivery: Delivery) -> Letter | None:
    """How to have them sent again, for a lead who is one still."""
    if not may(visit.person, Action.SEE_SUMMARY):
        return None
    name = people.name_of(visit.tx, delivery.draft.facts["left"])
    return Post(visit.chat, visit.page("summary_group_take_over", name=name, bot=visit.house.username))


def _group_gone(visit: Visit, delivery: Delivery) -> Letter | None:
    """That there is no group to send them to any more, for who is a lead still."""
    if not may(visit.person, Action.SEE_SUMMARY):
        return None
    is_topic = delivery.draft.facts["is_topic"]
    return Post(visit.chat, visit.page("summary_group_gone", is_topic=is_topic, bot=visit.house.username))


def _told(visit: Visit, subscription: Subscription, summary: Summary) -> Letter:
    if subscription.kind == "private":
        return message.private(visit, summary)
    return message.for_group(visit, summary, subscription.thread_id)


def _quiet(visit: Visit, subscription: Subscription, window: Window) -> Letter | None:
    if subscription.empty == "silent":
        return None
    return message.quiet(visit, window, thread=subscription.thread_id)


LETTERS: Mapping[str, Callable[[Visit, Delivery], Letter | None]] = {
    SUMMARY: _summary,
    OVER: _group_over,
    TAKE_OVER: _group_take_over,
    GONE: _group_gone,
}
