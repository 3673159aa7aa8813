"""How prospects come to a brief: the link they open, agreeing to it, and saying no.

A link is used up by agreeing, not by opening. Nothing that is returned for a closed one says whose it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.briefs import reaching, telling
from bot.briefs.refusals import Refusal, closed_to, is_of_team, is_served, is_theirs
from bot.briefs.status import may_change
from bot.interviews import Conversation, Unit
from bot.people.tokens import LinkKind, new_id, read_payload, token_hash
from bot.storage.queries import briefs, clients, links, people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction

DAY = timedelta(days=1)
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms somebody who comes by a standing link gets a brief."""

    days: int
    """For how long they may agree."""
    language: str
    """In which they are spoken to."""
    daily_of_manager: int = 50
    daily_of_person: int = 3


@dataclass(frozen=True, slots=True)
class Welcome:
    """Somebody who may agree."""

    brief: Brief


@dataclass(frozen=True, slots=True)
class Preview:
    """Somebody of the team takes a look; nothing is used up."""

    owner_id: int
    written_in: str | None = None
    """The language that was chosen for the client; None where nobody chose one."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Somebody who agreed before."""

    brief: Brief


@dataclass(frozen=True, slots=True)
class Closed:
    """The link leads nowhere."""

    why: Refusal


Arrival = Welcome | Preview | GoOn | Closed


def arrive(tx: Transaction, person: Person, payload: str, now: datetime, terms: Terms) -> Arrival:
    """What somebody finds who opens a link to a brief.

    Args:
        payload: what the deep link carried.
    """
    link = read_payload(payload)
    if link is None:
        return Closed(Refusal.UNKNOWN)
    kind, token = link
    if kind is LinkKind.STANDING:
        return _by_standing(tx, person, token_hash(token), now, terms)
    brief = briefs.by_token(tx, token_hash(token))
    return Closed(Refusal.UNKNOWN) if brief is None else _by_personal(tx, person, brief, now)


def agree(unit: Unit, person: Person, brief_id: int, mark: int, chat: int) -> Conversation | Refusal:
    """Begin the brief; agreeing twice begins it once, and of two people the second comes too late.

    Args:
        mark: as the button carried it, see `Brief.mark`.
        chat: where the questions are asked.
    """
    brief = reaching.with_link(unit.tx, person, brief_id, mark)
    if brief is None:
        return Refusal.UNKNOWN
    if is_theirs(brief, person) and brief.interview_id is not None:
        return unit.get((brief.interview_id, person.id)) or Refusal.UNKNOWN
    why = closed_to(unit.tx, brief, person, unit.now)
    if why is None and unit.scripts.brief is None:
        return Refusal.REVOKED  # the studio asks nothing any more
    return _begin(unit, person, brief, chat) if why is None else why


def decline(unit: Unit, person: Person, brief_id: int, mark: int) -> Refusal | None:
    """Take a no, and tell the manager once; who thinks better of it may still agree."""
    brief = reaching.with_link(unit.tx, person, brief_id, mark)
    if brief is None:
        return Refusal.UNKNOWN
    why = closed_to(unit.tx, brief, person, unit.now)
    if why is None and briefs.mark(unit.tx, brief.id, "declined_at", unit.now):
        telling.declined(unit.tx, brief, unit.now, unit.zone)
    return why


def _by_personal(tx: Transaction, person: Person, brief: Brief, now: datetime) -> Arrival:
    if is_theirs(brief, person):
        return GoOn(brief)
    why = closed_to(tx, brief, person, now)
    if why is Refusal.MEMBER:
        return Preview(brief.owner_id, brief.language)
    if why is not None:
        return Closed(why)
    briefs.mark(tx, brief.id, "opened_at", now)
    return Welcome(brief)


def _by_standing(tx: Transaction, person: Person, hashed: bytes, now: datetime, terms: Terms) -> Arrival:
    link = links.owner_of(tx, hashed)
    if link is None:
        return Closed(Refusal.UNKNOWN)
    owner_id, works = link
    if not works or not is_served(tx, owner_id):
        return Closed(Refusal.REVOKED)
    if is_of_team(person):
        return Preview(owner_id)
    return _again(tx, person, owner_id, now) or _anew(tx, person, owner_id, now, terms)


def _again(tx: Transaction, person: Person, owner_id: int, now: datetime) -> Arrival | None:
    """Somebody who came by this link before finds what they left there, while it is good for anything."""
    earlier = briefs.standing_of(tx, person.id, owner_id)
    if earlier is None:
        return None
    if is_theirs(earlier, person):
        return GoOn(earlier) if may_change(earlier, now) else None
    return Welcome(earlier) if earlier.expires_at > now else None


def _anew(tx: Transaction, person: Person, owner_id: int, now: datetime, terms: Terms) -> Arrival:
    if (
        briefs.count_of_owner(tx, owner_id, "standing", now - DAY) >= terms.daily_of_manager
        or briefs.count_of_person(tx, person.id, "standing", now - DAY) >= terms.daily_of_person
    ):
        return Closed(Refusal.TOO_MANY)
    brief = Brief(
        id=new_id(now),
        owner_id=owner_id,
        client_id=None,
        person_id=person.id,
        interview_id=None,
        via="standing",
        language=terms.language,
        token_hash=None,
        created_at=now,
        expires_at=now + terms.days * DAY,
        opened_at=now,
    )
    briefs.create(tx, brief)
    return Welcome(brief)


def _begin(unit: Unit, person: Person, brief: Brief, chat: int) -> Conversation:
    client_id = brief.client_id or _new_client(unit, person, brief.owner_id)
    clients.touch(unit.tx, brief.owner_id, client_id, unit.now)
    conversation = unit.start_brief(person.id, chat, client_id, brief_owner=brief.owner_id)
    agreed = replace(
        brief,
        person_id=person.id,
        client_id=client_id,
        interview_id=conversation.id,
        consented_at=unit.now,
    )
    briefs.consented(unit.tx, agreed)
    return conversation


def _new_client(unit: Unit, person: Person, owner_id: int) -> int:
    """Who comes by a standing link becomes a client under their own name."""
    name = (people.name_of(unit.tx, person.id) or "").strip()[:NAME_LENGTH] or "?"
    return clients.create(unit.tx, unit.new_id(), owner_id, name, unit.now).id
