"""Ids come apart without anybody asking, and those of one day lie together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.people.tokens import ID_BITS, ID_RANDOM_BITS, id_of_hour, new_id

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=119 * 365)).map(lambda since: FIRST + since)
DRAWN = st.integers(0, (1 << ID_RANDOM_BITS) - 1)


@given(MOMENTS, MOMENTS, DRAWN, DRAWN)
def test_what_is_made_in_an_earlier_hour_comes_first(
    one: datetime, other: datetime, drawn: int, also_drawn: int
) -> None:
    earlier, later = sorted((one, other))
    if later - earlier >= timedelta(hours=1):
        assert id_of_hour(earlier, drawn) < id_of_hour(later, also_drawn)


@given(MOMENTS, DRAWN)
def test_an_id_fits_a_signed_column_and_is_always_as_long(at: datetime, drawn: int) -> None:
    assert id_of_hour(at, drawn).bit_length() == ID_BITS < 63


@given(MOMENTS, DRAWN, DRAWN)
def test_what_was_drawn_apart_stays_apart(at: datetime, drawn: int, also_drawn: int) -> None:
    assert (id_of_hour(at, drawn) == id_of_hour(at, also_drawn)) == (drawn == also_drawn)


def test_ids_of_one_moment_are_different() -> None:
    at = datetime(2031, 3, 5, 9, 30, tzinfo=UTC)
    assert len({new_id(at) for _ in range(1_000)}) == 1_000
