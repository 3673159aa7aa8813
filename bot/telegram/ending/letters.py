"""What the outbox sends in the morning: read in its transaction, for who is on the team still."""

from __future__ import annotations

from bot.outcomes.following import FOLLOW_UPS, REWRITTEN, Morning
from bot.people.access import Action, may
from bot.storage.queries import follow_ups
from bot.storage.queries.deliveries import Delivery
from bot.telegram.ending import follow_up
from bot.telegram.outgoing import Letter, Post, Replace
from bot.telegram.visit import Visit

__all__ = ["FOLLOW_UPS", "REWRITTEN", "follow_up_letter", "rewritten"]


def follow_up_letter(visit: Visit, delivery: Delivery) -> Letter | None:
    """The morning's questions; None where nobody is to be asked, or there is nothing to ask any more."""
    facts = delivery.draft.facts
    is_wanted = follow_ups.reached(visit.tx, visit.person.id).wanted
    if not is_wanted or not may(visit.person, Action.USE):
        return None
    shown = follow_up.page(visit, Morning.of(facts["end"], facts["minutes"]))
    return None if shown is None else Post(visit.chat, shown)


def rewritten(visit: Visit, delivery: Delivery) -> Replace:
    """A morning in its own message, as it stands now; who left the team has nothing to be asked."""
    facts = delivery.draft.facts
    is_member = may(visit.person, Action.USE)
    shown = follow_up.page(visit, Morning.of(facts["end"], facts["minutes"])) if is_member else None
    return Replace(visit.chat, facts["message"], shown or visit.page("follow_ups_over"))
