"""What stands before replicas: connections go to them in turn, and to the others when one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

CHUNK = 1 << 16
Loses = Callable[[], bool]
"""Whether the piece at hand is to be lost."""


class Balancer:
    """A forwarder of connections on loopback; it knows nothing of HTTP."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self.taken = dict.fromkeys(ports, 0)
        """How many connections each replica got."""
        self.requests_to_lose = 0
        """So many of the next pieces that come from Telegram are dropped, and their connections with them."""
        self.replies_to_lose = 0
        """The same for what the replicas say: they have acted by then."""
        self.on_loss: Callable[[str], None] = lambda what: None
        """Is told what was lost, when it is."""

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Forward what comes to a port."""
        server = await asyncio.start_server(self._forward, "127.0.0.1", port)
        try:
            yield
        finally:
            server.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._next()
        except OSError:  # nobody is there: whoever connects comes again
            writer.close()
            return
        await asyncio.gather(
            _pour(reader, far_writer, self._loses_request), _pour(far_reader, writer, self._loses_reply)
        )

    async def _next(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The replica whose turn it is, or the first after it that is there."""
        self._ports.append(self._ports.pop(0))
        for port in self._ports[:-1]:
            with suppress(OSError):
                found = await asyncio.open_connection("127.0.0.1", port)
                self.taken[port] += 1
                return found
        self.taken[self._ports[-1]] += 1
        return await asyncio.open_connection("127.0.0.1", self._ports[-1])

    def _loses_request(self) -> bool:
        is_lost = self.requests_to_lose > 0
        self.requests_to_lose -= is_lost
        if is_lost:
            self.on_loss("request lost")
        return is_lost

    def _loses_reply(self) -> bool:
        is_lost = self.replies_to_lose > 0
        self.replies_to_lose -= is_lost
        if is_lost:
            self.on_loss("reply lost")
        return is_lost


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, loses: Loses) -> None:
    with suppress(OSError):
        while (chunk := await reader.read(CHUNK)) and not loses():
            writer.write(chunk)
            await writer.drain()
    writer.close()
