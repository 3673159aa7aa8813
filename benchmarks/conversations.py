"""200 people at once through `firstcall run`: how fast, and whether anything is lost, wrong or unanswered.

    python -m benchmarks.conversations [--people 200] [--kill 4] [--seed 1]

The bot is a process of its own on a SQLite file (every answer on the disk before its screen); the Bot API
server and the people live in this one; nothing leaves the machine. A person taps as soon as the next screen
is there, three taps in ten are double, two in ten are followed by an older button. With `--kill N` the bot is
killed with `kill -9` N times while they tap, and started again.

`updates/s` counts every update that the bot confirmed, from the first command to the last card, restarts
included. The far end shares the machine with the bot: its processor time is given beside the bot's own.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox
from tests.chaos.crowd import Member, Tally, all_play, crowd, moments
from tests.chaos.process import BotProcess, Verdict, judge

PATIENCE, BOUND = 30.0, 300.0
"""Seconds after which somebody presses again, and after which the run is given up."""
TAPS_EACH = 12
"""About how often each person taps: where in the run the kills fall."""


@dataclass(frozen=True)
class Run:
    """What to measure."""

    people: int
    kills: int
    seed: int


async def measure(run: Run, folder: Path) -> None:
    """One run; prints its figures."""
    async with Sandbox() as sandbox:
        members, tally = crowd(sandbox, run.people, run.seed, PATIENCE)
        bot = BotProcess(sandbox, folder, [member.person.id for member in members])
        await bot.start()
        await _ready(sandbox)
        mine, began = time.process_time(), time.perf_counter()
        playing = asyncio.create_task(all_play(members, BOUND))
        await _kill(bot, tally, run)
        await playing
        elapsed, mine = time.perf_counter() - began, time.process_time() - mine
        await bot.stop()
        _report(sandbox, members, tally, await judge(bot.database_url, members), elapsed)
        print(f"processor: bot {_children():.1f} s (with its start), people and Bot API {mine:.1f} s")


async def _ready(sandbox: Sandbox) -> None:
    while not sandbox.world.updates.waiting:
        await asyncio.sleep(0.01)


async def _kill(bot: BotProcess, tally: Tally, run: Run) -> None:
    for taps in moments(run.seed, run.kills, run.people, TAPS_EACH * run.people):
        await tally.reached(taps)
        await bot.kill()
        await bot.start()


def _children() -> float:
    """Processor seconds of the bot, over all its lives."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _report(sandbox: Sandbox, members: list[Member], tally: Tally, verdict: Verdict, elapsed: float) -> None:
    updates = sandbox.world.updates.confirmed
    cuts = statistics.quantiles(tally.seconds, n=20)
    print(f"{len(members)} people, {tally.taps} taps, {updates} updates in {elapsed:.2f} s")
    print(f"updates/s: {updates / elapsed:.0f}")
    print(f"tap to screen: p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")
    print(f"complete {verdict.complete}, answers lost {verdict.lost}, wrong {verdict.wrong}")
    print(f"taps unanswered {len(sandbox.world.queries.unanswered)}, pressed again {tally.pressed_again}")
    print(f"calls refused by the Bot API's rules: {len(sandbox.world.broken_rules)}")


def main() -> None:
    """Read the arguments and measure in a temporary folder."""
    parser = argparse.ArgumentParser(description="200 people at once through `firstcall run`")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--kill", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Run(given.people, given.kill, given.seed), Path(folder)))


if __name__ == "__main__":
    main()
