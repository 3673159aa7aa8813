"""The update queue with Telegram's acknowledgement: an update stays until an offset above it is seen."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import conflict

DEFAULT_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})


class UpdateQueue:
    """Updates for one bot.

    Args:
        first_id: `update_id` of the first update; Telegram starts anywhere.
    """

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._pending: deque[Json] = deque()
        self._poller: asyncio.Future[bool] | None = None
        self._arrivals = asyncio.Event()
        self._closed = False
        self.allowed = DEFAULT_KINDS
        self.confirmed = 0
        self.watchers: list[Callable[[Json], None]] = []
        """Are told each time an update is on its way to the bot, also when it is so once more."""

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def pending(self) -> tuple[Json, ...]:
        """What has not been confirmed."""
        return tuple(self._pending)

    @property
    def waiting(self) -> bool:
        """Whether a poll is open right now."""
        return self._poller is not None

    def allow(self, kinds: Iterable[str]) -> None:
        """Which kinds are queued from now on; an empty list means Telegram's default."""
        self.allowed = frozenset(kinds) or DEFAULT_KINDS

    def push(self, kind: str, payload: Json) -> None:
        """Queues an update and wakes whoever waits for one."""
        if kind not in self.allowed:
            return
        self._pending.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._arrivals.set()
        self._wake(True)

    def jump_to(self, update_id: int) -> None:
        """Continues numbering from `update_id`, as Telegram does after a quiet week."""
        self._next_id = update_id

    def confirm_below(self, offset: int) -> None:
        """Forgets what was queued before the update `offset`; negative: all but the last `-offset`."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._drop_first()
        while offset > 0 and self._pending and self._pending[0]["update_id"] < offset:
            self._drop_first()

    def remove(self, update: Json) -> None:
        """A webhook has taken this update."""
        if update in self._pending:
            self._pending.remove(update)
            self.confirmed += 1

    def stir(self) -> None:
        """The way of receiving has changed: a waiting poll ends, a courier looks again."""
        self._arrivals.set()
        self._wake(True)

    def clear(self) -> None:
        """Drops what is pending (`drop_pending_updates`)."""
        self._pending.clear()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """getUpdates: confirms below `offset`, then waits up to `seconds` for anything to give.

        Raises:
            Refused: 409 when a later poll takes over while this one waits.
        """
        self._wake(False)
        self.confirm_below(offset)
        if not self._pending and seconds > 0 and not self._closed:
            await self._wait(seconds)
        given = [update for update, _ in zip(self._pending, range(limit), strict=False)]
        for update in given:
            self.handing_out(update)
        return given

    def handing_out(self, update: Json) -> None:
        """An update is on its way to the bot."""
        for watcher in self.watchers:
            watcher(update)

    @staticmethod
    def chat_of(update: Json) -> int:
        """Where an update comes from."""
        event = next(value for key, value in update.items() if key != "update_id")
        return int((event.get("chat") or event["message"]["chat"])["id"])

    async def arrival(self) -> None:
        """Waits until something was pushed since the last call."""
        await self._arrivals.wait()
        self._arrivals.clear()

    def close(self) -> None:
        """Lets every waiting poll return with what there is."""
        self._closed = True
        self.stir()

    async def _wait(self, seconds: float) -> None:
        mine = self._poller = asyncio.get_running_loop().create_future()
        try:
            kept_the_line = await asyncio.wait_for(mine, seconds)
        except TimeoutError:
            kept_the_line = True
        finally:
            if self._poller is mine:
                self._poller = None
        if not kept_the_line:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )

    def _wake(self, kept_the_line: bool) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(kept_the_line)

    def _drop_first(self) -> None:
        self._pending.popleft()
        self.confirmed += 1
