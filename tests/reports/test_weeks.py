"""Weeks: nothing falls between two, and each is due once its last window is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.reports.weeks import TREND, ends_of_weeks, week_due, weeks_until
from bot.reports.windows import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
WORKING = Schedule(BERLIN, time(18), frozenset(range(1, 6)))
MOMENTS = st.datetimes(datetime(2030, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SCHEDULES = st.builds(
    Schedule,
    zone=st.sampled_from([BERLIN, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")]),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
    days=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2030, 1, 1), date(2032, 1, 1)), max_size=20),
)


def at(day: int, hour: int) -> datetime:
    """A local hour of a day of March 2031, which begins on a Saturday."""
    return datetime(2031, 3, day, hour, tzinfo=BERLIN)


def test_a_week_is_due_when_its_last_window_is_over() -> None:
    friday = at(7, 18)
    assert week_due(WORKING, at(14, 17), friday) is None
    week = week_due(WORKING, at(14, 18), friday)
    assert week is not None and (week.start, week.end) == (friday, at(14, 18)) and week.missed == ()
    assert week_due(WORKING, at(17, 9), week.end) is None


def test_before_a_holiday_it_ends_earlier() -> None:
    off = Schedule(BERLIN, time(18), frozenset(range(1, 6)), frozenset({date(2031, 3, 14)}))
    assert next(ends_of_weeks(off, at(13, 18))) == at(13, 18)
    assert next(ends_of_weeks(off, at(16, 12))) == at(13, 18)


def test_after_a_downtime_one_week_has_all_that_was_missed() -> None:
    week = week_due(WORKING, at(26, 9), at(7, 18))
    assert week is not None and (week.start, week.end) == (at(7, 18), at(21, 18))


@given(SCHEDULES, MOMENTS)
def test_weeks_follow_each_other_without_a_gap(schedule: Schedule, now: datetime) -> None:
    end, start = islice(ends_of_weeks(schedule, now), 2)
    assert start < end <= now and next(ends_of_weeks(schedule, end - timedelta(microseconds=1))) == start
    assert week_due(schedule, now, end) is None
    week = week_due(schedule, now, start)
    assert week is not None and (week.start, week.end) == (start, end)


@given(SCHEDULES, MOMENTS)
def test_the_trend_has_no_gap_and_its_last_week_is_the_week(schedule: Schedule, now: datetime) -> None:
    today = now.astimezone(schedule.zone).date()
    window = schedule.of_days(today - timedelta(6), today, now)
    trend = weeks_until(schedule, window)
    assert len(trend) == TREND and trend[-1].end == window.end
    assert all(one.end == other.start for one, other in pairwise(trend))
    assert trend[-1].start == window.start
