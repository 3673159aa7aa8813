"""An update is acknowledged when it is answered: if the bot dies before, it comes again."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.world.changes import Change, Shown
from bot.telegram import courier
from tests.e2e.stage import Stage

SLOW = 0.3
"""Seconds that Telegram takes for a message: time in which the next poll could be asked."""


async def test_a_command_is_acknowledged_only_once_its_answer_was_sent(on_sqlite: Stage) -> None:
    world, max_ = on_sqlite.sandbox.world, on_sqlite.max.person
    world.faults.add("delay", method="sendMessage", seconds=SLOW)
    unacknowledged: list[int] = []

    def look(change: Change) -> None:
        if isinstance(change, Shown) and change.message.from_bot:
            unacknowledged.append(len(world.updates))

    world.watchers.add(look, max_.id)
    stop = asyncio.Event()
    await max_.send("/help")
    polling = asyncio.create_task(on_sqlite.bot.intake.run(stop))
    await max_.wait_for("/quiz")
    stop.set()
    await polling
    assert unacknowledged == [1]


async def test_a_chat_that_has_to_wait_holds_nobody_up_for_long(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "ANSWER_PATIENCE", 0.01)
    on_sqlite.sandbox.world.faults.add("delay", method="sendMessage", seconds=SLOW)
    before = len(on_sqlite.max.chat)
    await on_sqlite.max.person.send("/help")
    await on_sqlite.take_batch()
    await on_sqlite.bot.courier.answered()
    assert len(on_sqlite.max.chat) == before, "it is still on its way"
    await on_sqlite.settle()
    assert len(on_sqlite.max.chat) == before + 1
