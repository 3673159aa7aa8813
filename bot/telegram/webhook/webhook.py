"""Receives what Telegram brings, until told to stop."""

from __future__ import annotations

import asyncio

from bot.telegram.connection import CannotConnect
from bot.telegram.webhook.gathering import Gathering
from bot.telegram.webhook.registering import Registration
from bot.web.server import Server


class Webhook:
    """The counterpart of `Polling`."""

    def __init__(self, server: Server, gathering: Gathering, registration: Registration) -> None:
        self._server = server
        self._gathering = gathering
        self._registration = registration

    async def prepare(self) -> None:
        """Tell Telegram to come; it may knock from now on, and is let in by `run`."""
        await self._registration.enter()

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop`; then take no more, and finish what was taken, within the server's bound.

        Raises:
            CannotConnect: Telegram does not know the token any more.
        """
        try:
            async with asyncio.TaskGroup() as group:
                gathering = group.create_task(self._gathering.run())
                group.create_task(self._registration.watch(stop))
                await self._server.run(stop)
                gathering.cancel()  # nobody brings anything any more
        except* CannotConnect as errors:
            raise errors.exceptions[0] from None

    def close(self) -> None:
        """Let go of the port."""
        self._server.close()
