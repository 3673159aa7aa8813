"""One HTTP/1.1 connection: a call, its answer, the next call.

The parser is llhttp, the one of Node.js (`httptools`). No call begins before the last one was answered:
nowhere is it said that a Bot API server takes several at once.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from telegram.error import NetworkError, TimedOut

Answer = tuple[int, bytes]
"""HTTP status, body."""
LONGEST_HEAD, LONGEST_ANSWER = 2**16, 2**26
"""Bytes. A hundred updates with all they quote are a few MiB."""
SIZED = (b"content-length", b"transfer-encoding")
"""What tells where a body ends; without them it ends with the connection."""
HASTY_SECONDS = 0.1
"""A server that closes so soon after the first answer does so each time, and only did not say so."""
INTERIM = 200
"""Statuses below it announce the answer that comes after them."""


class NotConnected(NetworkError):
    """There was no connection, so nothing was sent."""


class Broken(NetworkError):
    """A connection that was used before broke without a word: most likely it was being closed just then."""


class Call:
    """A request, and the answer that somebody waits for."""

    __slots__ = ("answer", "connection", "request", "url")

    def __init__(self, url: str, request: bytes) -> None:
        """Nothing is sent yet."""
        self.url = url
        self.request = request
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.connection: Connection | None = None
        """What it is on its way with."""

    def fail(self, error: NetworkError) -> None:
        """Tell whoever waits."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def expire(self) -> None:
        """Its time is over: say what is known."""
        self.fail(NotConnected("no connection was free in time") if self.connection is None else TimedOut())
        self.give_up()

    def give_up(self) -> None:
        """Nobody waits any more. An answer that comes later would be taken for the next call's."""
        if self.connection is not None:
            self.connection.abort()


class Connection(asyncio.Protocol):
    """One connection of a pool."""

    def __init__(self, on_free: Callable[[Connection], None], on_lost: Callable[[Connection], None]) -> None:
        """Take who is told when the next call may come, and when none may come any more."""
        self.is_open = False
        self.used = 0.0
        """When it was opened or the last answer was whole, by the loop's clock."""
        self.was_left = False
        """Whether the far side closed it hard upon the first answer, which had said nothing of it."""
        self.answers = 0
        """How many it has brought."""
        self._on_free = on_free
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._head: dict[bytes, bytes] = {}
        self._parts: list[bytes] = []
        self.on_header = self._head.__setitem__  # straight into the dict: there are many to an answer
        self.on_body = self._parts.append
        self._parser = HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True)  # as RFC 9112, 2.2, allows
        self._watch = select.poll()
        self._call: Call | None = None
        self._expect()

    @property
    def may_be_asked(self) -> bool:
        """Whether it can take a call: a server may close unannounced, and the loop not know of it yet."""
        return self.is_open and not self._watch.poll(0)

    def ask(self, call: Call) -> None:
        """Send a call; only when the last one was answered."""
        self._call = call
        call.connection = self
        self._transport.write(call.request)

    def abort(self) -> None:
        """Let go at once."""
        self.is_open = False
        self._transport.abort()

    # --- as the loop calls it ----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Calls may come."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so
        self.is_open = True
        self.used = self._loop.time()
        if (stream := transport.get_extra_info("socket")) is not None:
            self._watch.register(stream.fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        """A piece of the answer; what nobody asked for is the end of the connection."""
        self._size += len(data)
        try:
            if self._call is None:
                raise HttpParserError("nobody asked")
            self._parser.feed_data(data)
            if self._size > (LONGEST_ANSWER if self._has_head else LONGEST_HEAD):
                raise HttpParserError("too long")
        except (HttpParserError, HttpParserUpgrade) as error:
            self._stays = False
            if not self._is_whole:
                self._break(f"the answer cannot be read ({error})")
        if self._is_whole:
            self._settle()

    def connection_lost(self, error: Exception | None) -> None:
        """It is over, and with it a body that has no other end."""
        self.was_left = self.is_open and self.answers == 1 and self.used > self._loop.time() - HASTY_SECONDS
        self.is_open = self._stays = False
        if error is None and self._has_head and not any(name.lower() in SIZED for name in self._head):
            self._settle()
        self._break("the connection broke")
        self._on_lost(self)

    # --- as the parser calls it --------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A second answer to one call: llhttp stops where this fails."""
        if self._is_whole:
            raise HttpParserError("nobody asked")

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._has_head = True
        self._status = self._parser.get_status_code()

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self._status < INTERIM:
            return self._expect()
        self._is_whole = True
        self._stays = self._parser.should_keep_alive()

    # --- what follows ------------------------------------------------------------------------------------

    def _expect(self) -> None:
        """Nothing of the answer is there yet."""
        self._head.clear()
        self._parts.clear()
        self._size = self._status = 0
        self._has_head = self._is_whole = self._stays = False

    def _settle(self) -> None:
        """Hand the answer over, and be free for the next call."""
        call, self._call = self._call, None
        if call is None:
            return
        call.connection = None
        if not call.answer.done():
            call.answer.set_result((self._status, b"".join(self._parts)))
        stays = self._stays
        self._expect()
        if stays:
            self.used = self._loop.time()
            self.answers += 1
            self._on_free(self)
        else:
            self.abort()

    def _break(self, reason: str) -> None:
        """Whoever waits learns only that no answer comes."""
        call, self._call = self._call, None
        if call is not None:
            call.connection = None
            call.fail(Broken(reason) if self.answers and not self._size else NetworkError(reason))
        self.abort()
