"""With years behind it and statistics about them, PostgreSQL still goes in by an index, whatever is asked.

`tests/storage/test_plans.py` holds SQLite to that, whose plan is the same for any number of rows.
PostgreSQL's depends on how many there are, so it is asked with a history in its tables.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.reports import demo
from bot.reports.funnel import Kind, funnel_of
from bot.reports.summary import summary_of
from bot.reports.windows import Schedule
from bot.storage import Database, Transaction, Vault, migrate
from bot.storage.queries import exports, follow_ups, reports, shown
from tests.briefs.cast import scripts
from tests.conftest import KEY
from tests.databases import PostgresServer
from tests.storage.test_plans import QUESTIONS, statements

SCHEDULE = Schedule(ZoneInfo("Europe/Berlin"), time(18), frozenset(range(1, 6)))
UNTIL = datetime(2031, 3, 5, 17, 30, tzinfo=UTC)
PLAN = demo.Plan(UNTIL, days=9 * 365, per_day=4, for_cards=False)
DAY = SCHEDULE.ending(next(SCHEDULE.ends_until(UNTIL)))
SPAN = (DAY.start, DAY.end)
LARGE = 1_000
"""Rows from which on a table is not to be read whole: far more than a day has."""

WHAT_A_DAY_ASKS: dict[str, Callable[[Transaction], Any]] = {
    "the summary": lambda tx: summary_of(tx, scripts(), SCHEDULE, DAY),
    "a manager's summary": lambda tx: summary_of(tx, scripts(), SCHEDULE, DAY, owner_id=1),
    "where quizzes end": lambda tx: funnel_of(tx, scripts(), Kind.QUIZ, DAY, UNTIL),
    "where briefs end": lambda tx: funnel_of(tx, scripts(), Kind.BRIEF, DAY, UNTIL),
    "the export": lambda tx: exports.contents(tx, reports.cases(tx, SPAN, None)),
    "an export's first results": lambda tx: exports.first_results(
        tx, [case.client_id for case in reports.cases(tx, SPAN, None)]
    ),
    "a morning's cards": lambda tx: follow_ups.cards(tx, 1, SPAN),
    "a morning's decisions": lambda tx: follow_ups.decisions(tx, 1, SPAN, timedelta(14)),
}

ASKED_OF_POSTGRESQL: dict[str, Callable[[Transaction], Any]] = {
    "what a batch may move": lambda tx: shown.hold(tx, [1, 2], [1, 2]),
}
"""Of locks, which SQLite has not."""


@pytest.fixture(scope="module")
def years_url(postgres: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database; `years` fills it once."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
async def years(years_url: str) -> AsyncIterator[Database]:
    """Nine years of a small studio, and statistics about them."""
    await migrate.upgrade(years_url)
    database = await Database.open(years_url, Vault([KEY]))
    await database.transaction(_filled_once)
    yield database
    await database.close()


def _filled_once(tx: Transaction) -> None:
    if not reports.count_cases(tx, SPAN, None):
        demo.fill(tx, scripts(), SCHEDULE, PLAN, demo.hire(tx, PLAN, 3))
        tx.connection.exec_driver_sql("ANALYZE")


def read_whole(tx: Transaction, question: Callable[[Transaction], Any]) -> list[str]:
    """Return the large tables that a question reads from end to end."""
    large = _large_tables(tx)
    tx.connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")  # small tables would be read whole
    return [
        node["Relation Name"]
        for statement, parameters in statements(tx, question)
        for node in _nodes(_plan(tx, statement, parameters))
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large
    ]


def _large_tables(tx: Transaction) -> set[str]:
    found = "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > $1"
    return set(tx.connection.exec_driver_sql(found, (float(LARGE),)).scalars())


def _plan(tx: Transaction, statement: str, parameters: Any) -> dict[str, Any]:
    told = tx.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


async def test_a_day_reads_no_table_whole(years: Database) -> None:
    def work(tx: Transaction) -> dict[str, list[str]]:
        assert {"interviews", "results", "joint_results", "corrections"} <= _large_tables(tx)
        return {name: read_whole(tx, question) for name, question in WHAT_A_DAY_ASKS.items()}

    assert await years.transaction(work) == {name: [] for name in WHAT_A_DAY_ASKS}


class _GivenUp(Exception):
    """The transaction has served its purpose."""


MUCH_OF_IT = {
    "a page of clients",
    "clients for the retention job",
    "handing clients over",
    "what somebody holds",
}
"""Questions whose answer may be half of a table: what one of three managers has, or all that is old."""


@pytest.mark.parametrize("name", [*sorted(QUESTIONS.keys() - MUCH_OF_IT), *ASKED_OF_POSTGRESQL])
async def test_no_table_is_read_whole_for(name: str, years: Database) -> None:
    found: list[str] = []

    def work(tx: Transaction) -> None:
        found.extend(read_whole(tx, (QUESTIONS | ASKED_OF_POSTGRESQL)[name]))
        raise _GivenUp  # so that no question finds what another one left

    with pytest.raises(_GivenUp):
        await years.transaction(work)
    assert found == []


BUSY = """
    INSERT INTO people (telegram_id, created_at)
        SELECT 10000000 + n, now() FROM generate_series(1, 5000) AS n;
    WITH whose AS (SELECT id, row_number() OVER () AS n FROM people WHERE telegram_id > 10000000),
        what AS (SELECT id, row_number() OVER () AS n FROM interviews)
    UPDATE interviews SET finished_at = NULL, person_id = whose.id
        FROM whose JOIN what USING (n) WHERE interviews.id = what.id;
    ANALYZE people, interviews;
"""
"""Five thousand people with a quiz or a brief that is not finished."""


async def test_a_batch_does_not_look_through_all_that_is_unfinished(years: Database) -> None:
    used: set[str] = set()

    def work(tx: Transaction) -> None:
        for step in BUSY.split(";")[:-1]:
            tx.connection.exec_driver_sql(step)
        ((statement, parameters),) = statements(tx, ASKED_OF_POSTGRESQL["what a batch may move"])
        used.update(node.get("Index Name", "") for node in _nodes(_plan(tx, statement, parameters)))
        raise _GivenUp

    with pytest.raises(_GivenUp):
        await years.transaction(work)
    assert "ix_interviews_idle" not in used and "ix_interviews_person_id_finished_at" in used


async def test_a_table_that_is_read_whole_would_be_noticed(years: Database) -> None:
    def everything(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("SELECT * FROM results WHERE verdict = 'clear'")

    assert await years.transaction(lambda tx: read_whole(tx, everything)) == ["results"]
