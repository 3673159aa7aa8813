"""The pace at which those are answered who are nobody here yet.

Telegram takes about 30 messages a second from a bot. A link that goes round, or somebody with very many
accounts, could take them all; what managers and clients wait for goes before.
"""

from __future__ import annotations

import asyncio

EVERY = 0.1
"""Seconds from one to the next: a third of what Telegram takes."""


class Turns:
    """One for a process."""

    def __init__(self) -> None:
        """The first one's turn is at once."""
        self._next = 0.0

    async def take(self) -> None:
        """Wait for the next turn; they are given in the order in which they are asked for."""
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next)
        self._next = turn + EVERY
        await asyncio.sleep(turn - now)
