"""Webhook delivery: POSTs each update until the bot says 2xx, in order within a chat."""

from __future__ import annotations

import asyncio
import zlib

import aiohttp

from bot.sandbox.rules.formatted import Json
from bot.sandbox.world import World
from bot.sandbox.world.changes import Webhook, WebhookHealth
from bot.sandbox.world.updates import UpdateQueue

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 5.0


class WebhookCourier:
    """Delivers a world's updates while it has a webhook. Each chat has its own lane, each lane its order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Delivers until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            try:
                while True:
                    await self._world.updates.arrival()
                    self._start_lanes(session)
            finally:
                for task in self._under_way.values():
                    task.cancel()

    def _start_lanes(self, session: aiohttp.ClientSession) -> None:
        hook = self._world.webhook
        if hook is None:
            return
        for lane in {_lane(update, hook) for update in self._world.updates.pending} - self._under_way.keys():
            self._under_way[lane] = asyncio.create_task(self._empty_lane(lane, session))

    async def _empty_lane(self, lane: int, session: aiohttp.ClientSession) -> None:
        pause = _FIRST_PAUSE
        while (hook := self._world.webhook) and (update := self._first(lane, hook)):
            if await self._delivered(update, hook, session):
                self._world.updates.remove(update)
                pause = _FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        del self._under_way[lane]

    def _first(self, lane: int, hook: Webhook) -> Json | None:
        return next((update for update in self._world.updates.pending if _lane(update, hook) == lane), None)

    async def _delivered(self, update: Json, hook: Webhook, session: aiohttp.ClientSession) -> bool:
        self._world.updates.handing_out(update)
        headers = {_SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update, headers=headers) as response:
                trouble = None if response.ok else f"Wrong response from the webhook: {response.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            trouble = f"Connection failed: {error}"
        if trouble:
            self._world.webhook_health = WebhookHealth(self._world.clock(), trouble)
        return trouble is None


def _lane(update: Json, hook: Webhook) -> int:
    """One lane per chat, at most as many as the webhook allows connections."""
    return zlib.crc32(str(UpdateQueue.chat_of(update)).encode()) % hook.connections
