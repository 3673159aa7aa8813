"""A brief that is left lying: one nudge by day, the end after that, and coming back."""

from __future__ import annotations

from tests.e2e.prospects import begins, its_interview, the_brief
from tests.e2e.stage import Phone, Stage

NUDGE = "the only reminder"


def nudges(anna: Phone) -> int:
    return sum(NUDGE in message.text for message in anna.chat)


async def test_a_brief_left_lying_is_nudged_once_and_then_ends(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await firstcall.tick(hours=23)
    assert nudges(anna) == 0
    await firstcall.tick(hours=2)
    assert nudges(anna) == 1
    assert anna.screen.buttons, "the question is below it"
    await firstcall.tick(days=2)
    await firstcall.tick(days=2)
    assert nudges(anna) == 1
    assert (await its_interview(firstcall)).state == "expired"
    assert (await the_brief(firstcall)).stopped_at is not None
    await anna.press_first()
    assert (await its_interview(firstcall)).state == "asking"
    assert (await the_brief(firstcall)).stopped_at is None


async def test_nobody_is_nudged_at_night(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await firstcall.tick(hours=37)
    assert (firstcall.clock.time.hour, nudges(anna)) == (22, 0)
    await firstcall.tick(hours=13)
    assert (firstcall.clock.time.hour, nudges(anna)) == (11, 1)


async def test_who_blocked_the_bot_is_left_in_peace_and_the_manager_hears_of_the_end(
    firstcall: Stage,
) -> None:
    anna = await begins(firstcall)
    anna.person.block()
    await firstcall.settle()
    await firstcall.tick(hours=25)
    await firstcall.tick(days=4)
    assert nudges(anna) == 0
    assert (await the_brief(firstcall)).stopped_at is not None
