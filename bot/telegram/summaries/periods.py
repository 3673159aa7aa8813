"""Which window somebody means: today, a few days, two dates, or the one that a button or a link names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from bot.reports.windows import EARLIEST, Schedule, Window
from bot.storage.queries import reports
from bot.storage.transaction import Transaction

LONGEST = timedelta(days=400)
"""Of what may be asked for at once: a year, and a little."""
WORTH_A_PAGE = timedelta(days=4)
"""What is shorter than that a picture says well enough."""
PERIODS = ("today", "yesterday", "week", "month")
"""As people write them; their place is written into buttons: never reorder."""
_LINK = re.compile(r"summary_([0-9]{1,10})_([0-9]{1,8})")
_DAYS: Mapping[str, tuple[int, int]] = {"yesterday": (1, 1), "week": (6, 0), "month": (29, 0)}
"""From how many days ago to how many."""


def of_period(tx: Transaction, schedule: Schedule, period: str, now: datetime) -> Window:
    """The window of one of `PERIODS`."""
    day = now.astimezone(schedule.zone).date()
    if period not in _DAYS:
        return _today(tx, schedule, day, now)
    first, last = (day - timedelta(days=ago) for ago in _DAYS[period])
    return schedule.of_days(first, last, now)


def _today(tx: Transaction, schedule: Schedule, day: date, now: datetime) -> Window:
    """The day's own window; once something has come in after its end, everything until now."""
    own = schedule.of_days(day, day, now)
    is_later = own.end < now and reports.count_cases(tx, (own.end, now), None) > 0
    return schedule.between(own.start, now, missed=()) if is_later else own


def of_text(tx: Transaction, schedule: Schedule, text: str, now: datetime) -> Window | None:
    """What somebody wrote: a period, a date, two dates, or nothing for today; None = not understood."""
    words = text.lower().split()
    if not words:
        return of_period(tx, schedule, "today", now)
    if words[0] in PERIODS and len(words) == 1:
        return of_period(tx, schedule, words[0], now)
    try:
        days = sorted(date.fromisoformat(word) for word in words)
    except ValueError:
        return None
    today = now.astimezone(schedule.zone).date()
    if len(days) > 2 or not EARLIEST <= days[0] <= today or min(days[-1], today) - days[0] > LONGEST:
        return None
    return schedule.of_days(days[0], min(days[-1], today), now)


def of_moments(schedule: Schedule, start: int, seconds: int) -> Window | None:
    """The window of a first second and a length, as buttons carry them; None for what none of ours does."""
    if not 0 <= start < 1 << 32 or not 0 < seconds <= LONGEST.total_seconds() + 86_400:
        return None
    begin = datetime.fromtimestamp(start, UTC)
    return schedule.between(begin, begin + timedelta(seconds=seconds), missed=())


def is_link(payload: str) -> bool:
    """Whether a deep link names a window."""
    return _LINK.fullmatch(payload) is not None


def of_link(schedule: Schedule, payload: str) -> Window | None:
    """The window that a deep link names; None for what none of ours does."""
    found = _LINK.fullmatch(payload)
    return of_moments(schedule, *map(int, found.groups())) if found else None


def is_worth_a_page(window: Window) -> bool:
    """Whether the director's page is offered for a window."""
    return window.end - window.start >= WORTH_A_PAGE
