"""From updates to what they bring: one transaction a batch, whether it was polled or brought by a webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot.storage.database import Database
from bot.storage.queries import updates
from bot.storage.transaction import Transaction
from bot.storage.trouble import is_in_trouble
from bot.tally import Tally
from bot.telegram.connection import Wire
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk
from bot.telegram.incoming import Incoming, kind_of, read, sender_of
from bot.telegram.news import News
from bot.telegram.outgoing import Outgoing

T = TypeVar("T")

log = logging.getLogger(__name__)

TRIES = 5
"""Of an update that fails, before it is parked."""


def is_numbered(update: Any) -> bool:
    """Whether it is an update with a number that the database can hold; Telegram sends no others."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63


class Counter:
    """Takes updates to the desk and hands what they bring to the courier, one transaction a batch."""

    def __init__(
        self,
        bot: Wire,
        desk: Desk,
        database: Database,
        courier: Courier,
        clock: Callable[[], datetime],
        tally: Tally | None = None,
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._database = database
        self._courier = courier
        self._clock = clock
        self._tally = tally or Tally()

    async def take(self, batch: Sequence[dict[str, Any]], since: float | None = None) -> None:
        """Handle updates in order; when this returns, all of them are committed or parked.

        Args:
            since: when the oldest of them arrived, in seconds of the loop's clock; by default just now.

        Raises:
            Exception: the database is out of reach; nothing is committed, the batch is to be tried again.
        """
        numbered = [update for update in batch if is_numbered(update)]
        if len(numbered) < len(batch):
            log.error(
                "%s updates had no number to know them by, and were left out", len(batch) - len(numbered)
            )
        if since is None:
            since = asyncio.get_running_loop().time()
        try:
            await self._together(numbered, since, self._courier.take_news())
        except Exception:
            log.exception("a batch of %s updates failed; trying each alone", len(numbered))
            for update in numbered:
                await self._alone(update, since)

    async def settle(self) -> None:
        """Write down what was shown since the last batch, when no further one comes along.

        Raises:
            Exception: the database is in trouble; it is kept for the next time.
        """
        news = self._courier.take_news()
        if not news:
            return
        try:
            await self._write_down(news)
        except Exception as error:
            if is_in_trouble(error):
                raise
            log.exception("what was shown could not be written down at once; trying one by one")
            await self._piece_by_piece()

    async def _write_down(self, news: News) -> None:
        await self._with_news(news, lambda tx, now: self._desk.write_down(tx, news, now))

    async def _piece_by_piece(self) -> None:
        """Leave out what can never be written down: a screen is then shown again, a letter comes again."""
        for piece in self._courier.take_news().pieces():
            try:
                await self._database.transaction(
                    lambda tx, piece=piece: self._desk.write_down(tx, piece, self._clock())  # type: ignore[misc]
                )
            except Exception as error:
                log.error("one report on what was sent is left out: %s", type(error).__name__)

    async def _together(self, batch: Sequence[dict[str, Any]], since: float, news: News) -> None:
        incoming = [each for update in batch if (each := read(update, self._bot)) is not None]
        outgoing = await self._with_news(news, partial(self._receive, incoming, news))
        self._tally.batch(kind_of(each) for each in incoming)
        asking = {each.chat_id for each in incoming}
        self._tally.asked({each.chat: since for each in outgoing if each.chat in asking})
        self._courier.submit(outgoing)

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
            done = await self._database.transaction(lambda tx: work(tx, self._clock()))
        except BaseException:
            self._courier.return_news(news)
            raise
        if news.too_early:
            self._courier.return_news(news.left)
        return done

    async def _alone(self, update: dict[str, Any], since: float) -> None:
        """Handle one update; one that fails for ever is parked, apologised for, and never blocks the rest.

        What was shown waits meanwhile: that it cannot be written down must not count as the update's fault.
        """
        tries = 0
        while tries < TRIES:
            try:
                return await self._together([update], since, News())
            except Exception as error:
                if is_in_trouble(error):  # no fault of the update's: it is to come again, and is not counted
                    raise
                tries = await self._failed(update, type(error).__name__)
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
        self._tally.updates["any", "parked" if tries >= TRIES else "failed"] += 1
        log.warning("update %s failed, try %s of %s: %s", number, tries, TRIES, failure)
        return tries

    def _apology(self, update: dict[str, Any]) -> list[Outgoing]:
        try:
            incoming = read(update, self._bot)
        except Exception:  # it could not even be read
            incoming = sender_of(update)
        return self._desk.apologise(incoming) if incoming is not None else []
