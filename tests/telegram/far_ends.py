"""Bot API servers as others write them: what they know, and how they put it on the wire."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

TOKEN = "42:AAE-token_of_a_far_end_that_others_wrote"
Reply = tuple[int, bytes]
"""Status and body."""
Know = Callable[[str, bytes], Awaitable[Reply]]
"""What a server replies to a method and a body."""
Manner = Callable[[int, bytes], tuple[list[bytes], bool]]
"""How it is put on the wire, in pieces; and whether the connection is closed after it."""


def _head(status: int, *headers: bytes, version: bytes = b"HTTP/1.1", reason: bytes = b" OK") -> bytes:
    return b"\r\n".join(
        (version + b" %d" % status + reason, b"Content-Type: application/json", *headers, b"", b"")
    )


def _sized(status: int, body: bytes, *headers: bytes) -> bytes:
    return _head(status, b"Content-Length: %d" % len(body), *headers) + body


def _chunks(body: bytes) -> bytes:
    parts = (body[start : start + 7] for start in range(0, len(body), 7))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


MANNERS: dict[str, Manner] = {
    "as usual": lambda status, body: ([_sized(status, body)], False),
    "in chunks": lambda status, body: ([_head(status, b"Transfer-Encoding: chunked"), _chunks(body)], False),
    "byte by byte": lambda status, body: ([bytes([each]) for each in _sized(status, body)], False),
    "in small letters": lambda status, body: (
        [_sized(status, body).replace(b"Content-L", b"content-l")],
        False,
    ),
    "without a reason": lambda status, body: (
        [_head(status, b"Content-Length: %d" % len(body), reason=b""), body],
        False,
    ),
    "after an announcement": lambda status, body: (
        [b"HTTP/1.1 100 Continue\r\n\r\n", _sized(status, body)],
        False,
    ),
    "lines end as on Unix": lambda status, body: (
        [_head(status, b"Content-Length: %d" % len(body)).replace(b"\r\n", b"\n"), body],
        False,
    ),
    "an empty line after it": lambda status, body: ([_sized(status, body), b"\r\n"], False),
    "with a mark of UTF-8": lambda status, body: ([_sized(status, b"\xef\xbb\xbf" + body)], False),
    "laid out": lambda status, body: (
        [_sized(status, json.dumps(json.loads(body), indent=1).encode())],
        False,
    ),
    "by gzip": lambda status, body: (
        [_sized(status, gzip.compress(body), b"Content-Encoding: gzip")],
        False,
    ),
    "by zlib": lambda status, body: (
        [_sized(status, zlib.compress(body), b"Content-Encoding: deflate")],
        False,
    ),
    "HTTP/1.0": lambda status, body: ([_head(status, version=b"HTTP/1.0"), body], True),
    "closed and said so": lambda status, body: ([_sized(status, body, b"Connection: close")], True),
    "closed without a word": lambda status, body: ([_sized(status, body)], True),
}


@asynccontextmanager
async def far_end(know: Know, manner: Manner) -> AsyncIterator[str]:
    """The root of a server, which is gone when the block ends."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while await _exchange(reader, writer, know, manner):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        for writer in writers:
            writer.close()


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, know: Know, manner: Manner
) -> bool:
    """One call; whether another may follow."""
    request, *headers = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    length = next(header.split(":")[1] for header in headers if header.startswith("Content-Length"))
    body = await reader.readexactly(int(length))
    pieces, is_last = manner(*await know(request.split()[1].rpartition("/")[2], body))
    for piece in pieces[:-1]:
        writer.write(piece)
        await asyncio.sleep(0)
    writer.write(pieces[-1])
    return not is_last


class Fewest:
    """Knows what a bot cannot do without, tells no more of it than it must, and forgets no update."""

    def __init__(self, unknown: Reply) -> None:
        """Take what it says to any other method."""
        self.unknown = unknown
        self.calls: Counter[str] = Counter()
        self.sent: list[str] = []
        self.updates: list[dict[str, Any]] = []

    async def __call__(self, method: str, body: bytes) -> Reply:
        """Reply to one call."""
        self.calls[method] += 1
        content = json.loads(body)
        if method == "getMe":
            return done({"id": 42, "is_bot": True, "first_name": "F", "username": "far_end_bot"})
        if method == "getUpdates":
            return done(self.updates)
        if method == "sendMessage":
            self.sent.append(content["text"])
            return done({"message_id": len(self.sent), "chat": {"id": content["chat_id"]}, "date": 1})
        return self.unknown


def done(result: Any) -> Reply:
    """What a call brings that was done."""
    return 200, json.dumps({"ok": True, "result": result}).encode()


PAGE: Reply = (404, b"<h1>Not Found</h1>")
REFUSAL: Reply = (404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
STUMBLES: Reply = (500, b"Internal Server Error")
NODS: Reply = (200, b'{"ok":true,"result":true}')
UNKNOWN = {"a page": PAGE, "a refusal": REFUSAL, "a stumble": STUMBLES, "a nod": NODS}
"""What servers say to a method that they do not know."""
