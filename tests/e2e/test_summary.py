"""The day's summary: due once, right in local time, and each client a tap away."""

from __future__ import annotations

from bot.sandbox.world.chats import Message
from tests.e2e.stage import Phone, Stage

LOTUS = "Lotus Bakery"
DAY = "First on"


def told(phone: Phone) -> list[Message]:
    """The summaries somebody was sent."""
    return [message for message in phone.chat if message.media is not None]


async def evening(stage: Stage, hour: int = 18, **later: float) -> None:
    """Let the day end."""
    at = stage.clock.time.replace(hour=hour, minute=0, second=30)
    await stage.tick(seconds=(at - stage.clock.time).total_seconds(), **later)


async def test_at_six_the_first_lead_is_told_of_the_day_without_having_asked(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await firstcall.tick(hours=1)
    assert told(firstcall.lead) == []
    await evening(firstcall)
    (summary,) = told(firstcall.lead)
    assert "Wed, Mar 5" in summary.text and "1 client" in summary.text
    assert told(firstcall.max) == []
