"""Letters a second as Telegram sees them, from one replica and from several on one PostgreSQL.

    python -m benchmarks.letters [--people 150] [--replicas 1 2 3]

Each replica is `firstcall run` in webhook mode, a process of its own. Everybody has two letters due at once.
The sandbox keeps Telegram's limits (30 messages in a second over all chats), so whoever goes too fast is
refused and comes again. How fast the machine is matters little: it is the bot that holds back.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from bisect import bisect_left
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from bot import clock
from bot.sandbox import Person, Sandbox
from bot.sandbox.rules.refusals import Refused
from bot.sandbox.world.flood import FloodGate
from bot.storage import Database, Vault, migrate
from bot.storage.queries import deliveries
from tests.chaos.balancer import Balancer
from tests.chaos.process import BotProcess
from tests.chaos.test_outbox import letters, states
from tests.chaos.test_replicas import replica
from tests.conftest import KEY
from tests.databases import PostgresServer, postgres_server
from tests.ports import free_ports

EACH = 2
"""Letters for everybody."""
BOUND = 300.0


class WatchedGate(FloodGate):
    """Telegram's limits, and what came to them."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[datetime, int]] = []
        """When, and for which chat."""
        self.refused = 0

    def pass_through(self, chat_id: int, now: datetime) -> None:
        """Let it through, or not, and note it."""
        try:
            super().pass_through(chat_id, now)
        except Refused:
            self.refused += 1
            raise
        self.taken.append((now, chat_id))

    def watch(self) -> None:
        """From now on the limits hold, and what comes is noted."""
        self.enabled = True
        self.taken.clear()


@dataclass(frozen=True)
class Outcome:
    """What the far side saw."""

    letters: int
    seconds: float
    most: int
    """Letters in the fullest second."""
    refused: int
    closest: float
    """Seconds between two letters of one chat, at the least."""


async def measure(count: int, people: int, server: PostgresServer, folder: Path) -> Outcome:
    """Everybody's letters through a number of replicas, on a fresh database."""
    url = await asyncio.to_thread(server.create)
    await migrate.upgrade(url)
    front, *ports = free_ports(count + 1)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox())
        await stack.enter_async_context(Balancer(ports).listening(front))
        sandbox.world.flood = gate = WatchedGate()
        crowd = [sandbox.person(f"Person {number}", "en") for number in range(people)]
        replicas = [replica(sandbox, folder, [each.id for each in crowd], url, front, port) for port in ports]
        for each in replicas:
            await each.start()
        await _are_known(crowd)
        await _arrive(url, crowd, gate)
        await _end(replicas)
    return outcome(gate)


async def _are_known(crowd: list[Person]) -> None:
    for person in crowd:
        await person.send("/start")
    await asyncio.gather(*(person.wait_for("You are the team lead", BOUND) for person in crowd))


async def _arrive(url: str, crowd: list[Person], gate: WatchedGate) -> None:
    """Post, and wait until all is written down as sent."""
    database = await Database.open(url, Vault([KEY]))
    gate.watch()
    now = clock.now()
    await database.transaction(lambda tx: deliveries.enqueue(tx, letters(tx, crowd, EACH), now))
    async with asyncio.timeout(BOUND):
        while await states(database) != {"sent": len(crowd) * EACH}:
            await asyncio.sleep(0.5)
    await database.close()


async def _end(replicas: list[BotProcess]) -> None:
    for each in replicas:
        await each.stop()


def outcome(gate: WatchedGate) -> Outcome:
    """Sum up."""
    moments = sorted(at.timestamp() for at, _ in gate.taken)
    most = max(bisect_left(moments, at + 1) - place for place, at in enumerate(moments))
    chats = sorted((chat, at.timestamp()) for at, chat in gate.taken)
    gaps = [later - at for (chat, at), (same, later) in pairwise(chats) if chat == same]
    return Outcome(len(moments), moments[-1] - moments[0], most, gate.refused, min(gaps))


def main() -> None:
    """Read the arguments, and run each number of replicas."""
    parser = argparse.ArgumentParser(description="Letters a second from several replicas")
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--replicas", type=int, nargs="+", default=[1, 2, 3])
    given = parser.parse_args()
    print(
        "| replicas | letters | seconds | letters/s | most in a second | refused (429) | closest in a chat |"
    )
    print("|---|---|---|---|---|---|---|")
    with postgres_server() as server:
        for count in given.replicas:
            with tempfile.TemporaryDirectory() as folder:
                found = asyncio.run(measure(count, given.people, server, Path(folder)))
            rate = found.letters / found.seconds
            print(
                f"| {count} | {found.letters} | {found.seconds:.1f} | {rate:.1f} | {found.most} "
                f"| {found.refused} | {found.closest:.2f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
