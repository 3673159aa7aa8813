"""What the outbox sends in the morning: read in its transaction, for who is on the team still."""

from __future__ import annotations

from bot.outcomes.following import FOLLOW_UPS, Morning
from bot.people.access import Action, may
from bot.storage.queries import follow_ups
from bot.storage.queries.deliveries import Delivery
from bot.telegram.ending import follow_up
from bot.telegram.outgoing import Letter, Post
from bot.telegram.visit import Visit

__all__ = ["FOLLOW_UPS", "follow_up_letter"]


def follow_up_letter(visit: Visit, delivery: Delivery) -> Letter | None:
    """The morning's questions; None where nobody is to be asked, or there is nothing to ask any more."""
    facts = delivery.draft.facts
    is_wanted = follow_ups.reached(visit.tx, visit.person.id).wanted
    if not is_wanted or not may(visit.person, Action.USE):
        return None
    shown = follow_up.page(visit, Morning.of(facts["end"], facts["minutes"]))
    return None if shown is None else Post(visit.chat, shown)
