"""One run: a crowd answers, everything strikes, and what is left is compared with what people meant."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox
from bot.storage import migrate
from tests.chaos.crowd import RESTLESS, Member, Tally, all_play, crowd, moments, prospects_of
from tests.chaos.weather.blows import Strike, all_of
from tests.chaos.weather.ledger import Ledger
from tests.chaos.weather.site import Ground, Site, built
from tests.chaos.weather.stories import Stories
from tests.chaos.weather.verdict import Report, report, settled
from tests.databases import PostgresServer

PATIENCE = 100.0
"""Seconds after which somebody presses again: longer than the bot's own sweep takes: nobody has to."""
TAPS_EACH = 9
"""Fewer than anybody needs, so that everything strikes while people are answering."""
FIRST_UPDATE = 812_345_678


@dataclass(frozen=True)
class Run:
    """What to do. Every fifth person is a client who fills in a brief."""

    people: int
    on_postgres: bool
    replicas: int
    """0: one process that polls; else so many to which Telegram brings updates."""
    kills: int
    troubles: int
    disasters: int
    seed: int
    within: float

    def __str__(self) -> str:
        base = "PostgreSQL" if self.on_postgres else "SQLite"
        intake = f"webhook × {self.replicas}" if self.replicas else "polling"
        return f"{base}, {intake}, seed {self.seed}"


@contextmanager
def ground(run: Run, folder: Path, postgres: Callable[[], PostgresServer]) -> Iterator[Ground]:
    """What the run's site stands on; a database of its own, whose commits outlive a crash of the server."""
    if not run.on_postgres:
        yield Ground(folder, replicas=run.replicas)
        return
    server = postgres()
    url = server.create_durable()
    try:
        asyncio.run(migrate.upgrade(url))
        yield Ground(folder, url, server.restart, run.replicas)
    finally:
        server.drop(url)


async def play(run: Run, on: Ground) -> Report:
    """Let the crowd answer on a ground, under blows; everything is over within the run's bound."""
    mind = random.Random(run.seed)
    async with Sandbox(first_update_id=FIRST_UPDATE) as sandbox:
        ledger, stories = Ledger(sandbox.world), Stories(sandbox.world)
        managers, tally = crowd(sandbox, run.people - run.people // 5, run.seed, PATIENCE, RESTLESS)
        members = managers + prospects_of(sandbox, managers, run.people // 5, run.seed)
        async with built(on, sandbox, [member.person.id for member in managers]) as site:
            began = time.perf_counter()
            strikes = all_of(site, run.kills, run.troubles, run.disasters, mind)
            await _under(strikes, run, site, members, tally, mind)
            await settled(site)
            await site.stop()
            return await report(site, members, ledger, stories, time.perf_counter() - began)


async def _under(
    strikes: Sequence[Strike],
    run: Run,
    site: Site,
    members: list[Member],
    tally: Tally,
    mind: random.Random,
) -> None:
    """Everything strikes at its moment, or when nobody is left to answer."""
    playing = asyncio.create_task(all_play(members, run.within))
    times = moments(run.seed, len(strikes), run.people, TAPS_EACH * run.people)
    for taps, strike in zip(times, strikes, strict=True):
        reached = asyncio.create_task(tally.reached(taps))
        await asyncio.wait({playing, reached}, return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        await strike(site, mind)
    await playing
