"""Polling that acknowledges only what is committed, batch by batch.

Telegram forgets an update when a later `getUpdates` asks for the next id; so the next id moves only past
updates whose effects are committed. After a quiet hour, and after trouble, no id is sent at all: ids may
start anywhere after a quiet week, or at a server that was started again. What comes a second time is known.
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
CONFLICTS = 4
"""So many make a poller give up that had not settled when the first one came."""
SETTLED, SETTLED_BESIDE_WEBHOOK = 10.0, 60.0
"""Seconds of polling: longer than it takes a newcomer to hear of who was there before, which is when another
poller tries again, or when replicas look whether their webhook is still there."""
SHORTEST_POLL = 0.2
"""Seconds that a poll takes at least which brings nothing new: not every Bot API server waits for news."""
KEPT_SECONDS = 3600.0
"""For so long after the last update the next id is sent along."""
REMEMBERED = 10_000
"""Updates known to be dealt with. A server that forgets none brings them again and again."""

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
        newcomer, refusals = _Newcomer(_time()), 0
        place = _Place()
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                asked = _time()
                batch = await self._fetch(place.offset(asked), stop)
                refusals = 0
                if new := place.new(batch):
                    await self._counter.take(new)
                place.passed(batch, _time())
                pause = FIRST_PAUSE
                await self._courier.answered()
                await self._courier.calm()
                if not new:
                    await _pause(stop, asked + SHORTEST_POLL - _time())
            except Exception as error:
                place.lost()
                refusals = refusals + 1 if isinstance(error, InvalidToken) else 0
                if refusals == REFUSALS:
                    raise CannotConnect(REVOKED) from error
                newcomer.failed(error, _time())
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


class _Place:
    """How far the updates have been dealt with."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._since = 0.0
        self._known: dict[int, None] = {}

    def offset(self, now: float) -> int | None:
        """The id to ask for, by a clock in seconds."""
        if now - self._since > KEPT_SECONDS:
            self.lost()
        return self._next

    def new(self, batch: Sequence[Any]) -> list[Any]:
        """What of it was not dealt with here before."""
        return [
            update for update in batch if not (is_numbered(update) and update["update_id"] in self._known)
        ]

    def passed(self, batch: Sequence[Any], now: float) -> None:
        """All of it is committed."""
        numbers = dict.fromkeys(update["update_id"] for update in batch if is_numbered(update))
        if not numbers:
            return
        self._next, self._since = max(numbers) + 1, now
        self._known |= numbers
        while len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def lost(self) -> None:
        """Nobody knows where the far side's ids are by now."""
        self._next = None


class _Newcomer:
    """Gives way where another program polls with the token: the one that came last, not the one at work."""

    def __init__(self, now: float) -> None:
        """Begin to poll, at a moment of a clock in seconds."""
        self._since = now
        self._conflicts = 0
        self._is_settled = False

    def failed(self, error: Exception, now: float) -> None:
        """A poll failed.

        Raises:
            CannotConnect: it is clear that another program was there before this one.
        """
        if not isinstance(error, Conflict):
            return
        if not self._conflicts:
            needed = SETTLED_BESIDE_WEBHOOK if "webhook" in error.message else SETTLED
            self._is_settled = now - self._since >= needed
        self._conflicts += 1
        if self._conflicts >= CONFLICTS and not self._is_settled:
            raise CannotConnect(
                f"{_in_words(error)} ({error}). Expected one: stop the other, or run any number of them with "
                "WEBHOOK_URL."
            ) from error


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


def _time() -> float:
    return asyncio.get_running_loop().time()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
