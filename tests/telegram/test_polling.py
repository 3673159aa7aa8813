"""What a poll acknowledges; and of two programs that poll with one token the newcomer gives way."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import Conflict, NetworkError

from bot.telegram.connection import CannotConnect
from bot.telegram.polling import (
    CONFLICTS,
    KEPT_SECONDS,
    LONGEST_PAUSE,
    REMEMBERED,
    SETTLED,
    SETTLED_BESIDE_WEBHOOK,
    _Newcomer,
    _Place,
)
from bot.telegram.webhook.registering import EVERY

TAKEN = Conflict("terminated by other getUpdates request")
BROUGHT = Conflict("can't use getUpdates method while webhook is active")


NOW = 1000.0


def after_batch(batch: list[Any]) -> _Place:
    """Where a poller is after a batch."""
    place = _Place()
    place.passed(batch, NOW)
    return place


@pytest.mark.parametrize(
    ("conflict", "quiet"),
    [(TAKEN, 0.0), (TAKEN, 0.5), (TAKEN, SETTLED - 1), (BROUGHT, 0.0), (BROUGHT, SETTLED_BESIDE_WEBHOOK - 1)],
)
def test_a_newcomer_gives_way_after_a_few_conflicts(conflict: Conflict, quiet: float) -> None:
    poller = _Newcomer(NOW)
    for number in range(CONFLICTS - 1):
        poller.failed(conflict, NOW + quiet + number * SETTLED)
    with pytest.raises(CannotConnect, match="stop the other"):
        poller.failed(conflict, NOW + quiet + CONFLICTS * SETTLED)


@pytest.mark.parametrize(("conflict", "quiet"), [(TAKEN, SETTLED), (BROUGHT, SETTLED_BESIDE_WEBHOOK)])
def test_whoever_is_at_work_goes_on(conflict: Conflict, quiet: float) -> None:
    poller = _Newcomer(NOW)
    for number in range(10 * CONFLICTS):
        poller.failed(conflict, NOW + quiet + number)


def test_a_network_that_is_down_is_no_conflict() -> None:
    poller = _Newcomer(NOW)
    for number in range(10 * CONFLICTS):
        poller.failed(NetworkError("down"), NOW + number)


def test_a_newcomer_hears_of_the_other_before_it_counts_as_settled() -> None:
    assert LONGEST_PAUSE < SETTLED
    assert EVERY + LONGEST_PAUSE < SETTLED_BESIDE_WEBHOOK


@given(st.lists(st.integers(0, 2**62), min_size=1, unique=True))
def test_in_whatever_order_updates_come_all_of_them_are_acknowledged(numbers: list[int]) -> None:
    assert after_batch([{"update_id": number} for number in numbers]).offset(NOW) == max(numbers) + 1


def test_what_is_no_update_is_no_number_to_go_on_from() -> None:
    batch = [{"update_id": 7}, {}, None, {"update_id": "9"}, {"update_id": 2**70}]
    assert after_batch(batch).offset(NOW) == 8
    assert after_batch([]).offset(NOW) is None


def test_the_place_is_kept_over_quiet_polls_but_not_for_longer_than_ids_go_on() -> None:
    place = after_batch([{"update_id": 7}])
    place.passed([], NOW + KEPT_SECONDS)
    assert place.offset(NOW + KEPT_SECONDS) == 8
    assert place.offset(NOW + KEPT_SECONDS + 1) is None


def test_after_trouble_nothing_is_acknowledged_and_what_comes_again_is_known() -> None:
    place = after_batch([{"update_id": 7}, {"update_id": 8}])
    place.lost()
    assert place.offset(NOW) is None
    assert place.new([{"update_id": number} for number in (3, 7, 8, 9)]) == [
        {"update_id": 3},
        {"update_id": 9},
    ]


def test_what_has_no_number_is_never_known() -> None:
    assert after_batch([{}, None]).new([{}, None]) == [{}, None]


def test_no_more_is_remembered_than_can_come_again() -> None:
    place = after_batch([{"update_id": number} for number in range(REMEMBERED + 5)])
    assert len(place.new([{"update_id": number} for number in range(REMEMBERED + 5)])) == 5
