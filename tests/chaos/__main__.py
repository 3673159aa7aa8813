"""Every combination with 200 people, several seeds, for about ten minutes: `make chaos`.

    python -m tests.chaos [--people 200] [--seeds 2]

Prints a row for each run, in Markdown. What happened in a chat where anything is not as it has to be goes to
stderr, and the process then ends with 1.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from tests.chaos.weather.run import Run, ground, play
from tests.chaos.weather.verdict import Report
from tests.databases import PostgresServer, postgres_server

GROUNDS = ((False, 0), (False, 1), (True, 0), (True, 1), (True, 2), (True, 3))
"""PostgreSQL or not, and replicas; 0 polls."""
KILLS, TROUBLES, DISASTERS, BOUND = 4, 24, 2, 900.0
COLUMNS = (
    "run",
    "complete",
    "struck",
    "came twice",
    "asked again",
    "answers cut off",
    "starts put off",
    "faults",
    "s",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def runs(people: int, seeds: int) -> Iterator[Run]:
    """Every ground with every seed."""
    for seed in range(1, seeds + 1):
        for on_postgres, replicas in GROUNDS:
            yield Run(people, on_postgres, replicas, KILLS, TROUBLES, DISASTERS, seed, BOUND)


def row(run: Run, found: Report) -> str:
    """One line of the table."""
    cells = [
        str(run),
        f"{found.complete} of {found.conversations}",
        _listed(found.blows),
        _listed(found.repeats),
        str(found.asked_again),
        str(found.cut_off),
        str(found.put_off),
        _listed(found.faults),
        f"{found.seconds:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _listed(counts: Mapping[str, int] | Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


def main() -> int:
    """Play every run; returns what the process ends with."""
    parser = argparse.ArgumentParser(description="Everything strikes while people answer")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=2)
    given = parser.parse_args()
    is_bad = False
    print(HEAD, flush=True)
    with ExitStack() as stack:

        @cache
        def server() -> PostgresServer:
            return stack.enter_context(postgres_server())

        for run in runs(given.people, given.seeds):
            with tempfile.TemporaryDirectory() as folder, ground(run, Path(folder), server) as on:
                found = asyncio.run(play(run, on))
            print(row(run, found), flush=True)
            for story in found.stories:
                print(story, file=sys.stderr)
            is_bad |= bool(found.faults)
    return int(is_bad)


if __name__ == "__main__":
    sys.exit(main())
