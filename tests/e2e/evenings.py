"""Days on the stage: the clock moved to a local hour, and the summaries that came."""

from __future__ import annotations

from typing import Any

from bot.reports.daily import SUMMARY
from bot.sandbox.world.chats import Message
from bot.storage.tables import deliveries
from tests.e2e.stage import Phone, Stage


async def at(stage: Stage, day: int, hour: int, minute: int = 0) -> None:
    """Let time pass until a moment (UTC) of the month, and the clockwork strike."""
    moment = stage.clock.time.replace(day=day, hour=hour, minute=minute, second=0)
    assert moment > stage.clock.time, f"{moment} is over"
    await stage.tick(seconds=(moment - stage.clock.time).total_seconds())


def summaries(phone: Phone) -> list[Message]:
    """The pictures somebody was sent, the oldest first."""
    return [message for message in phone.chat if message.media is not None]


async def sent(stage: Stage) -> list[Any]:
    """The summaries that became due, as they are stored."""
    rows = [row for row in await stage.rows(deliveries) if row.kind == SUMMARY]
    return sorted(rows, key=lambda row: row.id)
