"""Whether memory stays flat: many conversations in one process, from the first word to the card.

    python -m benchmarks.memory [--conversations 100000] [--people 200]

Everything is the bot's own, down to the bytes of each call: intake, desk, courier, Bot, a SQLite file. Only
the far side is in this process: it answers a call and keeps of it the last keyboard of each chat. A
conversation is three updates, the shortest that ends with a card, so that a hundred thousand take minutes.
Prints the memory of the process at every tenth part; the first tenth fills what is bounded by number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from benchmarks.inside import FIRST_PERSON, ME, Inside, serving
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.express import Answer, Express
from bot.telegram.poll import BATCH

PARTS = 10


class FarSide(Express):
    """Takes every call, and knows what hangs under the last message of each chat."""

    def __init__(self) -> None:
        """Nobody has seen anything yet."""
        super().__init__(1)
        self.buttons: dict[int, str] = {}
        """By chat: what its first button carries."""
        self._message = 0

    async def post(self, url: str, body: bytes, seconds: float) -> Answer:
        """Answer at once."""
        method, content = url.rpartition("/")[2], json.loads(body)
        if method == "getMe":
            return _result(ME)
        rows = (content.get("reply_markup") or {}).get("inline_keyboard")
        if rows:
            self.buttons[content["chat_id"]] = rows[0][0].get("callback_data", "")
        self._message += 1
        return _result({"message_id": content.get("message_id", self._message)})


def _result(value: object) -> Answer:
    return 200, json.dumps({"ok": True, "result": value}).encode()


class People:
    """Each names a client, answers one question and wants the card."""

    def __init__(self, count: int, far_side: FarSide) -> None:
        """Take how many, and where they read."""
        self.ids = range(FIRST_PERSON, FIRST_PERSON + count)
        self._far_side = far_side
        self._updates = 0
        self._clients = 0

    def converse(self) -> Iterator[list[dict[str, Any]]]:
        """One conversation of everybody, in three waves of updates."""
        self._clients += 1
        yield [self._update(message=self._message(id, f"/quiz Client {self._clients}")) for id in self.ids]
        yield [self._tap(id, self._far_side.buttons[id]) for id in self.ids]
        yield [self._tap(id, self._finish(id)) for id in self.ids]

    def _finish(self, person: int) -> str:
        shown = callbacks.read(self._far_side.buttons[person])
        assert shown is not None, f"person {person} sees no button of ours"
        return callbacks.write(Callback(Verb.FINISH_NOW, shown.subject, revision=shown.revision))

    def _update(self, **content: Any) -> dict[str, Any]:
        self._updates += 1
        return {"update_id": self._updates, **content}

    def _tap(self, person: int, data: str) -> dict[str, Any]:
        message = self._message(person, "")
        query = {"id": str(self._updates), "from": message["from"], "message": message, "data": data}
        return self._update(callback_query=query)

    def _message(self, person: int, text: str) -> dict[str, Any]:
        user = {"id": person, "is_bot": False, "first_name": f"P{person}", "language_code": "en"}
        command = [{"type": "bot_command", "offset": 0, "length": 5}] if text else []
        chat = {"id": person, "type": "private"}
        return {
            "message_id": 1,
            "date": 1_900_000_000,
            "chat": chat,
            "from": user,
            "text": text,
            "entities": command,
        }


async def measure(conversations: int, people: int, folder: Path) -> None:
    """Let everybody converse, and print what the process holds."""
    far_side = FarSide()
    crowd = People(people, far_side)
    rounds = -(-conversations // people)
    async with serving(folder, far_side, crowd.ids) as bot:
        began = time.monotonic()
        print(f"{'conversations':>14}{'MiB':>8}{'seconds':>9}")
        for done in range(rounds + 1):
            if done % max(rounds // PARTS, 1) == 0:
                held = psutil.Process().memory_info().rss / 2**20
                print(f"{done * people:>14}{held:>8.1f}{time.monotonic() - began:>9.0f}", flush=True)
            if done < rounds:
                await _once(crowd, bot)


async def _once(crowd: People, bot: Inside) -> None:
    for wave in crowd.converse():
        for start in range(0, len(wave), BATCH):
            await bot.take(wave[start : start + BATCH])


def main() -> None:
    """Read the arguments and converse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(given.conversations, given.people, Path(folder)))


if __name__ == "__main__":
    main()
