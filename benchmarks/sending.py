"""What sending costs: an answer and a screen for each tap, through sockets to a far end of its own process.

    python -m benchmarks.sending [--taps 20000] [--profile 40]

Everything is the bot's own from what a transaction hands over to the bytes on the wire and back: courier,
pen, Bot, client. Screens are those of a quiz's middle, a hundred chats at a time, as a full batch brings
them. Reading updates is counted too: as many taps as JSON, as a poll brings them.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import json
import multiprocessing
import pstats
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from statistics import median
from typing import Any, cast

import uvloop

from bot.telegram.connection import Wire
from bot.telegram.courier import Courier
from bot.telegram.incoming import read
from bot.telegram.outgoing import Answer, Button, Outgoing, Page, Show
from bot.telegram.request import Request

BATCH = 100
STRETCH = 5
"""Batches that are timed together."""
OPTIONS = (
    "No website yet",
    "A page made with a builder",
    "A site of another studio",
    "A shop",
    "I don't know",
)
TEXT = "<b>Do they have a website?</b>\n\n<i>3 of about 9 · Kraft &amp; Sons</i>\n\nAsk: “Who finds you?”"
STATUS = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
STATUS += b"Strict-Transport-Security: max-age=31536000\r\nAccess-Control-Allow-Origin: *\r\n"


class FarEnd(asyncio.Protocol):
    """Takes every call: true, or the message as it looks now."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the loop calls it."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """As the loop calls it."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if found and len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            self._buffer = b""
            result = _result(head.split(b" ", 2)[1].rpartition(b"/")[2], json.loads(body))
            content = json.dumps({"ok": True, "result": result}).encode()
            self._transport.write(STATUS + b"Content-Length: %d\r\n\r\n" % len(content) + content)


def _result(method: bytes, content: dict[str, Any]) -> object:
    if method == b"editMessageText":
        person = {"id": content["chat_id"], "type": "private", "first_name": "Anna"}
        return {"message_id": content["message_id"], "date": 1_900_000_000, "chat": person} | {
            name: content[name] for name in ("text", "reply_markup")
        }
    return method != b"getMe" or {"id": 42, "is_bot": True, "first_name": "Bot", "username": "b_bot"}


def _serve(told: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(FarEnd, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(told.recv)

    uvloop.run(serve())


@contextmanager
def far_end() -> Iterator[str]:
    """Its address."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/bot"
    finally:
        ours.send("end")
        process.join()


def _screens(first: int) -> list[Outgoing]:
    """What a batch brings."""
    options = [(Button(label, "A" * 40),) for label in OPTIONS]
    keyboard = (*options, (Button("Back", "B" * 40), Button("Skip", "C" * 40)))
    found: list[Outgoing] = []
    for chat in range(1001, 1001 + BATCH):
        page = Page("card", "en", keyboard=keyboard)
        page.__dict__["text"] = TEXT  # wording is the desk's time
        found += [Answer(chat, f"{chat}-{first}"), Show(chat, chat, first, 77, page)]
    return found


def _taps() -> bytes:
    message = {"message_id": 77, "date": 1_900_000_000, "text": TEXT, "reply_markup": {"inline_keyboard": []}}
    return json.dumps(
        {
            "ok": True,
            "result": [
                {
                    "update_id": chat,
                    "callback_query": {
                        "id": str(chat),
                        "from": {"id": chat, "is_bot": False, "first_name": "Анна", "language_code": "ru"},
                        "message": message | {"chat": {"id": chat, "type": "private"}},
                        "chat_instance": "1",
                        "data": "A" * 40,
                    },
                }
                for chat in range(1001, 1001 + BATCH)
            ],
        }
    ).encode()


async def run(root: str, taps: int, profile: cProfile.Profile | None) -> list[float]:
    """Answer taps, batch by batch.

    Returns:
        For each stretch of batches, the seconds of processor time a tap.
    """
    bot = Wire("42:x", base_url=root, request=Request(), get_updates_request=Request())
    await bot.initialize()
    courier = Courier(bot, cast(Any, None))
    polled, found = _taps(), []
    await _send(courier, _screens(-1))
    for number in range(taps // (BATCH * STRETCH)):
        batches = [_screens(number * STRETCH + each) for each in range(STRETCH)]
        gc.collect()
        began = time.process_time()
        if profile:
            profile.enable()
        for batch in batches:
            for update in json.loads(polled)["result"]:
                read(update, bot)
            await _send(courier, batch)
        if profile:
            profile.disable()
        found.append((time.process_time() - began) / (BATCH * STRETCH))
    await bot.shutdown()
    return found


async def _send(courier: Courier, batch: list[Outgoing]) -> None:
    courier.submit(batch)
    await courier.answered()
    await courier.drain()
    courier.take_news()


def main() -> None:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--taps", type=int, default=20_000)
    parser.add_argument("--profile", type=int, default=0, help="count calls, and print so many functions")
    given = parser.parse_args()
    profile = cProfile.Profile(time.process_time) if given.profile else None
    with far_end() as root:
        work: Coroutine[Any, Any, list[float]] = run(root, given.taps, profile)
        found = sorted(uvloop.run(work))
    best, middle = found[len(found) // 10] * 1e6, median(found) * 1e6
    print(f"{middle:.0f} us of processor time a tap; {best:.0f} in the best tenth of {len(found)} stretches")
    if profile:
        stats = pstats.Stats(profile)
        print(f"{stats.total_calls / given.taps:.0f} function calls a tap")  # type: ignore[attr-defined]
        stats.sort_stats("tottime").print_stats(given.profile)


if __name__ == "__main__":
    main()
