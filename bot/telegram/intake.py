"""Polling that acknowledges only what is committed, batch by batch.

Telegram forgets an update when a later `getUpdates` asks for the next id; so the next id moves only past
updates whose effects are committed. After an empty poll no id is sent at all: everything before is confirmed,
and ids may start anywhere after a quiet week.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.storage.database import Database, Transaction
from bot.storage.queries import updates
from bot.telegram.connection import CannotConnect, Wire
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk
from bot.telegram.incoming import Incoming, read
from bot.telegram.news import News
from bot.telegram.outgoing import Outgoing

T = TypeVar("T")

log = logging.getLogger(__name__)

POLL_SECONDS = 25
PATIENCE = 15.0
"""Seconds beyond the poll before a connection counts as dead."""
BATCH = 100
TRIES = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries while Telegram or the database is out of reach."""
HANDLED_KINDS = ["message", "callback_query", "my_chat_member"]


class Counter:
    """Takes updates to the desk and hands what they bring to the courier, one transaction a batch."""

    def __init__(
        self, bot: Wire, desk: Desk, database: Database, courier: Courier, clock: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._database = database
        self._courier = courier
        self._clock = clock

    async def take(self, batch: Sequence[dict[str, Any]]) -> None:
        """Handle updates in order; when this returns, all of them are committed or parked.

        Raises:
            Exception: the database is out of reach; nothing is committed, the batch is to be tried again.
        """
        try:
            await self._together(batch)
        except Exception:
            log.exception("a batch of %s updates failed; trying each alone", len(batch))
            for update in batch:
                await self._alone(update)

    async def settle(self) -> None:
        """Write down what was shown since the last batch, when no further one comes along."""
        news = self._courier.take_news()
        if news:
            await self._with_news(news, lambda tx, now: self._desk.write_down(tx, news, now))

    async def _together(self, batch: Sequence[dict[str, Any]]) -> None:
        incoming = [each for update in batch if (each := read(update, self._bot)) is not None]
        news = self._courier.take_news()
        work = partial(self._receive, incoming, news)
        self._courier.submit(await self._with_news(news, work))

    def _receive(
        self, incoming: Sequence[Incoming], news: News, tx: Transaction, now: datetime
    ) -> list[Outgoing]:
        outgoing = self._desk.receive(tx, incoming, news, now)
        for each in outgoing:
            each.word()  # here, where a text that cannot be worded still fails its update
        return outgoing

    async def _with_news(self, news: News, work: Callable[[Transaction, datetime], T]) -> T:
        """Run work that writes news down; news that could not be is taken back."""
        try:
            return await self._database.transaction(lambda tx: work(tx, self._clock()))
        except BaseException:
            self._courier.return_news(news)
            raise

    async def _alone(self, update: dict[str, Any]) -> None:
        """Handle one update; one that fails for ever is parked, apologised for, and never blocks the rest."""
        number, tries = update["update_id"], 0
        while tries < TRIES:
            try:
                await self._together([update])
            except Exception as error:
                tries = await self._failed(update, type(error).__name__)
            else:
                if tries:
                    await self._database.transaction(lambda tx: updates.forgive(tx, self._bot.id, number))
                return
        self._courier.submit(self._apology(update))

    async def _failed(self, update: dict[str, Any], failure: str) -> int:
        """Count a failed try, also across restarts; the last one parks the update."""
        number = update["update_id"]

        def count(tx: Transaction) -> int:
            now = self._clock()
            tries = updates.record_failure(tx, self._bot.id, number, failure, update, now)
            if tries >= TRIES:
                updates.park(tx, self._bot.id, number, now)
            return tries

        tries = await self._database.transaction(count)
        log.warning("update %s failed, try %s of %s: %s", number, tries, TRIES, failure)
        return tries

    def _apology(self, update: dict[str, Any]) -> list[Outgoing]:
        try:
            incoming = read(update, self._bot)
        except Exception:  # it could not even be read: there is nobody to write to
            return []
        return self._desk.apologise(incoming) if incoming is not None else []


class Polling:
    """Fetches updates until told to stop."""

    def __init__(self, bot: Wire, counter: Counter, courier: Courier) -> None:
        self._bot = bot
        self._counter = counter
        self._courier = courier

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; what is in hand is finished.

        Raises:
            CannotConnect: Telegram does not know the token any more.
        """
        offset: int | None = None
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                batch = await self._fetch(offset, stop)
                if batch:
                    await self._counter.take(batch)
                offset = batch[-1]["update_id"] + 1 if batch else None
                pause = FIRST_PAUSE
                await self._courier.answered()
                await self._courier.calm()
            except InvalidToken as error:
                raise CannotConnect("Telegram does not accept BOT_TOKEN any more; was it revoked?") from error
            except Exception as error:
                wait = _wait(error, pause)
                log.warning("%s; polling again in %.1f s", _in_words(error), wait)
                await _pause(stop, wait)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _fetch(self, offset: int | None, stop: asyncio.Event) -> list[dict[str, Any]]:
        """The next updates; none when it is time to stop."""
        poll = asyncio.ensure_future(self._ask(offset))
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({poll, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await poll if poll.done() else []
        finally:
            for task in (poll, stopped):
                task.cancel()

    async def _ask(self, offset: int | None) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            "timeout": POLL_SECONDS,
            "limit": BATCH,
            "allowed_updates": HANDLED_KINDS,
        }
        if offset is not None:
            question["offset"] = offset
        found = await self._bot.call("getUpdates", question, seconds=POLL_SECONDS + PATIENCE)
        return list(found)


def _wait(error: Exception, pause: float) -> float:
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        return float(asked if isinstance(asked, int | float) else asked.total_seconds())
    return pause


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another program polls with the same token; stop one of the two"
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
