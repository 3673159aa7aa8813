"""A summary's time after a short history and after a long one, as a ratio within one run.

    python -m benchmarks.summary [--small 10000] [--large 1000000] [--days 1095] [--postgresql] [--seed 1]

Two invented histories of so many talks over the same days, and one more: the short one's talks as the last
part of a history as long as the large one. Of each the summary of its last day is read, in turns: the first
one of a process, in which statements are compiled, and the median and the fastest of more.

"same day" is what must not grow: the days that a summary looks at (twelve weeks) are alike, with nothing
before them or with all the rest before them. A busier day has more to count, which the other rows show.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.interviews.scripts import Scripts
from bot.reports import demo
from bot.reports.summary import summary_of
from bot.reports.windows import Schedule
from bot.storage import Database, Transaction, Vault, migrate
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from tests.databases import postgres_server

SCHEDULE = Schedule(ZoneInfo("Europe/Berlin"), time_of_day(18), frozenset(range(1, 6)))
UNTIL = datetime(2031, 3, 5, 17, 30, tzinfo=UTC)
LOOKED_AT = 90
"""Days before a summary that it looks at: twelve weeks, and a little."""
REPEATS = 30
WORKDAYS_A_DAY = 5 / 7
MANAGERS = 8
KEY = Vault.new_key()
FILLING_KIB = 2 * 1024 * 1024
"""SQLite's page cache of the connection that fills; the one that reads has the bot's own."""


@dataclass(frozen=True)
class Sizes:
    """What to measure."""

    small: int
    large: int
    days: int
    seed: int


def plan(talks: float, days: int, seed: int, until: datetime = UNTIL) -> demo.Plan:
    """So many talks spread over so many days."""
    return demo.Plan(until, days, talks / (days * WORKDAYS_A_DAY), seed, for_cards=False)


def histories(sizes: Sizes) -> Iterator[tuple[str, list[demo.Plan]]]:
    """Each with a name and its parts, the oldest first."""
    recent = plan(sizes.small, LOOKED_AT, sizes.seed)
    before = UNTIL - timedelta(LOOKED_AT + 1)
    older = plan(sizes.large - sizes.small, sizes.days - LOOKED_AT, sizes.seed + 1, before)
    yield f"{sizes.small:,} in twelve weeks", [recent]
    yield f"{sizes.large:,}, of them the same {sizes.small:,}", [older, recent]
    yield f"{sizes.small:,} evenly", [plan(sizes.small, sizes.days, sizes.seed)]
    yield f"{sizes.large:,} evenly", [plan(sizes.large, sizes.days, sizes.seed)]


async def fill(url: str, parts: list[demo.Plan]) -> int:
    """Make a database, invent its history, and return how many interviews of it are finished."""
    await migrate.upgrade(url)
    scripts = Scripts(load(studio=StudioFacts.EXAMPLE))
    async with opened(url) as database:
        for part in parts:
            await database.transaction(partial(_fill, scripts=scripts, part=part))
        await database.transaction(lambda tx: tx.connection.exec_driver_sql("ANALYZE"))
        return await database.read(_finished)


async def read(urls: list[str]) -> list[tuple[int, list[float]]]:
    """Read each database's last summary in turns, so that what else the machine does falls on all alike.

    Returns:
        For each its cases, and the milliseconds of each reading.
    """
    scripts = Scripts(load(studio=StudioFacts.EXAMPLE))
    window = SCHEDULE.ending(next(SCHEDULE.ends_until(UNTIL)))
    times: list[list[float]] = [[] for _ in urls]
    cases = [0] * len(urls)
    async with AsyncExitStack() as stack:
        databases = [await stack.enter_async_context(opened(url)) for url in urls]
        for _ in range(REPEATS + 1):
            for place, database in enumerate(databases):
                began = time.perf_counter()
                summary = await database.read_at_length(lambda tx: summary_of(tx, scripts, SCHEDULE, window))
                times[place].append((time.perf_counter() - began) * 1000)
                cases[place] = summary.cases.count
    return list(zip(cases, times, strict=True))


def _fill(tx: Transaction, scripts: Scripts, part: demo.Plan) -> None:
    if tx.connection.dialect.name == "sqlite":  # indexes over random ids are filled in memory, not on disk
        tx.connection.exec_driver_sql(f"PRAGMA cache_size = -{FILLING_KIB}")
    owners = demo.hire(tx, replace(part, until=UNTIL), MANAGERS)
    demo.fill(tx, scripts, SCHEDULE, part, owners)


def _finished(tx: Transaction) -> int:
    counted = tx.connection.exec_driver_sql("SELECT count(*) FROM interviews WHERE state = 'finished'")
    return int(counted.scalar_one())


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database, as somebody reading it for the first time has it."""
    database = await Database.open(url, Vault([KEY]))
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def addresses(kind: str) -> Iterator[Iterator[str]]:
    """Fresh databases, one after the other."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield (f"sqlite:///{Path(folder) / str(number)}.sqlite3" for number in range(100))
        return
    with postgres_server() as server:
        yield (server.create() for _ in range(100))


def report(kind: str, sizes: Sizes) -> None:
    """Measure one kind of database and print its rows and ratios."""
    with addresses(kind) as fresh:
        urls, finished, names = [], [], []
        for name, parts in histories(sizes):
            urls.append(next(fresh))
            names.append(name)
            finished.append(asyncio.run(fill(urls[-1], parts)))
        measured = asyncio.run(read(urls))
    print(f"\n{kind}: {'finished':>11} {'cases':>6} {'first ms':>9} {'median':>8} {'fastest':>8}")
    for name, count, (cases, times) in zip(names, finished, measured, strict=True):
        again = f"{median(times[1:]):>8.1f} {min(times[1:]):>8.1f}"
        print(f"  {count:>17,} {cases:>6} {times[0]:>9.1f} {again}  {name}", flush=True)
    short, long, few, many = (times for _, times in measured)
    print(f"  same day, long history to short: {_ratio(long, short)}")
    print(f"  even histories, large to small:  {_ratio(many, few)}")


def _ratio(over: list[float], under: list[float]) -> str:
    usual = median(over[1:]) / median(under[1:])
    return f"first {over[0] / under[0]:.2f}, median {usual:.2f}, fastest {min(over[1:]) / min(under[1:]):.2f}"


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=3 * 365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="after SQLite on PostgreSQL too")
    given = parser.parse_args()
    sizes = Sizes(given.small, given.large, given.days, given.seed)
    report("sqlite", sizes)
    if given.postgresql:
        report("postgresql", sizes)


if __name__ == "__main__":
    main()
