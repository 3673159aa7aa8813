"""Weeks: the windows of a schedule taken together up to the last one of each calendar week. Pure.

A week ends where its last window does (a Friday at SUMMARY_AT, or a Thursday before a holiday), so that weeks
leave nothing out, as windows do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.reports.windows import Schedule, Window

WEEK = timedelta(days=7)
TREND = 13
"""Weeks in a trend: a quarter of a year."""


def ends_of_weeks(schedule: Schedule, moment: datetime) -> Iterator[datetime]:
    """The ends of weeks at or before a moment, the latest first, without end."""
    following = schedule.next_end(moment)
    for end in schedule.ends_until(moment):
        if _week(schedule, end) != _week(schedule, following):
            yield end
        following = end


def week_due(schedule: Schedule, now: datetime, last_end: datetime) -> Window | None:
    """Everything since the last week that was told; None where no week has ended since.

    Args:
        last_end: where that week ended. After a downtime one window has all weeks that were missed.
    """
    end = next(ends_of_weeks(schedule, now))
    return schedule.between(last_end, end, missed=()) if last_end < end else None


def weeks_until(schedule: Schedule, window: Window, count: int = TREND) -> tuple[Window, ...]:
    """Stretches of seven days up to a window's end, the oldest first.

    Each begins at the end of a window, the last where a window of seven days up to the same end does: the
    figure of a week is the trend's last one.
    """
    before = (_end_before(schedule, window.ends_on - place * WEEK) for place in range(1, count + 1))
    ends = sorted((window.end, *before))
    return tuple(schedule.between(start, end, missed=()) for start, end in pairwise(ends))


def _end_before(schedule: Schedule, day: date) -> datetime:
    return next(schedule.ends_until(schedule.end_on(day)))


def _week(schedule: Schedule, moment: datetime) -> tuple[int, int]:
    year, week, _ = moment.astimezone(schedule.zone).isocalendar()
    return year, week
