"""Summaries in groups that have lost their lead, or their group: they end, and it is said to whom it matters.

Where the lead may not read them any more, the group is told once, in the language it was told in, and the
other leads how to take it over. Where the group or topic is gone, the lead who turned them on is told once.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.people.quiet import waking
from bot.storage.queries import deliveries, people, subscriptions
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.people import Person
from bot.storage.queries.subscriptions import Subscription
from bot.storage.transaction import Transaction

OVER = "group_over"
"""The kind of delivery that tells a group."""
TAKE_OVER = "group_take_over"
"""The kind that tells another lead; of several groups of one lead there is one."""

GONE = "group_gone"
"""The kind that tells the lead who turned them on that there is nowhere to send them any more."""


def end(tx: Transaction, subscription: Subscription, now: datetime, zone: tzinfo) -> None:
    """End one; nobody has to be told that they are sent nothing in private any more."""
    is_first = subscriptions.end(tx, subscription.chat_id, subscription.thread_id, now)
    leads = [lead for lead in people.with_role(tx, "lead") if lead.id != subscription.person_id]
    if is_first and subscription.kind == "group" and leads:
        to_leads = [_to_lead(lead, subscription, now, zone) for lead in leads]
        deliveries.enqueue(tx, [_to_group(tx, leads[0], subscription, now), *to_leads], now)


def end_all_of(tx: Transaction, person_id: int, now: datetime, zone: tzinfo) -> None:
    """End all that somebody turned on who is about to be forgotten."""
    for each in subscriptions.of_person(tx, person_id):
        end(tx, each, now, zone)


def lose(tx: Transaction, subscription: Subscription, now: datetime, zone: tzinfo) -> None:
    """End one whose group or topic is gone, or has put the bot out, and tell its lead."""
    lead = people.by_id(tx, subscription.person_id)
    is_first = subscriptions.end(tx, subscription.chat_id, subscription.thread_id, now)
    if is_first and lead is not None:
        deliveries.enqueue(tx, [_of_the_loss(lead, subscription, now, zone)], now)


def _of_the_loss(lead: Person, subscription: Subscription, now: datetime, zone: tzinfo) -> DeliveryDraft:
    return deliveries.letter(
        GONE,
        lead.id,
        lead.telegram_id,
        waking(lead, now, zone),
        key=str(subscription.id),
        facts={"is_topic": subscription.thread_id is not None},
        template="summary_group_gone",
    )


def _to_group(tx: Transaction, lead: Person, subscription: Subscription, now: datetime) -> DeliveryDraft:
    """In the name of a lead who stays: what is in the name of somebody forgotten is not sent."""
    known = people.by_id(tx, subscription.person_id)
    spoken = (known.language or known.seen_language) if known else None
    return deliveries.letter(
        OVER,
        lead.id,
        subscription.chat_id,
        now,
        key=str(subscription.id),
        facts={"thread": subscription.thread_id},
        template="summary_group_over",
        language=spoken or "",
    )


def _to_lead(lead: Person, subscription: Subscription, now: datetime, zone: tzinfo) -> DeliveryDraft:
    return deliveries.letter(
        TAKE_OVER,
        lead.id,
        lead.telegram_id,
        waking(lead, now, zone),
        key=f"{lead.id}:{subscription.person_id}:{now.isoformat()}",
        facts={"left": subscription.person_id},
        template="summary_group_take_over",
    )
