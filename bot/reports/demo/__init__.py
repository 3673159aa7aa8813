"""An invented history in a database: for trying the reports, and for measuring them.

Drawn from a seed, so the same plan gives the same history. Nothing in it is about anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any

import numpy as np

from bot.interviews.scripts import Scripts
from bot.interviews.unit import QUIZ
from bot.reports.demo.history import Rows, World, Writer
from bot.reports.demo.leaving import Leaver
from bot.reports.demo.names import COMPANIES, MANAGERS, PROSPECTS
from bot.reports.demo.people import invent
from bot.reports.demo.plan import Plan, moments
from bot.reports.windows import Schedule
from bot.storage.queries import bulk, people
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction

__all__ = ["Plan", "fill", "hire"]

NOBODYS_CHATS = 4_000_000_000_000
"""Invented people's Telegram ids begin here, far above any real one."""
LEAVERS = 1
"""A part of the history that is drawn apart, so that it and the rest do not change with each other."""
DAYS_AT_ONCE = 10
ORDER = (
    "clients",
    "interviews",
    "answers",
    "briefs",
    "results",
    "joint_results",
    "corrections",
    "outcomes",
    "card_uses",
)
"""As the tables' foreign keys ask for it."""


def hire(tx: Transaction, plan: Plan, number: int) -> list[Person]:
    """Make invented managers, to whom clients may be given. Nobody is there to be written to."""
    names = islice(_cycled(MANAGERS), number)
    made = [
        people.get_or_create(tx, NOBODYS_CHATS + n, name, "en", plan.until) for n, name in enumerate(names)
    ]
    for person in made:
        people.grant(tx, person.id, "manager")
        people.block(tx, person.id, plan.until)
    return made


def fill(
    tx: Transaction, scripts: Scripts, schedule: Schedule, plan: Plan, owners: Sequence[Person]
) -> Counter[str]:
    """Store a history of the owners' talks with clients, up to a moment.

    Returns:
        How many rows each table got.
    """
    scripts.publish(tx, plan.until)
    random = np.random.default_rng(plan.seed)
    world = _world(tx, scripts, plan, owners, random)
    writer = Writer(world, random, bulk.next_id(tx, "results"))
    leaver = Leaver(world, scripts.current(QUIZ), np.random.default_rng([plan.seed, LEAVERS]))
    stored: Counter[str] = Counter()
    days = moments(plan, schedule, random)
    while some := list(islice(days, DAYS_AT_ONCE)):
        rows = _together([each.day(day) for day in some for each in (writer, leaver)])
        stored.update({table: bulk.fill(tx, table, rows[table]) for table in ORDER})
    bulk.keep_counting(tx, ("results",))
    return stored


def _together(days: Sequence[Rows]) -> Rows:
    return {table: [row for day in days for row in day.get(table, ())] for table in ORDER}


def _world(tx: Transaction, scripts: Scripts, plan: Plan, owners: Sequence[Person], random: Any) -> World:
    alone, pairs = invent(scripts, random)
    digest = scripts.today.digest
    return World(
        owners=[(person.id, person.telegram_id) for person in owners],
        prospects=_prospects(tx, plan),
        sealed_names=[(tx.vault.encrypt(name), tx.vault.name_hash(name)) for name in COMPANIES],
        alone=alone,
        pairs=pairs,
        quiz=(QUIZ, digest),
        brief=(scripts.brief or "", digest),
        segments=scripts.segments,
        until=plan.until,
        for_cards=plan.for_cards,
    )


def _prospects(tx: Transaction, plan: Plan) -> list[tuple[int, int]]:
    first = NOBODYS_CHATS + 1_000_000
    made = [
        people.get_or_create(tx, first + number, name, "en", plan.until)
        for number, name in enumerate(PROSPECTS)
    ]
    return [(person.id, person.telegram_id) for person in made]


def _cycled(names: Sequence[str]) -> Iterator[str]:
    return (names[number % len(names)] for number in count())
