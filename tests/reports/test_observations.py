"""What stands out: each rule where it holds and where it just does not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.figures import OPEN, Tally
from bot.reports.observations import MOST, Observation, Sight, observed
from bot.storage.queries.brief_steps import StoppedRow
from tests.storage.samples import NOW

EVEN = {"pros": 5, "nimble": 5, "novices": 5, "cautious": 5}


def day(**segments: int) -> Tally:
    return Tally(sum(segments.values()), Counter(segments), {})


def stopped(*questions: str | None) -> list[StoppedRow]:
    return [StoppedRow(n, n, 1, n, NOW - timedelta(n), at, 2, 5) for n, at in enumerate(questions)]


def sights(now: Tally, *past: Tally, left: list[StoppedRow] | None = None) -> list[Sight]:
    return [each.sight for each in observed(now, past, left or [])]


def test_a_day_like_the_others_is_nothing_to_speak_of() -> None:
    assert sights(day(**EVEN), *[day(**EVEN)] * 4) == []


@pytest.mark.parametrize(("cases", "sight"), [(30, Sight.BUSY), (29, None), (11, None), (10, Sight.QUIET)])
def test_far_from_the_usual_number_is_two_standard_errors(cases: int, sight: Sight | None) -> None:
    """Of a mean of 20 in four windows the standard error is 5."""
    assert sights(day(pros=cases), *[day(pros=20)] * 4) == ([sight] if sight else [])


def test_a_day_without_anybody_where_there_are_usually_many_is_quiet() -> None:
    [found] = observed(day(), [day(pros=9)] * 3, [])
    assert found == Observation(Sight.QUIET, count=0, usual=9.0)


def test_a_first_busy_day_of_somebody_who_had_nobody_before_is_busy() -> None:
    [found] = observed(day(pros=9), [day()] * 4, [])
    assert found == Observation(Sight.BUSY, count=9, usual=0.0)
    assert sights(day(pros=7), *[day()] * 4) == [Sight.TOO_FEW]


def test_a_segment_whose_share_is_far_from_usual_is_named_with_both() -> None:
    found = observed(day(pros=12, novices=8), [day(**EVEN)] * 4, [])
    assert found[0] == Observation(Sight.MORE_OF, count=12, of=20, share=0.25, segment="pros")


def test_a_segment_that_stays_away_is_named_too() -> None:
    past = [day(pros=10, novices=5, nimble=5)] * 4
    assert sights(day(nimble=10, novices=10), *past)[0] is Sight.LESS_OF


def test_open_cases_are_no_segment_and_a_third_of_them_is_many() -> None:
    past = [day(**EVEN)] * 4
    assert sights(day(pros=4, nimble=3, novices=3, cautious=3, **{OPEN: 7}), *past) == [Sight.MANY_OPEN]
    assert sights(day(pros=4, nimble=4, novices=3, cautious=3, **{OPEN: 6}), *past) == []


def test_briefs_that_stop_at_one_question_are_told_with_it() -> None:
    usual = [day(**EVEN)] * 4
    [found] = observed(day(**EVEN), usual, stopped("pace", "pace", "pace", "role", None, "clarity"))
    assert found == Observation(Sight.STOPPING, count=3, of=6, question="pace")
    assert observed(day(**EVEN), usual, stopped("pace", "pace", "pace", *"abcd")) == ()
    assert observed(day(**EVEN), usual, stopped("pace", "pace")) == ()


def test_few_cases_are_said_to_be_too_few_for_a_trend() -> None:
    [found] = observed(day(pros=3), [day(pros=2)] * 4, [])
    assert found == Observation(Sight.TOO_FEW, count=3, needed=8)


def test_of_a_day_that_is_not_over_nothing_is_said_to_be_missing() -> None:
    assert observed(day(pros=3), [], [], is_comparable=False) == ()


def test_where_there_is_no_usual_yet_that_is_said() -> None:
    [found] = observed(day(pros=30), [day(pros=2)], [])
    assert found == Observation(Sight.NO_USUAL, count=1, needed=2)


def test_an_empty_day_is_not_told_that_it_is_too_small() -> None:
    assert sights(day()) == []


COUNTS = st.builds(
    lambda counts: day(**dict(zip([*EVEN, OPEN], counts, strict=True))),
    st.lists(st.integers(0, 40), min_size=5, max_size=5),
)


@given(now=COUNTS, past=st.lists(COUNTS, max_size=4), left=st.lists(st.sampled_from(["a", "b", None])))
def test_there_are_at_most_two_and_no_sight_twice(
    now: Tally, past: list[Tally], left: list[str | None]
) -> None:
    found = [each.sight for each in observed(now, past, stopped(*left))]
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
