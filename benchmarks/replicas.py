"""One replica against two on one PostgreSQL: updates/s, processor time for an update, and whether they hinder
each other.

    python -m benchmarks.replicas [--people 100] [--seed 1] [--share 0.15]

Each replica is `firstcall run` in webhook mode, a process of its own, behind a balancer. The people, the Bot
API server and the balancer live in this process; PostgreSQL is started for the run. Processors are pinned:
this process and PostgreSQL have the last one, replicas the others, one each as long as there are enough.

Where replicas must share a processor (on two cores they do), twice the throughput cannot be seen. What can be
seen is what is lost by being two: the processor time that an update costs, and updates/s on the same core.
With `--share` each replica gets only that much of a processor, so that replicas are what everybody waits
for, on a machine with two cores as well: how throughput grows with them can then be seen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.quota import limited
from bot.sandbox import Sandbox
from bot.storage import migrate
from tests.chaos.balancer import Balancer
from tests.chaos.crowd import Tally, all_play, crowd
from tests.chaos.process import BotProcess, Verdict, judge
from tests.chaos.test_replicas import replica
from tests.databases import PostgresServer, postgres_server
from tests.ports import free_ports

PATIENCE, BOUND = 60.0, 300.0
"""Seconds after which somebody presses again, and after which a run is given up."""


@dataclass(frozen=True)
class Given:
    """What to measure."""

    people: int
    seed: int
    share: float | None
    """Of a processor, for each replica; None = as much as there is."""


@dataclass(frozen=True)
class Outcome:
    """What one run showed."""

    updates: int
    seconds: float
    processor: list[float]
    """Seconds of each replica, its start not included."""
    tally: Tally
    verdict: Verdict


def cores() -> tuple[list[int], int]:
    """The processors for replicas, and the one for everything else."""
    mine = sorted(os.sched_getaffinity(0))
    return mine[:-1] or mine, mine[-1]


def pinned(pids: list[int]) -> None:
    """Give each replica a processor, in turn where they are too few."""
    for_replicas, _ = cores()
    for place, pid in enumerate(pids):
        os.sched_setaffinity(pid, {for_replicas[place % len(for_replicas)]})


async def measure(count: int, given: Given, server: PostgresServer, folder: Path) -> Outcome:
    """A crowd through a number of replicas, on a fresh database."""
    url = await asyncio.to_thread(server.create)
    await migrate.upgrade(url)
    front, *ports = free_ports(count + 1)
    async with Sandbox() as sandbox, Balancer(ports).listening(front):
        members, tally = crowd(sandbox, given.people, given.seed, PATIENCE)
        admins = [member.person.id for member in members]
        replicas = [replica(sandbox, folder, admins, url, front, port) for port in ports]
        for each in replicas:
            await each.start()
        await _all_listen(ports)
        pids = [each.pid for each in replicas]
        pinned(pids)
        with limited(pids, given.share) if given.share else nullcontext():
            before, began = [_processor(each) for each in replicas], time.perf_counter()
            await all_play(members, BOUND)
            seconds = time.perf_counter() - began
        used = [_processor(each) - at for each, at in zip(replicas, before, strict=True)]
        for each in replicas:
            await each.stop()
        return Outcome(sandbox.world.updates.confirmed, seconds, used, tally, await judge(url, members))


async def _all_listen(ports: list[int]) -> None:
    """Wait for every replica to take connections, and for Telegram to have been told."""
    for port in ports:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
    await asyncio.sleep(1)


def _processor(replica: BotProcess) -> float:
    times = psutil.Process(replica.pid).cpu_times()
    return float(times.user + times.system)


def report(count: int, outcome: Outcome) -> None:
    """One line of the table, and what went wrong, if anything did."""
    waits = sorted(outcome.tally.seconds)
    p50, p95 = waits[len(waits) // 2] * 1000, waits[len(waits) * 95 // 100] * 1000
    each = ", ".join(f"{used:.1f}" for used in outcome.processor)
    cost = sum(outcome.processor) / outcome.updates * 1000
    print(
        f"{count} replica(s): {outcome.updates / outcome.seconds:.0f} updates/s, tap to screen "
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, {cost:.2f} ms of processor an update ({each} s in all)"
    )
    print(f"   {outcome.verdict}, pressed again {outcome.tally.pressed_again}")


def main() -> None:
    """Read the arguments, and run one replica, then two."""
    parser = argparse.ArgumentParser(description="One replica against two on one PostgreSQL")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, help="of a processor for each replica; needs root")
    asked = parser.parse_args()
    given = Given(asked.people, asked.seed, asked.share)
    for_replicas, rest = cores()
    os.sched_setaffinity(0, {rest})  # PostgreSQL and the replicas inherit it; replicas are moved
    print(f"replicas on processors {for_replicas}, everything else on {rest}")
    with postgres_server() as server:
        for count in (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                report(count, asyncio.run(measure(count, given, server, Path(folder))))


if __name__ == "__main__":
    main()
