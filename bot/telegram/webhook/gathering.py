"""Makes batches of what single requests bring: while one batch is being committed, the next one gathers.

So a lone tap waits for nothing, and a crowd shares its commits. A request is answered when its update is
committed; Telegram sends the next update of a chat only after that, so that order within a chat holds over
any number of replicas. Within a batch updates go by their ids.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.telegram.courier import Courier
from bot.telegram.intake import Counter
from bot.telegram.poll import BATCH

MOST = 1_000
"""Updates waiting here at which Telegram is told to come again: it has the longer breath."""
PATIENCE = 25.0
"""Seconds that a request waits for its commit; then Telegram is told to come again."""


class ComeAgain(Exception):
    """The update is not committed, or not yet; Telegram is to bring it once more."""


@dataclass(frozen=True)
class _Arrival:
    """An update and who waits for it."""

    update: dict[str, Any]
    at: float
    """Seconds of the loop's clock."""
    is_committed: asyncio.Future[None]


class Gathering:
    """One for a process."""

    def __init__(self, counter: Counter, courier: Courier) -> None:
        self._counter = counter
        self._courier = courier
        self._next: dict[int, _Arrival] = {}
        self._under_way: Mapping[int, _Arrival] = {}
        self._has_arrived = asyncio.Event()
        self._releasing: set[asyncio.Task[None]] = set()

    async def bring(self, update: dict[str, Any]) -> None:
        """Wait until an update is committed, or parked. One that comes twice is waited for together.

        Raises:
            ComeAgain: it could not be committed, not in time, or too much is waiting.
        """
        number = update["update_id"]
        arrival = self._under_way.get(number) or self._next.get(number) or self._arrive(number, update)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(arrival.is_committed)
        except TimeoutError:
            raise ComeAgain from None

    def _arrive(self, number: int, update: dict[str, Any]) -> _Arrival:
        if len(self._next) >= MOST:
            raise ComeAgain
        loop = asyncio.get_running_loop()
        arrival = self._next[number] = _Arrival(update, loop.time(), loop.create_future())
        self._has_arrived.set()
        return arrival

    async def run(self) -> None:
        """Commit batch after batch until cancelled."""
        while True:
            await self._has_arrived.wait()
            await self._courier.calm()
            await self._commit(self._take())

    def _take(self) -> Mapping[int, _Arrival]:
        """The next batch, in the order of the ids."""
        numbers = sorted(self._next)[:BATCH]
        self._under_way = {number: self._next.pop(number) for number in numbers}
        if not self._next:
            self._has_arrived.clear()
        return self._under_way

    async def _commit(self, batch: Mapping[int, _Arrival]) -> None:
        arrivals = list(batch.values())
        try:
            await self._counter.take(
                [each.update for each in arrivals], since=min(each.at for each in arrivals)
            )
        except Exception:  # what it was has been logged
            for each in arrivals:
                _settle(each, ComeAgain())
        else:
            self._release(arrivals)
        finally:
            self._under_way = {}

    def _release(self, arrivals: list[_Arrival]) -> None:
        """Let requests be answered once their taps are, beside the next batch."""
        task = asyncio.create_task(self._answer(arrivals))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)

    async def _answer(self, arrivals: list[_Arrival]) -> None:
        await self._courier.answered()
        for each in arrivals:
            _settle(each)


def _settle(arrival: _Arrival, failure: Exception | None = None) -> None:
    """Tell who waits; where nobody does any more, a failure is not worth a word."""
    if arrival.is_committed.done():
        return
    if failure is None:
        arrival.is_committed.set_result(None)
    else:
        arrival.is_committed.set_exception(failure)
        arrival.is_committed.exception()
