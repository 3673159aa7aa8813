"""What a poll acknowledges; and of two programs that poll with one token the newcomer gives way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import Conflict, NetworkError

from bot.telegram.connection import CannotConnect
from bot.telegram.polling import CONFLICTS, SETTLED, _after, _Newcomer

TAKEN = Conflict("terminated by other getUpdates request")


def after(polls: int) -> _Newcomer:
    """A poller that has been left in peace for so many polls."""
    poller = _Newcomer()
    for _ in range(polls):
        poller.polled()
    return poller


@pytest.mark.parametrize("polls", [0, 1, SETTLED - 1])
def test_a_newcomer_gives_way_after_a_few_conflicts(polls: int) -> None:
    poller = after(polls)
    for _ in range(CONFLICTS - 1):
        poller.failed(TAKEN)
    with pytest.raises(CannotConnect, match="stop the other"):
        poller.failed(TAKEN)


def test_whoever_is_at_work_goes_on() -> None:
    poller = after(SETTLED)
    for _ in range(10 * CONFLICTS):
        poller.failed(TAKEN)


def test_a_network_that_is_down_is_no_conflict() -> None:
    poller = after(0)
    for _ in range(10 * CONFLICTS):
        poller.failed(NetworkError("down"))


@given(st.lists(st.integers(0, 2**62), min_size=1, unique=True))
def test_in_whatever_order_updates_come_all_of_them_are_acknowledged(numbers: list[int]) -> None:
    assert _after([{"update_id": number} for number in numbers]) == max(numbers) + 1


def test_what_is_no_update_is_no_number_to_go_on_from() -> None:
    assert _after([{"update_id": 7}, {}, None, {"update_id": "9"}, {"update_id": 2**70}]) == 8
    assert _after([]) is None
