"""The world's time: it runs, it goes forward, and it never goes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Dial, Jump, Sandbox, Timepiece

NOON = datetime(2031, 3, 5, 12, tzinfo=ZoneInfo("UTC"))


def _dial(time: Timepiece) -> Dial:
    return Dial(time, ZoneInfo("UTC"), [Jump("hour", "An hour later", lambda now: now + timedelta(hours=1))])


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), max_size=6))
def test_every_step_forward_adds_up_and_the_clock_goes_on_running(steps: list[timedelta]) -> None:
    ticking = [NOON]
    time = Timepiece(NOON + timedelta(hours=4), lambda: ticking[0])
    for step in steps:
        time.forward_to(time() + step)
    ticking[0] += timedelta(seconds=30)
    assert time() == NOON + timedelta(hours=4, seconds=30) + sum(steps, timedelta(0))


def test_nobody_puts_the_time_back() -> None:
    time = Timepiece(NOON, lambda: NOON)
    with pytest.raises(ValueError, match=r"05 March 11:59 is over; expected a moment to come"):
        time.forward_to(NOON - timedelta(minutes=1))
    assert time() == NOON


def test_a_jump_that_there_is_none_of_moves_nothing() -> None:
    time = Timepiece(NOON, lambda: NOON)
    with pytest.raises(LookupError, match="no jump 'year'; expected one of hour"):
        _dial(time).jump("year")
    assert time() == NOON


async def test_messages_bear_the_time_of_the_dial() -> None:
    time = Timepiece(NOON, lambda: NOON)
    async with Sandbox(dial=_dial(time)) as sandbox:
        anna = sandbox.person("Anna")
        await anna.send("/start")
        _dial(time).jump("hour")
        await anna.send("later")
        dates = [message.date for message in anna.chat.messages.values()]
    assert dates == [NOON, NOON + timedelta(hours=1)]
