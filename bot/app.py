"""The one place that wires: settings in, a running bot out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot import clock
from bot.briefs.telling import Kind
from bot.config import Settings
from bot.interviews import Scripts
from bot.jobs.clockwork import Clockwork
from bot.jobs.outbox import Compose, Outbox
from bot.people.joining import claim_token
from bot.reports.calendar import schedule
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.vault import Vault
from bot.telegram.briefs import letters
from bot.telegram.connection import CannotConnect, Wire, connected
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk, House
from bot.telegram.front import talking
from bot.telegram.intake import Counter, Polling
from bot.telegram.practice import letters as practice_letters
from bot.telegram.profile import introduce
from bot.telegram.summaries.letters import SUMMARY, summary_letter
from questionnaires.content.model import ContentSet

log = logging.getLogger(__name__)

LETTERS: Mapping[str, Compose] = {
    **letters.LETTERS,
    Kind.REPLY: talking.reply,
    SUMMARY: summary_letter,
    **practice_letters.LETTERS,
}
"""Who words which kind of delivery."""
LAST_WORDS = 10.0
"""Seconds for messages still waiting when the bot is stopped."""


@dataclass(frozen=True)
class Firstcall:
    """A bot that is wired and connected, not yet polling."""

    bot: Wire
    database: Database
    desk: Desk
    courier: Courier
    counter: Counter
    polling: Polling
    clockwork: Clockwork
    outbox: Outbox
    claim_token: str | None
    """What the first lead claims the bot with; None when there is one, or ADMIN_IDS names them."""

    @property
    def claim_link(self) -> str | None:
        """Where the first lead claims the bot."""
        return self.desk.house.link(self.claim_token) if self.claim_token else None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll and do what is due until `stop`; then finish what is in hand, within a bound."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.polling.run(stop))
                group.create_task(self.clockwork.run(stop))
                group.create_task(self.outbox.run(stop))
                group.create_task(self._settle(stop))
                group.create_task(self._introduce(stop))
        except* CannotConnect as errors:
            raise errors.exceptions[0] from None
        finally:
            await self._finish()

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


@asynccontextmanager
async def wired(
    settings: Settings, content: ContentSet, now: Callable[[], datetime] = clock.now
) -> AsyncIterator[Firstcall]:
    """Open the database, connect to Telegram, and put the rooms together.

    Raises:
        CannotConnect: the token is wrong, or Telegram is out of reach.
        bot.storage.errors: the database, or the key, does not fit.
    """
    url = settings.database_url.get_secret_value()
    await migrate.upgrade(url)
    database = await Database.open(url, Vault(settings.data_keys))
    try:
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        async with connected(token, settings.bot_api_url) as bot:
            yield await _put_together(settings, content, database, bot, now)
    finally:
        await database.close()


async def _put_together(
    settings: Settings,
    content: ContentSet,
    database: Database,
    bot: Wire,
    now: Callable[[], datetime],
) -> Firstcall:
    scripts = Scripts(content)
    await database.transaction(lambda tx: scripts.publish(tx, now()))
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
    courier = Courier(bot)
    counter = Counter(bot, desk, database, courier, now)
    token = await database.transaction(lambda tx: claim_token(tx, now()))
    return Firstcall(
        bot=bot,
        database=database,
        desk=desk,
        courier=courier,
        counter=counter,
        polling=Polling(bot, counter, courier),
        clockwork=Clockwork(desk, database, courier, now),
        outbox=Outbox(desk, database, courier, now, LETTERS),
        claim_token=None if settings.admin_ids else token,
    )
