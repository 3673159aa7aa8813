"""Of two programs that poll with one token the newcomer gives way, and the one at work goes on."""

from __future__ import annotations

import pytest
from telegram.error import Conflict, NetworkError

from bot.telegram.connection import CannotConnect
from bot.telegram.polling import CONFLICTS, SETTLED, _Newcomer

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
