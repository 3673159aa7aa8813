"""What stands before replicas: connections go to them in turn, and to the others when one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

CHUNK = 1 << 16


class Balancer:
    """A forwarder of connections on loopback; it knows nothing of HTTP."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self.taken = dict.fromkeys(ports, 0)
        """How many connections each replica got."""

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
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))

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


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()
