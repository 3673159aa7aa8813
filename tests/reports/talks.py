"""Talks, briefs and the summary that tells of them, for the tests of what a summary says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from bot.reports.summary import Summary, summary_of
from bot.reports.windows import Schedule
from bot.storage import Database, Transaction, tables
from bot.storage.queries import briefs, clients, interviews, joint, results
from bot.storage.queries.briefs import Brief
from bot.storage.queries.joint import JointDraft
from bot.storage.queries.results import Correction
from tests.briefs import cast
from tests.storage.samples import BIG, NOW, interview, manager, result

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SCHEDULE = Schedule(ZoneInfo("UTC"), time(18), frozenset(range(1, 6)))
LOTUS, MAPLE = BIG + 1, BIG + 2
QUIZ, OTHER = BIG + 101, BIG + 102


def talk(tx: Transaction, id: int = QUIZ, client: int = LOTUS, at: datetime = NOW, **drawn: Any) -> None:
    """Mara's quiz about a client comes to a result."""
    mara = manager(tx)
    if clients.get(tx, mara.id, client) is None:
        clients.create(tx, client, mara.id, f"Client {client - BIG}", at)
    practice = drawn.pop("practice", False)
    script = cast.scripts().current("manager_quiz")
    cast.scripts().publish(tx, at)
    row = interview(
        mara, id, client_id=client, content_hash=script.digest, created_at=at - HOUR / 60, practice=practice
    )
    interviews.create(tx, [row])
    again(tx, id, client, at, **drawn)


def again(tx: Transaction, id: int, client: int, at: datetime, **drawn: Any) -> None:
    """A result of an interview that is there already."""
    row = interview(manager(tx), id, client_id=client, revision=drawn.pop("revision", 1))
    values: dict[str, Any] = {"verdict": "clear", "sub_segment": False, "grades": "B", "created_at": at}
    results.add(tx, [result(row, **values | drawn)])


def is_about(tx: Transaction, id: int, client: int) -> None:
    """A quiz turned out to be about another client."""
    tx.connection.execute(
        update(tables.interviews).where(tables.interviews.c.id == id).values(client_id=client)
    )


def corrected(tx: Transaction, id: int, to: str, secondary: str | None = None) -> None:
    assert results.correct(tx, id, Correction(manager(tx).id, to, secondary, None, NOW + DAY))


def told(tx: Transaction, at: datetime = NOW, owner_id: int | None = None) -> Summary:
    """The summary of the window that a moment is in."""
    window = SCHEDULE.ending(SCHEDULE.next_end(at))
    return summary_of(tx, cast.scripts(), SCHEDULE, window, owner_id)


def so_far(tx: Transaction, now: datetime) -> Summary:
    """The summary of the window that is under way."""
    window = SCHEDULE.between(next(SCHEDULE.ends_until(now)), now)
    return summary_of(tx, cast.scripts(), SCHEDULE, window)


def drawn_together(tx: Transaction, quiz: int, brief: int, predominant: str, grades: str) -> None:
    """A joint result about Lotus."""
    draft = JointDraft(
        quiz_id=quiz,
        quiz_revision=1,
        brief_id=brief,
        brief_revision=1,
        client_id=LOTUS,
        predominant=predominant,
        secondary=None,
        sub_segment=False,
        verdict="clear",
        grades=grades,
        content={},
        created_at=NOW,
    )
    joint.add(tx, draft)


def a_brief(tx: Transaction, id: int = BIG + 301, via: Any = "link", **moments: datetime) -> None:
    owner = manager(tx)
    if clients.get(tx, owner.id, LOTUS) is None:
        clients.create(tx, LOTUS, owner.id, "Lotus", NOW)
    rest: dict[str, Any] = {"expires_at": NOW + 20 * DAY} | moments
    briefs.create(tx, Brief(id, owner.id, LOTUS, None, None, via, "en", None, **{"created_at": NOW} | rest))


async def holds(database: Database, work: Callable[[Transaction], None]) -> None:
    await database.transaction(work)
