"""Windows touch, are as long as the clock makes them, and leave nothing out after a downtime."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.reports.calendar import schedule
from bot.reports.windows import Schedule
from tests.reports import slowly
from tests.reports.histories import Setting, settings_of

BERLIN, SIX = ZoneInfo("Europe/Berlin"), time(18)
WORKDAYS, EVERY_DAY = frozenset(range(1, 6)), frozenset(range(1, 8))
HOUR = timedelta(hours=1)
OFFICE = Schedule(BERLIN, SIX, WORKDAYS)


def local(day: int, hour: int = 18, month: int = 3, year: int = 2031) -> datetime:
    """A moment by Berlin's clock."""
    return datetime(year, month, day, hour, tzinfo=BERLIN).astimezone(UTC)


@given(setting=settings_of())
def test_ends_are_those_found_by_trying_every_offset(setting: Setting) -> None:
    found = list(islice(setting.schedule.ends_until(setting.now), 20))
    assert found == [end for _, end in slowly.ends(setting)][::-1][:20]


@given(setting=settings_of())
def test_windows_touch_so_that_every_moment_is_in_one(setting: Setting) -> None:
    for window in islice(map(setting.schedule.ending, setting.schedule.ends_until(setting.now)), 10):
        before = setting.schedule.ending(window.start)
        assert before.end == window.start < window.end
        assert window.missed == ()


@given(setting=settings_of(), told=st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_however_often_it_was_down_what_is_told_adds_up(setting: Setting, told: list[int]) -> None:
    """A bot that looks only now and then tells windows that follow each other, and names what it missed."""
    ends = [end for _, end in slowly.ends(setting)][-40:]
    last, at = ends[0], 0
    for step in told:
        at += step
        window = setting.schedule.due(ends[at], last)
        assert window is not None
        assert (window.start, window.end, len(window.missed)) == (last, ends[at], step - 1)
        assert setting.schedule.spans(window) == step
        last = window.end
        assert setting.schedule.due(ends[at] + timedelta(microseconds=1), last) is None


def test_a_mondays_window_has_the_weekend() -> None:
    window = OFFICE.ending(local(10))
    assert (window.start, window.starts_on, window.ends_on) == (local(7), date(2031, 3, 7), date(2031, 3, 10))


def test_the_day_after_a_holiday_has_it() -> None:
    german = schedule(Settings.model_validate({"timezone": "Europe/Berlin", "holidays": "DE"}))
    assert german.ending(local(6, month=10)).start == local(2, month=10)  # the 3rd is a holiday
    assert german.next_working_day(local(2, month=10)) == date(2031, 10, 6)


@pytest.mark.parametrize(("day", "month", "hours"), [(30, 3, 23), (26, 10, 25), (5, 3, 24)])
def test_a_day_is_as_long_as_the_clock_makes_it(day: int, month: int, hours: int) -> None:
    window = Schedule(BERLIN, SIX, EVERY_DAY).ending(local(day, month=month))
    assert window.end - window.start == hours * HOUR


def test_a_time_that_the_clock_skips_is_as_much_later() -> None:
    early = Schedule(BERLIN, time(2, 30), EVERY_DAY)
    assert early.end_on(date(2031, 3, 30)) == local(30, 3) + HOUR / 2


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    early = Schedule(BERLIN, time(2, 30), EVERY_DAY)
    assert early.end_on(date(2031, 10, 26)) == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)


def test_a_day_that_a_country_skipped_makes_no_window() -> None:
    """Samoa had no 30 December 2011."""
    apia = Schedule(ZoneInfo("Pacific/Apia"), SIX, EVERY_DAY)
    ends = list(islice(apia.ends_until(datetime(2012, 1, 3, tzinfo=UTC)), 8))
    assert all(later > earlier for later, earlier in pairwise(ends))


def test_the_first_window_of_a_chat_is_the_last_one_that_ended() -> None:
    window = OFFICE.due(local(5, 20), None)
    assert window is not None
    assert (window.start, window.end, window.missed) == (local(4), local(5), ())


def test_today_so_far_begins_where_the_last_window_ended() -> None:
    window = OFFICE.of_days(date(2031, 3, 5), date(2031, 3, 5), now=local(5, 12))
    assert (window.start, window.end, OFFICE.spans(window)) == (local(4), local(5, 12), 0)
    assert list(OFFICE.alike(window)) == []


def test_days_asked_for_have_what_the_messages_of_those_days_had() -> None:
    asked = OFFICE.of_days(date(2031, 3, 3), date(2031, 3, 7), now=local(20))
    assert (asked.start, asked.end, asked.missed) == (OFFICE.ending(local(3)).start, local(7), ())


def test_days_asked_for_end_now_where_they_are_not_over() -> None:
    assert OFFICE.of_days(date(2031, 3, 4), date(2031, 3, 31), now=local(5, 9)).end == local(5, 9)


def test_alike_are_earlier_windows_of_the_weekday_with_as_many_single_ones() -> None:
    one = [window.ends_on for window in islice(OFFICE.alike(OFFICE.ending(local(5))), 2)]
    assert one == [date(2031, 2, 26), date(2031, 2, 19)]
    two = next(OFFICE.alike(OFFICE.between(local(3), local(5))))
    assert (two.starts_on, two.ends_on) == (date(2031, 2, 24), date(2031, 2, 26))


def test_of_more_than_a_week_none_is_alike() -> None:
    assert list(OFFICE.alike(OFFICE.between(local(3), local(17)))) == []


@given(setting=settings_of(), minutes=st.integers(1, 3_000))
def test_of_a_window_that_begins_where_none_ends_none_is_alike(setting: Setting, minutes: int) -> None:
    """After SUMMARY_AT or a chat's days were changed: an hour, or a day, is not to be held against a week."""
    schedule, end = setting.schedule, slowly.ends(setting)[-1][1]
    window = schedule.between(end - timedelta(minutes=minutes), end)
    assert schedule.is_comparable(window) == (window.start in [each for _, each in slowly.ends(setting)])
    assert schedule.is_comparable(window) or list(schedule.alike(window)) == []


@pytest.mark.parametrize(
    ("moment", "day"), [(local(7), 10), (local(6), 7), (local(7, 9), 7), (local(8, 9), 10)]
)
def test_the_next_working_day_has_an_afternoon_left(moment: datetime, day: int) -> None:
    assert OFFICE.next_working_day(moment) == date(2031, 3, day)


def test_who_is_told_on_fridays_only_is_still_told_of_monday_as_the_next_working_day() -> None:
    fridays = Schedule(BERLIN, SIX, frozenset({5}), workdays=WORKDAYS)
    assert fridays.ending(local(7)).start == local(28, month=2)
    assert fridays.next_working_day(local(7)) == date(2031, 3, 10)


def test_a_schedule_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="days are"):
        Schedule(BERLIN, SIX, frozenset())
