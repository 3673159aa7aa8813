"""HTTP/1.1 on kept-alive connections, no more than a call of the Bot API needs: POST JSON, read the answer.

Nearly everything the bot sends are such calls, two for each tap, and a client for every kind of HTTP spends
several times as long on each. Files go another way (`request`). One call at a time on a connection; no
redirects, cookies, compression or retries: whether to try again is the courier's to decide.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections import deque
from functools import lru_cache
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.telegram.exchange import Answer, Call, Connection, NotConnected

__all__ = ["Answer", "Express", "NotConnected"]

IDLE_SECONDS = 15.0
"""After so long a connection is not used again: the far side may be closing it just now."""
OPENING_SECONDS = 10.0
"""In which a connection opens, or does not."""
WARY_SECONDS = 60.0
"""For so long no connection is used twice, after the far side closed one unannounced."""
SECOND_ADDRESS = 0.25
"""Seconds after which another address of the host is tried as well (RFC 8305)."""


class Express:
    """A pool of connections to one server."""

    def __init__(self, connections: int) -> None:
        """Nothing is opened before the first call.

        Args:
            connections: the most to have at once; further calls wait.
        """
        self._most = connections
        self._open: set[Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._idle: list[Connection] = []
        self._waiting: deque[Call] = deque()
        self._wary_until = 0.0
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
        call = Call(url, b"%b%d\r\n\r\n%b" % (_head(url), len(body), body))
        self._begin(call)
        timer = asyncio.get_running_loop().call_later(seconds, call.expire)
        try:
            return await call.answer
        except asyncio.CancelledError:
            call.give_up()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let go of every connection that is not in use."""
        for task in self._opening:
            task.cancel()
        while self._idle:
            self._idle.pop().abort()

    def _begin(self, call: Call) -> None:
        """On the connection used last, or as soon as one is free; those used long ago go."""
        long_ago = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if connection.used > long_ago and connection.may_be_asked:
                return connection.ask(call)
            connection.abort()
        self._waiting.append(call)
        self._make_room()

    def _make_room(self) -> None:
        """Open one more connection where none is being opened for somebody who waits, within the bound."""
        is_wanted = len(self._opening) < len(self._waiting)
        if is_wanted and len(self._open) + len(self._opening) < self._most:
            task = asyncio.get_running_loop().create_task(self._open_one())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open_one(self) -> None:
        """Open a connection; where that fails, who waits longest hears it, and it is tried for the next."""
        while (call := self._next()) is not None:
            self._waiting.appendleft(call)
            try:
                async with asyncio.timeout(OPENING_SECONDS):
                    connection = await self._connect(call.url)
            except Exception as error:  # whatever it was, nothing was sent
                if (failed := self._next()) is not None:
                    failed.fail(NotConnected(_why(error)))
            else:
                self._open.add(connection)
                return self._free(connection)

    async def _connect(self, url: str) -> Connection:
        address = urlsplit(url)
        tls = self._trust() if address.scheme == "https" else None
        loop = asyncio.get_running_loop()
        port = address.port or (443 if tls else 80)
        found = await loop.getaddrinfo(address.hostname, port, type=socket.SOCK_STREAM)
        stream = await start_connection(found, happy_eyeballs_delay=SECOND_ADDRESS)
        _, connection = await loop.create_connection(
            lambda: Connection(self._free, self._lost),
            sock=stream,
            ssl=tls,
            server_hostname=address.hostname if tls else None,
        )
        return connection

    def _free(self, connection: Connection) -> None:
        """Whoever waits longest is next."""
        if connection.answers and asyncio.get_running_loop().time() < self._wary_until:
            return connection.abort()
        call = self._next()
        if call is None:
            self._idle.append(connection)
        elif connection.may_be_asked:
            connection.ask(call)
        else:
            self._waiting.appendleft(call)
            connection.abort()  # and `_lost` opens another

    def _lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection.was_left:
            self._wary_until = asyncio.get_running_loop().time() + WARY_SECONDS
        self._make_room()

    def _next(self) -> Call | None:
        """The call that waits longest, those left out for which nobody waits any more."""
        while self._waiting:
            call = self._waiting.popleft()
            if not call.answer.done():
                return call
        return None

    def _trust(self) -> ssl.SSLContext:
        self._tls = self._tls or ssl.create_default_context()
        return self._tls


def _why(error: Exception) -> str:
    """What kept a connection from opening, for whoever runs the bot."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted, {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return f"its name leads nowhere, {error.strerror}"
    if isinstance(error, OSError) and (error.errno or 0) > 0:
        return os.strerror(error.errno or 0)
    return type(error).__name__


@lru_cache(64)
def _head(url: str) -> bytes:
    """A request up to the length of its body: the same at every call of a method."""
    _, _, host, path = url.split("/", 3)
    head = f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: "
    return head.encode()
