"""HTTP/1.1 on kept-alive connections, no more than a call of the Bot API needs: POST JSON, read the answer.

Nearly everything the bot sends are such calls, two for each tap, and a client for every kind of HTTP spends
three times as long on each. Files go another way (`request`). One call at a time on a connection; no
redirects, cookies, compression or retries: whether to try again is the courier's to decide.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from typing import cast
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection
from telegram.error import NetworkError, TimedOut

Answer = tuple[int, bytes]
"""HTTP status, body."""
IDLE_SECONDS = 15.0
"""After so long a connection is not used again: the far side may be closing it just now."""
SECOND_ADDRESS = 0.25
"""Seconds after which another address of the host is tried as well (RFC 8305)."""
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class NotConnected(NetworkError):
    """There was no connection, so nothing was sent."""


class Express:
    """A pool of connections to one server."""

    def __init__(self, connections: int) -> None:
        """Nothing is opened before the first call.

        Args:
            connections: the most to have at once; further calls wait.
        """
        self._room = asyncio.Semaphore(connections)
        self._idle: list[_Connection] = []
        self._tls: ssl.SSLContext | None = None

    async def post(self, url: str, body: bytes, seconds: float) -> Answer:
        """Send one call.

        Args:
            url: whole, of always the same server.
            body: JSON.
            seconds: for everything, the wait for a free connection included.

        Raises:
            NotConnected: nothing was sent.
            TimedOut: no answer in time; what the far side did is unknown.
            NetworkError: the connection broke; what the far side did is unknown.
        """
        try:
            async with asyncio.timeout(seconds), self._room:
                return await self._exchange(url, body)
        except TimeoutError as error:
            raise TimedOut from error

    def close(self) -> None:
        """Let go of every connection that is not in use."""
        for connection in self._idle:
            connection.abort()
        self._idle.clear()

    async def _exchange(self, url: str, body: bytes) -> Answer:
        _, _, host, path = url.split("/", 3)
        connection = self._waiting() or await self._open(url)
        try:
            answer = await connection.ask(
                f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
        except BaseException:
            connection.abort()  # an answer that comes later would be taken for the next call's
            raise
        if connection.stays:
            self._idle.append(connection)
        else:
            connection.abort()
        return answer

    def _waiting(self) -> _Connection | None:
        """The connection used last; those used long ago go."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and now - connection.used < IDLE_SECONDS:
                return connection
            connection.abort()
        return None

    async def _open(self, url: str) -> _Connection:
        address = urlsplit(url)
        tls = self._trust() if address.scheme == "https" else None
        loop = asyncio.get_running_loop()
        try:
            port = address.port or (443 if tls else 80)
            found = await loop.getaddrinfo(address.hostname, port, type=socket.SOCK_STREAM)
            stream = await start_connection(found, happy_eyeballs_delay=SECOND_ADDRESS)
            name = address.hostname if tls else None
            _, connection = await loop.create_connection(
                _Connection, sock=stream, ssl=tls, server_hostname=name
            )
        except OSError as error:
            raise NotConnected(type(error).__name__) from error
        return connection

    def _trust(self) -> ssl.SSLContext:
        self._tls = self._tls or ssl.create_default_context()
        return self._tls


class _Connection(asyncio.Protocol):
    """One connection: a question, its answer, the next question."""

    def __init__(self) -> None:
        self.is_open = False
        self.stays = False
        """Whether another call may follow the last one."""
        self.used = 0.0
        """When the last answer was whole, by the loop's clock."""
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._answer: asyncio.Future[Answer] | None = None

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send a request; only when the last one was answered."""
        self._answer = self._loop.create_future()
        self._transport.write(request)
        return self._answer

    def abort(self) -> None:
        """Let go at once."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As the loop calls it."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one without saying so
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """As the loop calls it."""
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = self._received[:end]
        body = _body(head, self._received[end + 4 :])
        if body is not None:
            self.stays = CLOSING.search(head) is None
            self._settle(head, body)

    def connection_lost(self, error: Exception | None) -> None:
        """As the loop calls it. A body without a length ends here."""
        self.is_open = self.stays = False
        head, found, body = self._received.partition(b"\r\n\r\n")
        if self._answer is None:
            return
        if found and not error and LENGTH.search(head) is None and CHUNKED.search(head) is None:
            self._settle(head, body)
        elif not self._answer.done():
            self._answer.set_exception(NetworkError("the connection broke"))

    def _settle(self, head: bytes, body: bytes) -> None:
        answer, self._answer, self._received = self._answer, None, b""
        self.used = self._loop.time()
        assert answer is not None, "an answer that nobody asked for"
        if answer.done():
            return
        try:
            answer.set_result((int(head[9:12]), body))
        except ValueError:
            answer.set_exception(NetworkError("the answer is not HTTP"))


def _body(head: bytes, received: bytes) -> bytes | None:
    """The body, or None while it is not whole."""
    length = LENGTH.search(head)
    if length is not None:
        return received if len(received) >= int(length[1]) else None
    return _joined(received) if CHUNKED.search(head) else None


def _joined(received: bytes) -> bytes | None:
    """The chunks of a body put together, or None while the last one is missing."""
    parts: list[bytes] = []
    place = 0
    while (end := received.find(b"\r\n", place)) >= 0:
        size = int(received[place:end].partition(b";")[0], 16)
        place = end + 4 + size
        if len(received) < place:
            return None
        if size == 0:
            return b"".join(parts)
        parts.append(received[end + 2 : end + 2 + size])
    return None
