"""Where wiring begins: settings in, a running bot out (`rooms` and `doors` do the rest).

What can keep the bot from starting comes first: settings, content, database, key, token. Then the first poll
is sent, and only then the rooms are loaded, while it is on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from typing import TYPE_CHECKING

from bot import clock
from bot.config import Settings
from bot.logs import CountingErrors
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.vault import Vault
from bot.telegram.connection import Wire, connected
from bot.telegram.poll import leave_webhook, poll
from questionnaires.content.model import ContentSet

if TYPE_CHECKING:
    from bot.firstcall import Firstcall
    from bot.rooms import PutTogether
    from bot.telegram.polling import Poll

Clock = Callable[[], datetime]


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
        async with connected(token, settings.bot_api_url) as bot, _polling(settings, bot) as first:
            put_together = await asyncio.to_thread(_rooms)
            async with database.reached():
                firstcall = await put_together(settings, content, database, bot, first, now)
            with closing(firstcall.window), closing(firstcall.intake):
                await firstcall.intake.prepare()
                with CountingErrors(firstcall.tally.errors).listening():
                    yield firstcall
    finally:
        await database.close()


@asynccontextmanager
async def _polling(settings: Settings, bot: Wire) -> AsyncIterator[Poll | None]:
    """The first poll, on its way; it acknowledges nothing, so a start that fails after it loses nothing.

    None where updates are brought, or where a port that cannot be listened on may still keep the bot from
    starting: one that does not start must not disturb another that polls with the same token.
    """
    if settings.webhook_url is not None or settings.metrics_listen is not None:
        yield None
        return
    await leave_webhook(bot)
    first = asyncio.create_task(poll(bot))
    try:
        yield first
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)  # what it says was said by `Polling`, or is late


def _rooms() -> PutTogether:
    from bot.rooms import put_together

    return put_together
