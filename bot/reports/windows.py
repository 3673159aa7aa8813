"""Windows: the stretches of time that summaries are about, from one SUMMARY_AT to the next.

A window is [start, end) in UTC. Its ends are local times, so a day of 23 or 25 hours is as long as it is, and
each window begins where the one before it ended: nothing falls between two, nothing is counted in both.
Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LOOKS_BACK = 400
"""Days after which a schedule without a single working day is a fault, not a long holiday."""
EARLIEST = date(2000, 1, 1)
"""That may be asked about: older than any bot, and late enough for the windows before it to have dates."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, [start, end)."""

    start: datetime
    """UTC."""
    end: datetime
    """UTC."""
    starts_on: date
    """The local date of `start`."""
    ends_on: date
    """The local date of `end`: the day that a one-day window is called after."""
    missed: tuple[date, ...] = ()
    """Local dates inside on which a summary was due and none was sent, the oldest first."""
    first_end_on: date | None = None
    """The local date of the first end inside, which its first day is called after; None of one day."""

    @property
    def first_day(self) -> date:
        """The first day that it is about: a window begins on the evening before."""
        return self.first_end_on or self.ends_on

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True)
class Schedule:
    """When a summary is due: at one local time, on some weekdays, not on holidays."""

    zone: ZoneInfo
    at: time
    """A local time that a clock change skips is later by the skipped hour; of two equal ones it is the
    first."""
    days: frozenset[int]
    """ISO weekdays on which windows end, Monday = 1; at least one."""
    holidays: Container[date] = field(default=frozenset(), compare=False)
    workdays: frozenset[int] = frozenset()
    """ISO weekdays on which the studio works; none = those on which windows end."""

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, 8)):
            raise ValueError(f"days are {sorted(self.days)}; expected at least one of 1 (Monday) to 7")

    # --- single moments -----------------------------------------------------------------------------------

    def is_due_on(self, day: date) -> bool:
        """Whether a window ends on a local date."""
        return day.isoweekday() in self.days and day not in self.holidays

    def works_on(self, day: date) -> bool:
        """Whether the studio works on a local date."""
        return day.isoweekday() in (self.workdays or self.days) and day not in self.holidays

    def end_on(self, day: date) -> datetime:
        """The moment (UTC) at which a window of that local date would end, due or not."""
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def ends_until(self, moment: datetime) -> Iterator[datetime]:
        """The ends at or before a moment, the latest first, without end."""
        day, last, idle = self._local(moment) + DAY, None, 0
        while idle < LOOKS_BACK:
            end = self.end_on(day)
            if self.is_due_on(day) and end <= moment and (last is None or end < last):
                yield end
                last, idle = end, 0
            day, idle = day - DAY, idle + 1
        raise LookupError(f"no working day in {LOOKS_BACK} days before {day + LOOKS_BACK * DAY}")

    def next_end(self, moment: datetime) -> datetime:
        """The first end after a moment."""
        day = self._local(moment) - DAY
        for step in range(LOOKS_BACK):
            end = self.end_on(day + step * DAY)
            if self.is_due_on(day + step * DAY) and end > moment:
                return end
        raise LookupError(f"no working day in {LOOKS_BACK} days after {day}")

    def next_working_day(self, moment: datetime) -> date:
        """The first working day of which at least the afternoon is left."""
        day = self._local(moment)
        for step in range(LOOKS_BACK):
            noon = datetime.combine(day + step * DAY, time(12), self.zone)
            if self.works_on(day + step * DAY) and noon > moment:
                return day + step * DAY
        raise LookupError(f"no working day in {LOOKS_BACK} days after {day}")

    # --- windows ------------------------------------------------------------------------------------------

    def due(self, now: datetime, last_end: datetime | None) -> Window | None:
        """What is to be told now: everything since the last window that was sent; None if that was all.

        Args:
            last_end: where the last window sent to this chat ended; None before the first.
        """
        end = next(self.ends_until(now))
        if last_end is None:
            return self.ending(end)
        return self.between(last_end, end) if last_end < end else None

    def ending(self, end: datetime) -> Window:
        """The one window that ends at one of the schedule's ends."""
        return self.between(self._end_before(end), end)

    def of_days(self, first: date, last: date, now: datetime) -> Window:
        """Everything from one local date to another, both included, as far as it has happened.

        Begins where the window before `first` ended, so that a Monday has its weekend.
        """
        end = min(self.end_on(last), now)
        start = self._end_before(min(self.end_on(first), end))
        return self.between(start, end, missed=())

    def last_windows(self, window: Window, count: int) -> tuple[Window, ...]:
        """The newest `count` single windows until a window's end, the oldest first."""
        ends = list(islice(self.ends_until(window.end), count))
        return tuple(self.ending(end) for end in reversed(ends))

    def alike(self, window: Window) -> Iterator[Window]:
        """Earlier windows that end on the same weekday and span as many single ones, the newest first.

        Of a window that is not made of whole single ones, such as today's so far, and of one longer than a
        week, there are none.
        """
        if not self.is_comparable(window):
            return
        spans = self.spans(window)
        for end in self.ends_until(window.start):
            if self._local(end).isoweekday() == window.ends_on.isoweekday():
                *_, start = islice(self.ends_until(end), spans + 1)
                yield self.between(start, end, missed=())

    def is_comparable(self, window: Window) -> bool:
        """Whether there can be windows alike: it is over, of whole single ones, and no longer than a week."""
        return 1 <= self.spans(window) <= len(self.days)

    def spans(self, window: Window) -> int:
        """Of how many single windows it is made; 0 where one of its ends is none of the schedule's."""
        if any(next(self.ends_until(moment)) != moment for moment in (window.start, window.end)):
            return 0
        return 1 + len(self._ends_inside(window.start, window.end))

    def between(self, start: datetime, end: datetime, missed: tuple[date, ...] | None = None) -> Window:
        """The window of two moments; by default every end of the schedule inside it was missed."""
        inside = tuple(map(self._local, self._ends_inside(start, end)))
        return Window(
            start,
            end,
            self._local(start),
            self._local(end),
            missed=inside if missed is None else missed,
            first_end_on=inside[0] if inside else None,
        )

    def _end_before(self, end: datetime) -> datetime:
        return next(each for each in self.ends_until(end) if each < end)

    def _ends_inside(self, start: datetime, end: datetime) -> list[datetime]:
        """The ends strictly between two moments, the oldest first."""
        found = []
        for each in self.ends_until(end):
            if each <= start:
                break
            if each < end:
                found.append(each)
        return found[::-1]

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()
