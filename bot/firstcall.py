"""The bot at work: everything that runs beside each other while it does, and how it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.jobs.clockwork import Clockwork
from bot.jobs.outbox import Outbox
from bot.storage.database import Database
from bot.storage.errors import DatabaseMoved
from bot.tally import Tally
from bot.telegram.connection import CannotConnect, Wire
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk
from bot.telegram.intake import Counter
from bot.telegram.profile import introduce
from bot.waking import any_of

log = logging.getLogger(__name__)

LAST_WORK, LAST_WORDS, LAST_LINES = 15.0, 10.0, 3.0
"""Seconds to finish what is in hand when the bot is stopped, then for messages that still wait, and then
to write down what was shown: the database may be what keeps everything waiting."""
SETTLE_EVERY = 1.0
"""Seconds."""


class Window(Protocol):
    """Something that is open while the bot runs."""

    async def run(self, stop: asyncio.Event) -> None:
        """Be there until `stop`; what is in hand is finished."""

    def close(self) -> None:
        """Let go of what was taken hold of at the start."""


class Intake(Window, Protocol):
    """Where updates come from: fetched, or brought."""

    async def prepare(self) -> None:
        """Tell Telegram which of the two it is."""


class Shut:
    """The operators' window where nobody asked for one."""

    async def run(self, stop: asyncio.Event) -> None:
        """Nothing is there."""

    def close(self) -> None:
        """Nothing was taken hold of."""


@dataclass(frozen=True)
class Firstcall:
    """A bot that is wired and connected, not yet taking updates."""

    bot: Wire
    database: Database
    desk: Desk
    courier: Courier
    counter: Counter
    intake: Intake
    clockwork: Clockwork
    outbox: Outbox
    window: Window
    """Where operators may look in."""
    tally: Tally
    claim_token: str | None
    """What the first lead claims the bot with; None when there is one, or ADMIN_IDS names them."""

    @property
    def claim_link(self) -> str | None:
        """Where the first lead claims the bot."""
        return self.desk.house.link(self.claim_token) if self.claim_token else None

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates and do what is due until `stop`; then finish what is in hand, within a bound.

        Raises:
            CannotConnect: Telegram does not let it go on.
            DatabaseMoved: the database is another file by now.
        """
        try:
            async with asyncio.TaskGroup() as group:
                works = [group.create_task(work) for work in self._works(stop)]
                group.create_task(_end(works, stop))
        except* (CannotConnect, DatabaseMoved) as errors:
            raise errors.exceptions[0] from None
        finally:
            await self._finish()

    def _works(self, stop: asyncio.Event) -> Iterator[Coroutine[Any, Any, None]]:
        yield self.intake.run(stop)
        yield self.clockwork.run(stop)
        yield self.outbox.run(stop)
        yield self._settle(stop)
        yield self._introduce(stop)
        yield self.window.run(stop)
        yield self._mind_the_database(stop)

    async def _mind_the_database(self, stop: asyncio.Event) -> None:
        """End where the database was moved away: what is done from then on would be stored nowhere."""
        stopped = asyncio.create_task(stop.wait())
        lost = asyncio.create_task(self.database.lost())
        try:
            done, _ = await asyncio.wait({stopped, lost}, return_when=asyncio.FIRST_COMPLETED)
            if lost in done:
                await lost  # raises what became of it
        finally:
            stopped.cancel()
            lost.cancel()

    async def _introduce(self, stop: asyncio.Event) -> None:
        """Set the menus and the description, unless the bot is stopped first."""
        introduced = asyncio.create_task(introduce(self.bot, self.desk.house.studio))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({introduced, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            introduced.cancel()
            stopped.cancel()

    async def _settle(self, stop: asyncio.Event) -> None:
        """Write down what was shown when no batch comes along to do it; what Telegram made wait, at once."""
        while not stop.is_set():
            await any_of(stop, self.courier.told_to_wait, within=SETTLE_EVERY)
            self.courier.told_to_wait.clear()
            await self._try_to_settle()

    async def _try_to_settle(self) -> None:
        try:
            await self.counter.settle()
        except Exception:
            log.exception("what was shown could not be written down; trying again")

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self.courier.drain()
        except TimeoutError:
            log.warning("some messages were not sent in time; the next start shows those screens")
        try:
            async with asyncio.timeout(LAST_LINES):
                await self._try_to_settle()
        except TimeoutError:
            log.warning("what was shown last was not written down in time; the next start shows it again")


async def _end(works: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Give up, a while after `stop`, on what does not finish: what was not committed comes again."""
    await stop.wait()
    _, late = await asyncio.wait(works, timeout=LAST_WORK)
    for task in late:
        log.error("%s did not finish in %.0f s and is given up", task.get_coro(), LAST_WORK)
        task.cancel()
