"""A summary's time after a short history and after a long one, as a ratio within one run.

    python -m benchmarks.summary [--small 10000] [--large 1000000] [--days 1095] [--postgresql] [--seed 1]

Two invented histories of so many talks over the same days, and one more: the short one's talks as the last
part of a history as long as the large one. Of each the summary of its last day is read: the first one of a
process, in which statements are compiled, and the fastest of more.

"same day" is what must not grow: the days that a summary looks at (twelve weeks) are alike, with nothing
before them or with all the rest before them. A busier day has more to count, which the other rows show.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.interviews.scripts import Scripts
from bot.reports import demo
from bot.reports.summary import Summary, summary_of
from bot.reports.windows import Schedule
from bot.storage import Database, Transaction, Vault, migrate
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from tests.databases import postgres_server

SCHEDULE = Schedule(ZoneInfo("Europe/Berlin"), time_of_day(18), frozenset(range(1, 6)))
UNTIL = datetime(2031, 3, 5, 17, 30, tzinfo=UTC)
LOOKED_AT = 90
"""Days before a summary that it looks at: twelve weeks, and a little."""
REPEATS = 15
WORKDAYS_A_DAY = 5 / 7
MANAGERS = 8


@dataclass(frozen=True)
class Sizes:
    """What to measure."""

    small: int
    large: int
    days: int
    seed: int


@dataclass(frozen=True)
class Measured:
    """One history, and its last day's summary."""

    name: str
    interviews: int
    cases: int
    first: float
    """Milliseconds of the first one."""
    usual: float
    """Milliseconds: the fastest of the others, as what else the machine does only adds."""


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


async def measured(database: Database, name: str, parts: list[demo.Plan]) -> Measured:
    """Fill a database and read its last day's summary several times."""
    scripts = Scripts(load(studio=StudioFacts.EXAMPLE))
    stored = 0
    for part in parts:
        stored += await database.transaction(partial(_fill, scripts=scripts, part=part))
    await database.transaction(lambda tx: tx.connection.exec_driver_sql("ANALYZE"))
    window = SCHEDULE.ending(next(SCHEDULE.ends_until(UNTIL)))

    def read(tx: Transaction) -> Summary:
        return summary_of(tx, scripts, SCHEDULE, window)

    times = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        summary = await database.read(read)
        times.append((time.perf_counter() - began) * 1000)
    return Measured(name, stored, summary.cases.count, times[0], min(times[1:]))


def _fill(tx: Transaction, scripts: Scripts, part: demo.Plan) -> int:
    owners = demo.hire(tx, replace(part, until=UNTIL), MANAGERS)
    return demo.fill(tx, scripts, SCHEDULE, part, owners)["interviews"]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with its tables."""
    await migrate.upgrade(url)
    database = await Database.open(url, Vault([Vault.new_key()]))
    try:
        yield database
    finally:
        await database.close()


async def _measure(url: str, name: str, parts: list[demo.Plan]) -> Measured:
    async with opened(url) as database:
        return await measured(database, name, parts)


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
    with addresses(kind) as urls:
        rows = [asyncio.run(_measure(next(urls), *each)) for each in histories(sizes)]
    print(f"\n{kind}: {'interviews':>11} {'cases':>6} {'first ms':>9} {'ms':>8}")
    for row in rows:
        figures = f"{row.interviews:>17,} {row.cases:>6} {row.first:>9.1f} {row.usual:>8.1f}"
        print(f"  {figures}  {row.name}", flush=True)
    print(f"  same day, long history to short: {rows[1].usual / rows[0].usual:.2f}")
    print(f"  even histories, large to small:  {rows[3].usual / rows[2].usual:.2f}")


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
