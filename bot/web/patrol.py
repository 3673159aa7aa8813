"""Closes connections on which somebody takes too long to say what they want, or takes the room of others.

uvicorn waits for a head, or for the rest of a body, for ever, and takes any number of connections that say
nothing: they would use up the files that a process may have open, and with them its way to Telegram.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

SLOW_SECONDS = 20.0
"""For a head, and for a body."""
IDLE_SECONDS = 120.0
"""For the head of a further request: longer than the server keeps a connection on which nothing comes."""
EVERY = 5.0
"""Seconds between two looks."""


class Guest(H11Protocol):
    """A connection that takes the room of a silent one where there is no other."""

    came_at = 0.0
    """When it was opened, in seconds of the loop's clock."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Come in."""
        super().connection_made(transport)
        self.came_at = self.loop.time()
        if self.limit_concurrency is not None and len(self.connections) >= self.limit_concurrency:
            self._make_room()

    def _make_room(self) -> None:
        """Close the oldest other one on which it is the far side's turn, before all one that never asked.

        Whoever has something to say says it at once: Telegram comes in past any number of those that do not.
        """
        others = (each for each in self.connections if each is not self and _is_waiting(each))
        silent = min(others, key=_seniority, default=None)
        if silent is not None:
            self.connections.discard(silent)  # now: many may come before the loop tells that it is gone
            silent.transport.abort()


def _seniority(connection: Any) -> tuple[bool, float]:
    return connection.cycle is not None, connection.came_at


class Patrol:
    """One for a server."""

    def __init__(self, connections: Collection[Any]) -> None:
        """Take the connections that are open, as the server keeps them up to date."""
        self._connections = connections
        self._seen: dict[Any, tuple[object, float]] = {}
        """By connection, what it was waiting for, and since when."""

    async def run(self) -> None:
        """Look until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(EVERY)
            self.look(loop.time())

    def look(self, now: float) -> None:
        """Close who has waited for the same thing too long; `now` in seconds of the loop's clock."""
        self._seen = {
            connection: self._still(connection, now)
            for connection in self._connections
            if _is_waiting(connection)
        }
        for connection, (_, since) in self._seen.items():
            if now - since > _bound(connection):
                connection.transport.abort()

    def _still(self, connection: Any, now: float) -> tuple[object, float]:
        known = self._seen.get(connection)
        return known if known is not None and known[0] is connection.cycle else (connection.cycle, now)


def _is_waiting(connection: Any) -> bool:
    """Whether it is the other side's turn: no request yet, none at the moment, or one that is not whole."""
    cycle = connection.cycle
    return cycle is None or cycle.response_complete or cycle.more_body


def _bound(connection: Any) -> float:
    is_between = connection.cycle is not None and connection.cycle.response_complete
    return IDLE_SECONDS if is_between else SLOW_SECONDS
