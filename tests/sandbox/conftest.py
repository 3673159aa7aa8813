"""A sandbox on a free port, its bot over python-telegram-bot, and a person who has pressed START."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.sandbox import Person, Sandbox

Call = Callable[..., Coroutine[Any, Any, tuple[int, dict[str, Any]]]]


class HandClock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.time = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(hand_clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=hand_clock, first_update_id=812_345_678) as started:
        yield started


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    address = sandbox.url + "/bot"
    async with Bot(sandbox.token, base_url=address, base_file_url=sandbox.url + "/file/bot") as ready:
        yield ready


@pytest.fixture
async def anna(sandbox: Sandbox) -> Person:
    person = sandbox.person("Anna", "en")
    await person.send("/start")
    return person


@pytest.fixture
async def call(sandbox: Sandbox) -> AsyncIterator[Call]:
    """Calls a method over raw HTTP with a JSON body; returns status and answer."""
    async with aiohttp.ClientSession(f"{sandbox.url}/bot{sandbox.token}/") as session:

        async def post(method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
            async with session.post(method, json=parameters) as response:
                return response.status, await response.json()

        yield post
