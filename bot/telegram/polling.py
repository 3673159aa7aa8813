"""Polling that acknowledges only what is committed, batch by batch.

Telegram forgets an update when a later `getUpdates` asks for the next id; so the next id moves only past
updates whose effects are committed. After an empty poll no id is sent at all: everything before is confirmed,
and ids may start anywhere after a quiet week.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.connection import REVOKED, CannotConnect, Wire
from bot.telegram.courier import Courier
from bot.telegram.intake import Counter, is_numbered
from bot.telegram.outcomes import seconds
from bot.telegram.poll import leave_webhook, poll

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
"""Seconds between tries while Telegram or the database is out of reach. Somebody is waiting for the first one
that works, and one question in five seconds burdens nobody."""
REFUSALS = 4
"""So many polls in a row refused as unauthorised mean that the token was revoked; one may be a slip."""
CONFLICTS, SETTLED = 4, 20
"""So many conflicts make a poller give up that has not yet polled so often in peace."""


Poll = asyncio.Task[list[dict[str, Any]]]
"""A poll on its way."""


class Polling:
    """Fetches updates until told to stop."""

    def __init__(self, bot: Wire, counter: Counter, courier: Courier, first: Poll | None = None) -> None:
        """Take the parts; `first` is a poll that is on its way already."""
        self._bot = bot
        self._counter = counter
        self._courier = courier
        self._first = first

    async def prepare(self) -> None:
        """Take the bot off any webhook, unless that was done for the first poll.

        Raises:
            CannotConnect: Telegram is out of reach.
        """
        if self._first is None:
            await leave_webhook(self._bot)

    def close(self) -> None:
        """Nothing was taken hold of: a webhook has a port."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; what is in hand is finished.

        Raises:
            CannotConnect: Telegram does not know the token any more, or somebody else was there first.
        """
        newcomer, refusals = _Newcomer(), 0
        offset: int | None = None
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                batch = await self._fetch(offset, stop)
                newcomer.polled()
                refusals = 0
                if batch:
                    await self._counter.take(batch)
                offset = _after(batch)
                pause = FIRST_PAUSE
                await self._courier.answered()
                await self._courier.calm()
            except Exception as error:
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals == REFUSALS:
                    raise CannotConnect(REVOKED) from error
                newcomer.failed(error)
                wait = _wait(error, pause)
                log.warning("%s; polling again in %.1f s", _in_words(error), wait)
                await _pause(stop, wait)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _fetch(self, offset: int | None, stop: asyncio.Event) -> list[dict[str, Any]]:
        """The next updates; none when it is time to stop."""
        asked = self._first or asyncio.ensure_future(poll(self._bot, offset))
        self._first = None
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await asked if asked.done() else []
        finally:
            for task in (asked, stopped):
                task.cancel()


class _Newcomer:
    """Gives way where another program polls with the token: the one that came last, not the one at work."""

    def __init__(self) -> None:
        self._polls = self._conflicts = 0

    def polled(self) -> None:
        """A poll was left in peace."""
        self._polls += 1

    def failed(self, error: Exception) -> None:
        """A poll failed.

        Raises:
            CannotConnect: it is clear that another program was there before this one.
        """
        self._conflicts += isinstance(error, Conflict)
        if self._conflicts >= CONFLICTS and self._polls < SETTLED:
            raise CannotConnect(
                f"{_in_words(error)} ({error}). Expected one: stop the other, or run any number of them with "
                "WEBHOOK_URL."
            ) from error


def _after(batch: Sequence[Any]) -> int | None:
    """The id to ask for next, in whatever order they came; None where there is nothing to acknowledge."""
    return max((update["update_id"] + 1 for update in batch if is_numbered(update)), default=None)


def _wait(error: Exception, pause: float) -> float:
    return seconds(error) if isinstance(error, RetryAfter) else pause


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another program receives updates with the same BOT_TOKEN"
    if isinstance(error, NetworkError):
        return f"Telegram is out of reach ({type(error).__name__})"
    if isinstance(error, TelegramError):
        return f"Telegram says: {error.message}"
    return f"the batch could not be committed ({type(error).__name__})"


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
