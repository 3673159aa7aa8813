"""Server-Sent Events: the whole picture first, then each change. A reconnect starts over with the whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence

from bot.sandbox.control.picture import Phone, around, bubble, clock, whole
from bot.sandbox.rules.formatted import Json
from bot.sandbox.world import World
from bot.sandbox.world.changes import Acting, Answered, Change, Deleted, Rearranged, Shown, TimeMoved
from bot.sandbox.world.timepiece import Dial

_BACKLOG = 500
_HEARTBEAT_SECONDS = 15
_RETRY_MS = 1000


class LiveFeed:
    """Streams changes to any number of open pages.

    A page that falls more than `_BACKLOG` events behind gets the whole picture again instead of the backlog.
    """

    def __init__(self, world: World, phones: Sequence[Phone], dial: Dial | None = None) -> None:
        self._world = world
        self._dial = dial
        self._phones = {phone.person.id: phone for phone in phones}
        self._pages: set[asyncio.Queue[str | None]] = set()
        world.watchers.add(self._notice)

    def close(self) -> None:
        """Ends every stream."""
        for page in self._pages:
            _refill(page, None)

    async def stream(self) -> AsyncIterator[str]:
        """Events for one page, until the feed closes or the page goes away."""
        page: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)
        self._pages.add(page)
        try:
            yield f"retry: {_RETRY_MS}\n" + self._whole()
            while (event := await _next(page)) is not None:
                yield event
        finally:
            self._pages.discard(page)

    def _whole(self) -> str:
        return _event("whole", whole(self._world, list(self._phones.values()), self._dial))

    def _notice(self, change: Change) -> None:
        if not self._pages:
            return
        for event in self._events(change):
            for page in self._pages:
                if page.full():
                    _refill(page, self._whole())
                else:
                    page.put_nowait(event)

    def _events(self, change: Change) -> list[str]:
        match change:
            case Shown(message) if message.chat_id in self._phones:
                drawn = bubble(self._world.chats[message.chat_id], message)
                return [_event("message", {"phone": message.chat_id, "message": drawn})]
            case Deleted(chat_id, message_id) if chat_id in self._phones:
                return [_event("deleted", {"phone": chat_id, "id": message_id})]
            case Acting(chat_id, action) if chat_id in self._phones:
                return [_event("acting", {"phone": chat_id, "action": action})]
            case Answered(query) if query.user_id in self._phones and query.answer:
                told = {
                    "phone": query.user_id,
                    "message": query.message_id,
                    "data": query.data,
                    "text": query.answer.text,
                    "alert": query.answer.show_alert,
                }
                return [_event("answered", told)]
            case Rearranged(chat_id):
                affected = [phone for key, phone in self._phones.items() if chat_id in (key, None)]
                return [_event("phone", around(self._world, phone)) for phone in affected]
            case TimeMoved() if self._dial is not None:
                return [_event("clock", clock(self._dial))]
            case _:
                return []


async def _next(page: asyncio.Queue[str | None]) -> str | None:
    try:
        return await asyncio.wait_for(page.get(), _HEARTBEAT_SECONDS)
    except TimeoutError:
        return ": still here\n\n"


def _refill(page: asyncio.Queue[str | None], event: str | None) -> None:
    while not page.empty():
        page.get_nowait()
    page.put_nowait(event)


def _event(name: str, value: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"
