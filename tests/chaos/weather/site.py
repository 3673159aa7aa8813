"""Where the bot runs: a sandbox, a database, and one process or several of them behind a balancer."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox import Sandbox
from tests.chaos.balancer import Balancer
from tests.chaos.process import BotProcess
from tests.chaos.weather.keeper import Keeper
from tests.chaos.weather.reasons import Blow
from tests.ports import free_ports

HAS_DISK_LIMITS = sys.platform == "linux"
"""Elsewhere nobody can limit what a process that runs already may write; the disk then never fills up."""
MOMENT, AWAY = 0.05, 60.0
"""Seconds between two looks at whether a replica runs again, and after which it should."""


@dataclass
class Site:
    """A bot at work."""

    sandbox: Sandbox
    replicas: list[BotProcess]
    balancer: Balancer | None
    """Only where Telegram brings the updates."""
    crash_database: Callable[[], None] | None
    """Only where it is a server."""
    keepers: list[Keeper] = field(init=False)
    blows: list[Blow] = field(default_factory=list)
    _keeping: list[asyncio.Task[None]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.keepers = [Keeper(replica) for replica in self.replicas]

    @property
    def database_url(self) -> str:
        """The one database of all replicas."""
        return self.replicas[0].database_url

    def note(self, what: str) -> None:
        """Remember that something struck just now."""
        with self.noted(what):
            pass

    @contextmanager
    def noted(self, what: str) -> Iterator[None]:
        """Remember that something struck, and how long it took: what was on its way may still arrive."""
        clock = self.sandbox.world.clock
        since = clock()
        yield
        self.blows.append(Blow(what, since, clock()))

    async def start(self) -> None:
        """Start every replica, and keep it running."""
        for keeper in self.keepers:
            await keeper.replica.start()
            self._keeping.append(asyncio.create_task(keeper.keep()))

    async def kill(self, number: int) -> None:
        """`kill -9` one replica that runs; its keeper starts it again."""
        replica = self.replicas[number % len(self.replicas)]
        async with asyncio.timeout(AWAY):
            while replica.has_ended:  # its database is away
                await asyncio.sleep(MOMENT)
        with self.noted("kill"):
            await replica.kill()

    def limit_disk(self, most: int | None) -> None:
        """Let no file of a replica grow beyond some bytes, as when the disk is full; None: as before.

        Writing then fails with EFBIG rather than ENOSPC; SQLite takes both for a failed write.
        """
        assert sys.platform == "linux", "see HAS_DISK_LIMITS"
        for replica in self.replicas:
            if replica.has_ended:  # it writes nothing
                continue
            _, hard = resource.prlimit(replica.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(replica.pid, resource.RLIMIT_FSIZE, (hard if most is None else most, hard))

    async def stop(self) -> None:
        """Let every replica finish what is in hand."""
        self.let_go()
        for replica in self.replicas:
            await replica.stop()

    def let_go(self) -> None:
        """Keep nothing running any more."""
        for task in self._keeping:
            task.cancel()

    async def end(self) -> None:
        """Leave no replica behind, whatever happened."""
        self.let_go()
        for replica in self.replicas:
            if not replica.has_ended:
                await replica.kill()


@dataclass(frozen=True)
class Ground:
    """What a site stands on.

    `database_url` is empty for a SQLite file in `folder`; `replicas` is 0 for one process that polls, else
    the number of those that Telegram brings updates to.
    """

    folder: Path
    database_url: str = ""
    crash_database: Callable[[], None] | None = None
    replicas: int = 0


@asynccontextmanager
async def built(ground: Ground, sandbox: Sandbox, admins: list[int]) -> AsyncIterator[Site]:
    """A site whose replicas have been started; none of them is left at the end."""
    async with AsyncExitStack() as stack:
        front, *ports = free_ports(1 + max(ground.replicas, 1))
        balancer = Balancer(ports) if ground.replicas else None
        if balancer is not None:
            await stack.enter_async_context(balancer.listening(front))
        replicas = [_replica(ground, sandbox, admins, front, port) for port in ports]
        site = Site(sandbox, replicas, balancer, ground.crash_database)
        if balancer is not None:
            balancer.on_loss = site.note
        stack.push_async_callback(site.end)
        await site.start()
        yield site


def _replica(ground: Ground, sandbox: Sandbox, admins: list[int], front: int, port: int) -> BotProcess:
    """All say the same to Telegram, each listens on a port of its own."""
    (own := ground.folder / str(port)).mkdir()
    webhook = {"WEBHOOK_URL": f"http://127.0.0.1:{front}/telegram", "WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
    return BotProcess(sandbox, own, admins, url=ground.database_url, more=webhook if ground.replicas else {})
