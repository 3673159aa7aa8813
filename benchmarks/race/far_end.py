"""A lean Bot API server with the people behind it: a process of its own, as fast as Python allows.

    python -m benchmarks.race.far_end --taste peers --people 200 --rounds 3

It says as JSON lines on stdout: its port; when the first poll came; when everybody is done, the times. It
knows only the methods a quiz needs and checks nothing: it must never be what is measured. For everything
that is about right and wrong there is the sandbox.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import uvloop

from benchmarks.race.people import TASTES, Person

FIRST_PERSON, FIRST_UPDATE = 1001, 812_345_678
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BOT = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "race_bot"}
TRUE = b'{"ok":true,"result":true}'
Reply = Callable[[bytes], None]


class FarEnd:
    """Telegram and the people, together."""

    def __init__(self, people: list[Person]) -> None:
        self._people = {person.id: person for person in people}
        self._left = len(people)
        self._updates: deque[tuple[int, bytes]] = deque()
        self._next = FIRST_UPDATE
        self._number = 100
        self._poll: tuple[Reply, int, asyncio.TimerHandle] | None = None
        self._methods = {
            "getme": lambda _: _result(BOT),
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "answercallbackquery": self._stop_spinning,
        }
        self.began = 0.0
        self.done = asyncio.Event()

    @property
    def handled(self) -> int:
        """Updates that were made."""
        return self._next - FIRST_UPDATE

    def call(self, method: str, content: dict[str, Any], reply: Reply) -> None:
        """One call of the Bot API."""
        if method == "getupdates":
            self._get_updates(content, reply)
        else:
            known = self._methods.get(method)
            reply(known(content) if known else TRUE)

    def _get_updates(self, content: dict[str, Any], reply: Reply) -> None:
        if not self.began:
            self._begin()
        offset = int(content.get("offset") or 0)
        while self._updates and self._updates[0][0] < offset:
            self._updates.popleft()
        limit, seconds = int(content.get("limit") or 100), float(content.get("timeout") or 0)
        if self._updates:
            reply(self._first(limit))
        else:
            timer = asyncio.get_running_loop().call_later(seconds, self._answer_poll)
            self._poll = reply, limit, timer

    def _begin(self) -> None:
        self.began = time.monotonic()
        _say(polled=self.began)
        for person in self._people.values():
            self._happen(person, person.begin())

    def _happen(self, person: Person, update: dict[str, Any]) -> None:
        person.acted, person.is_answered = time.monotonic(), "message" in update
        text = json.dumps({"update_id": self._next, **update}, ensure_ascii=False, separators=(",", ":"))
        self._updates.append((self._next, text.encode()))
        self._next += 1
        if self._poll is not None:
            asyncio.get_running_loop().call_soon(self._answer_poll)

    def _answer_poll(self) -> None:
        if self._poll is not None:
            reply, limit, timer = self._poll
            self._poll = None
            timer.cancel()
            reply(self._first(limit))

    def _first(self, limit: int) -> bytes:
        batch = [text for _, text in list(self._updates)[:limit]]
        return b'{"ok":true,"result":[' + b",".join(batch) + b"]}"

    def _stop_spinning(self, content: dict[str, Any]) -> bytes:
        person = self._people[int(content["callback_query_id"].partition("-")[0])]
        person.is_answered = True
        if person.upcoming is not None:
            update, person.upcoming = person.upcoming, None
            self._happen(person, update)
        return TRUE

    def _send(self, content: dict[str, Any]) -> bytes:
        self._number += 1
        return self._show(content, self._number)

    def _edit(self, content: dict[str, Any]) -> bytes:
        return self._show(content, int(content["message_id"]))

    def _show(self, content: dict[str, Any], number: int) -> bytes:
        """A screen reaches its person, who acts on it at once."""
        person = self._people[int(content["chat_id"])]
        keyboard = content.get("reply_markup") or ""
        markup = keyboard if isinstance(keyboard, str) else json.dumps(keyboard, ensure_ascii=False)
        was_waiting = bool(person.acted)
        update = person.see(content["text"], markup, number)
        if update is not None and person.is_answered:
            self._happen(person, update)
        elif update is not None:
            person.upcoming = update
        elif was_waiting and not person.acted:
            self._left -= 1
            if not self._left:
                self.done.set()
        message = {"message_id": number, "date": 1_900_000_000, "chat": person.chat, "text": content["text"]}
        return _result(message | ({"reply_markup": json.loads(markup)} if markup else {}))


class Connection(asyncio.Protocol):
    """HTTP/1.1 as the clients of a Bot API speak it: a length, a body, and the connection stays."""

    def __init__(self, far_end: FarEnd) -> None:
        self._far_end = far_end
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for method, content in self._requests():
            self._far_end.call(method, content, self._reply)

    def _requests(self) -> Iterator[tuple[str, dict[str, Any]]]:
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            path = head.split(b" ", 2)[1].decode()
            yield path.rpartition("/")[2].lower(), _content(body)

    def _reply(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)


def _content(body: bytes) -> dict[str, Any]:
    if body.startswith(b"{"):
        content: dict[str, Any] = json.loads(body)
        return content
    return dict(parse_qsl(body.decode()))


def _result(value: object) -> bytes:
    whole = {"ok": True, "result": value}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


async def _serve(people: list[Person], told: Path, bound: float) -> None:
    far_end = FarEnd(people)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(far_end), "127.0.0.1", 0)
    _say(port=server.sockets[0].getsockname()[1])
    async with asyncio.timeout(bound):
        await far_end.done.wait()
    took = time.monotonic() - far_end.began
    seconds = sorted(each for person in people for each in person.seconds)
    marks = {f"p{mark}": seconds[len(seconds) * mark // 100] * 1000 for mark in (50, 95, 99)}
    meant = {person.id: {"meant": person.meant, "shown": person.shown} for person in people}
    told.write_text(json.dumps(meant), encoding="utf-8")
    _say(updates=far_end.handled, seconds=took, **marks)
    await loop.run_in_executor(None, sys.stdin.readline)  # the bot is still stopping


def main() -> None:
    """Read the arguments, serve, and end when told on stdin."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--taste", choices=TASTES, required=True)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bound", type=float, required=True, help="seconds after which it gives up")
    parser.add_argument("--told", type=Path, required=True, help="where to write what everybody meant")
    given = parser.parse_args()
    people = [
        Person(
            FIRST_PERSON + number,
            random.Random(given.seed * 10_007 + number),
            TASTES[given.taste],
            given.rounds,
        )
        for number in range(given.people)
    ]
    uvloop.run(_serve(people, given.told, given.bound))


if __name__ == "__main__":
    main()
