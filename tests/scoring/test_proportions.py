"""The interval of a share: Wilson's own figures, and what holds for every count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.proportions import Z95, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775328),
        (1, 10, 0.0178762, 0.4041500),
        (7, 12, 0.3195113, 0.8067397),
        (81, 263, 0.2552821, 0.3662060),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, 0.0624286, 0.1605459),  # the same
        (10, 10, 0.7224672, 1.0),
    ],
)
def test_known_intervals(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_without_cases_nothing_is_known() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3), (1, 0)])
def test_counts_that_cannot_be_are_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{count} of {of} cases"):
        wilson(count, of)


counts = st.integers(0, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counts)
def test_the_share_lies_inside_and_the_interval_inside_0_to_1(counted: tuple[int, int]) -> None:
    count, of = counted
    found = wilson(count, of)
    assert 0 <= found.low <= found.high <= 1
    assert of == 0 or found.low - 1e-12 <= count / of <= found.high + 1e-12


@given(counts)
def test_an_end_is_the_share_for_which_the_count_is_just_not_surprising(counted: tuple[int, int]) -> None:
    """The definition: |count/of - p| = z · sqrt(p(1 - p)/of), solved for p."""
    count, of = counted
    if of == 0:
        return
    for end in (wilson(count, of).low, wilson(count, of).high):
        assert (count / of - end) ** 2 == pytest.approx(Z95**2 * end * (1 - end) / of, abs=1e-9)


@given(counts)
def test_won_and_lost_mirror_each_other(counted: tuple[int, int]) -> None:
    count, of = counted
    one, other = wilson(count, of), wilson(of - count, of)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)


@given(counts)
def test_more_cases_of_the_same_share_tell_more(counted: tuple[int, int]) -> None:
    count, of = counted
    one, ten = wilson(count, of), wilson(10 * count, 10 * of)
    assert ten.high - ten.low <= one.high - one.low + 1e-12
