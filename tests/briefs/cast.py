"""A small cast for the tests of briefs: a manager with a client, prospects, and units of work in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import select

from bot.briefs import arriving, issuing
from bot.briefs.arriving import Arrival, Terms, Welcome
from bot.effects import unit_of_work
from bot.interviews import Conversation, Scripts, Unit
from bot.storage import Transaction
from bot.storage.queries import briefs, clients, interviews, people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.interviews import InterviewRow
from bot.storage.queries.people import Person
from bot.storage.tables import deliveries
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.interview import events
from questionnaires.interview.script import options_of
from tests.storage import samples
from tests.storage.samples import CLIENT, NOW

__all__ = ["CLIENT", "NOW"]

DAY = timedelta(days=1)
TERMS = Terms(days=14, language="en")
MANAGERS, PROSPECTS = 700, 800
"""Telegram ids begin here."""


@cache
def scripts() -> Scripts:
    """The library's, with the studio's example facts."""
    return Scripts(load(studio=StudioFacts.EXAMPLE))


def unit(tx: Transaction, now: datetime = NOW) -> Unit:
    """Everything that happens at a moment."""
    scripts().publish(tx, now)
    return unit_of_work(tx, scripts(), now, UTC)


def manager(tx: Transaction, number: int = 0, name: str = "Mara") -> Person:
    """Somebody of the team."""
    met = samples.manager(tx, MANAGERS + number, name)
    return people.by_id(tx, met.id) or met


def prospect(tx: Transaction, number: int = 0, name: str = "Anna") -> Person:
    """Somebody who is not of the team."""
    return people.get_or_create(tx, PROSPECTS + number, name, "ru", NOW)


def issued(tx: Transaction, now: datetime = NOW, days: int = 14) -> issuing.Issued:
    """A personal link of Mara's for Lotus Bakery, in Russian."""
    owner = manager(tx)
    if clients.get(tx, owner.id, CLIENT) is None:
        clients.create(tx, CLIENT, owner.id, "Lotus Bakery", now)
    made = issuing.issue(tx, owner.id, CLIENT, "ru", now, days)
    assert made is not None
    return made


def arrival(tx: Transaction, person: Person, payload: str, now: datetime = NOW) -> Arrival:
    return arriving.arrive(tx, person, payload, now, TERMS)


def welcomed(tx: Transaction, person: Person, payload: str, now: datetime = NOW) -> Brief:
    """The brief of somebody who may agree."""
    found = arrival(tx, person, payload, now)
    assert isinstance(found, Welcome)
    return found.brief


def agreed(at: Unit, person: Person, brief: Brief) -> Conversation:
    """The brief, begun."""
    begun = arriving.agree(at, person, brief.id, brief.mark, person.telegram_id)
    assert isinstance(begun, Conversation)
    return begun


def begun(tx: Transaction, now: datetime = NOW) -> tuple[Person, Brief]:
    """Anna has agreed to Mara's personal link, and is at the first question."""
    anna = prospect(tx)
    brief = welcomed(tx, anna, issued(tx, now).payload, now)
    at = unit(tx, now)
    agreed(at, anna, brief)
    at.flush()
    return anna, brief_of(tx, brief)


def sent(tx: Transaction, now: datetime = NOW) -> tuple[Person, Brief]:
    """Anna has answered Mara's personal link, and sent it."""
    anna, brief = begun(tx, now)
    at = unit(tx, now)
    held = conversation(at, brief)
    answer_all(at, held)
    at.receive(held, events.Sent())
    at.flush()
    return anna, brief_of(tx, brief)


def conversation(at: Unit, brief: Brief) -> Conversation:
    """The interview that answers a brief, in hand."""
    assert brief.interview_id is not None and brief.person_id is not None
    held = at.get((brief.interview_id, brief.person_id))
    assert held is not None
    return held


def answer_all(at: Unit, held: Conversation) -> None:
    """Give every question its first option until none is open."""
    for _ in range(20):
        question = held.interview.on_screen
        if question is None:
            return
        first = options_of(held.interview.script.questions[question])[0]
        at.receive(held, events.Answered(question, first.id))


def brief_of(tx: Transaction, brief: Brief) -> Brief:
    """The brief as it is stored now."""
    found = briefs.own(tx, brief.owner_id, brief.id)
    assert found is not None
    return found


def row_of(tx: Transaction, brief: Brief) -> InterviewRow:
    """The interview that answers a brief, as it is stored now."""
    found = brief_of(tx, brief)
    assert found.interview_id is not None and found.person_id is not None
    return interviews.load(tx, [(found.interview_id, found.person_id)])[found.interview_id, found.person_id]


@dataclass(frozen=True)
class Told:
    """Something that is to be told."""

    kind: str
    to: int
    about: int | None
    due_at: datetime
    facts: dict[str, Any]


def told(tx: Transaction) -> list[Told]:
    """What is still to be told, in the order of telling."""
    order = (deliveries.c.due_at, deliveries.c.id)
    rows = tx.connection.execute(select(deliveries).where(deliveries.c.state == "pending").order_by(*order))
    return [
        Told(row.kind, row.recipient_chat, row.client_id, row.due_at, tx.vault.decrypt_json(row.sealed_facts))
        for row in rows
    ]


def kinds(tx: Transaction) -> list[str]:
    """What kinds of things are still to be told."""
    return [each.kind for each in told(tx)]
