"""What happened in each chat, to be read where something in it is not as it has to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import merge

from bot.sandbox.rules.formatted import Json
from bot.sandbox.world import World
from bot.sandbox.world.changes import Answered, Change, Deleted, Shown
from bot.sandbox.world.chats import Message
from bot.sandbox.world.updates import UpdateQueue
from bot.telegram import callbacks
from tests.chaos.weather.reasons import Blow

Line = tuple[datetime, str]
START = 48
"""Characters of a text that are enough to tell it by."""


class Stories:
    """Everything that people saw and did in a world, by chat, from the moment this is made."""

    def __init__(self, world: World) -> None:
        self._clock = world.clock
        self._by_chat: defaultdict[int, list[Line]] = defaultdict(list)
        self._seen: set[tuple[int, int]] = set()
        world.watchers.add(self._notice)
        world.updates.watchers.append(self._bring)

    def of(self, faults: Mapping[int, str], blows: list[Blow]) -> Iterator[str]:
        """A story for each chat: what is wrong, then what happened in it and to everybody."""
        struck = sorted((blow.since, f"*** {blow.what} until {blow.until:%T.%f}") for blow in blows)
        for chat, fault in faults.items():
            lines = [f"{at:%T.%f} {what}" for at, what in merge(self._by_chat[chat], struck)]
            yield "\n  ".join([f"chat {chat}: {fault}", *lines])

    def _bring(self, update: Json) -> None:
        tap = update.get("callback_query")
        what = _told(tap["data"]) if tap else _start(update.get("message", {}).get("text", ""))
        self._write(UpdateQueue.chat_of(update), f"{what} is brought as {update['update_id']}")

    def _notice(self, change: Change) -> None:
        match change:
            case Shown(message):
                self._write(message.chat_id, self._look(message))
            case Deleted(chat, message_id):
                self._write(chat, f"{message_id} is deleted")
            case Answered(query):
                said = query.answer.text if query.answer else ""
                self._write(
                    change.chat_id, f"tap {_told(query.data)} on {query.message_id} is answered {said!r}"
                )

    def _look(self, message: Message) -> str:
        key = (message.chat_id, message.id)
        verb = "looks" if key in self._seen else "is new"
        self._seen.add(key)
        first = next((button.data for button in message.buttons if button.data), "")
        return f"{message.id} {verb} {_start(message.text)} {_told(first)}"

    def _write(self, chat: int, what: str) -> None:
        self._by_chat[chat].append((self._clock(), what))


def _start(text: str) -> str:
    return repr(text[:START])


def _told(data: str) -> str:
    """A button as a person who looks for a fault reads it."""
    found = callbacks.read(data)
    return data if found is None else f"{found.verb.name}({found.a}, {found.b}) at {found.revision}"
