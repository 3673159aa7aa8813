"""Why a link to a brief leads nowhere, asked on arriving and again on agreeing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.people.access import TEAM, standing
from bot.storage.queries import people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction


class Refusal(StrEnum):
    """Why a link leads nowhere."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    """Somebody else agreed."""
    REVOKED = "revoked"
    TOO_MANY = "too_many"
    """More have come by a standing link today than a person would bring about."""
    MEMBER = "member"
    """The team may look, and not agree for a client."""


def closed_to(tx: Transaction, brief: Brief, person: Person, now: datetime) -> Refusal | None:
    """Why a person may not agree to a brief: it is over, they read briefs, or it is somebody else's."""
    why = closed(tx, brief, now) or (Refusal.MEMBER if is_of_team(person) else None)
    is_free = brief.person_id in (None, person.id)
    return why or (None if is_free else Refusal.USED)


def closed(tx: Transaction, brief: Brief, now: datetime) -> Refusal | None:
    """Why nobody may agree to a brief any more."""
    if brief.revoked_at is not None or not is_served(tx, brief.owner_id):
        return Refusal.REVOKED
    if brief.consented_at is not None or brief.withdrawn_at is not None:
        return Refusal.USED
    return Refusal.EXPIRED if brief.expires_at <= now else None


def is_served(tx: Transaction, owner_id: int) -> bool:
    """Whether somebody of the team is there to read it."""
    owner = people.by_id(tx, owner_id)
    return owner is not None and is_of_team(owner)


def is_of_team(person: Person) -> bool:
    """Whether a person would read briefs, and so does not fill them in."""
    return standing(person) in TEAM


def is_theirs(brief: Brief, person: Person) -> bool:
    """Whether a person agreed to it themselves, and it is still there."""
    is_there = brief.revoked_at is None and brief.withdrawn_at is None
    return is_there and brief.consented_at is not None and brief.person_id == person.id
