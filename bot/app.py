"""The one place that wires: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot import clock
from bot.briefs.telling import Kind
from bot.config import Settings
from bot.interviews import Scripts
from bot.jobs.clockwork import Clockwork
from bot.jobs.outbox import Compose, Outbox
from bot.logs import CountingErrors
from bot.people.joining import claim_token
from bot.reports.calendar import schedule
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.safekeeping.rotation import note_keys
from bot.storage.vault import Vault
from bot.tally import Tally
from bot.telegram.briefs import letters
from bot.telegram.connection import CannotConnect, Wire, connected
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk, House
from bot.telegram.documents.onepage import WEEK_PAGE, week_letter
from bot.telegram.ending.letters import FOLLOW_UPS, follow_up_letter
from bot.telegram.front import talking
from bot.telegram.intake import Counter
from bot.telegram.polling import Polling
from bot.telegram.practice import letters as practice_letters
from bot.telegram.profile import introduce
from bot.telegram.summaries import letters as summary_letters
from questionnaires.content.model import ContentSet

log = logging.getLogger(__name__)

LETTERS: Mapping[str, Compose] = {
    **letters.LETTERS,
    Kind.REPLY: talking.reply,
    **summary_letters.LETTERS,
    WEEK_PAGE: week_letter,
    FOLLOW_UPS: follow_up_letter,
    **practice_letters.LETTERS,
}
"""Who words which kind of delivery."""
LAST_WORK, LAST_WORDS = 15.0, 10.0
"""Seconds to finish what is in hand when the bot is stopped, and then for messages that are still waiting."""
REPLICAS_SEND, ALONE = timedelta(seconds=10), timedelta(0)
"""How long other processes may be sending what they committed: with a webhook there may be some."""

Clock = Callable[[], datetime]


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
        """Take updates and do what is due until `stop`; then finish what is in hand, within a bound."""
        try:
            async with asyncio.TaskGroup() as group:
                works = [group.create_task(work) for work in self._works(stop)]
                group.create_task(_end(works, stop))
        except* CannotConnect as errors:
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

    async def _introduce(self, stop: asyncio.Event) -> None:
        """Set the menus and the description, unless the bot is stopped first."""
        introduced = asyncio.create_task(introduce(self.bot, self.desk.house.studio))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({introduced, stopped}, return_when=asyncio.FIRST_COMPLETED)
        introduced.cancel()
        stopped.cancel()

    async def _settle(self, stop: asyncio.Event) -> None:
        """Write down what was shown when no batch comes along to do it."""
        while not stop.is_set():
            try:
                async with asyncio.timeout(1):
                    await stop.wait()
            except TimeoutError:
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
        await self._try_to_settle()


async def _end(works: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Give up, a while after `stop`, on what does not finish: what was not committed comes again."""
    await stop.wait()
    _, late = await asyncio.wait(works, timeout=LAST_WORK)
    for task in late:
        log.error("%s did not finish in %.0f s and is given up", task.get_coro(), LAST_WORK)
        task.cancel()


@asynccontextmanager
async def wired(settings: Settings, content: ContentSet, now: Clock = clock.now) -> AsyncIterator[Firstcall]:
    """Open the database, connect to Telegram, and put the rooms together.

    Raises:
        CannotConnect: the token is wrong, or Telegram is out of reach.
        bot.web.refusal.CannotListen: a port or a certificate cannot be used.
        bot.storage.errors: the database, or the key, does not fit.
    """
    url = settings.database_url.get_secret_value()
    await migrate.upgrade(url)
    database = await Database.open(url, Vault(settings.data_keys))
    try:
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        async with connected(token, settings.bot_api_url) as bot:
            async with database.reached():
                firstcall = await _put_together(settings, content, database, bot, now)
            with closing(firstcall.window), closing(firstcall.intake):
                await firstcall.intake.prepare()
                with CountingErrors(firstcall.tally.errors).listening():
                    yield firstcall
    finally:
        await database.close()


async def _put_together(
    settings: Settings,
    content: ContentSet,
    database: Database,
    bot: Wire,
    now: Clock,
) -> Firstcall:
    scripts = Scripts(content)
    await database.transaction(lambda tx: scripts.publish(tx, now()))
    await database.transaction(note_keys)
    house = House(
        username=bot.username,
        language=settings.language,
        zone=settings.timezone,
        admin_ids=settings.admin_ids,
        studio=settings.studio_name,
        contact=settings.studio_contact,
        retention_days=settings.retention_days,
        brief_link_days=settings.brief_link_days,
        schedule=schedule(settings),
    )
    desk = Desk(bot.id, house, scripts)
    tally = Tally()
    courier = Courier(bot, database.read, tally)
    counter = Counter(bot, desk, database, courier, now, tally)
    token = await database.transaction(lambda tx: claim_token(tx, now()))
    return Firstcall(
        bot=bot,
        database=database,
        desk=desk,
        courier=courier,
        counter=counter,
        intake=_intake(settings, bot, counter, courier),
        clockwork=Clockwork(
            desk, database, courier, now, others_send_within=REPLICAS_SEND if settings.webhook_url else ALONE
        ),
        outbox=Outbox(desk, database, courier, now, LETTERS),
        window=_window(settings, database, tally, bot, now),
        tally=tally,
        claim_token=None if settings.admin_ids else token,
    )


def _intake(settings: Settings, bot: Wire, counter: Counter, courier: Courier) -> Intake:
    """Polling; or, where there is an address that Telegram can send to, the door for that."""
    if settings.webhook_url is None:
        return Polling(bot, counter, courier)
    from bot import doors

    return doors.webhook(settings, bot, counter, courier)


def _window(settings: Settings, database: Database, tally: Tally, bot: Wire, now: Clock) -> Window:
    """Where operators look in, where they asked for it."""
    if settings.metrics_listen is None:
        return Shut()
    from bot import doors

    return doors.operators_window(settings, database, tally, bot, now)
