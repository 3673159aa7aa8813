"""How much invented history, and when in it something happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from numpy.random import Generator

from bot.reports.windows import Schedule

GROWTH = 1.5
"""How many times as many clients come at the end as at the beginning."""
WEEKDAY = {1: 1.25, 2: 1.1, 3: 1.0, 4: 0.9, 5: 0.75}
QUIET_MONTHS = {1: 0.8, 8: 0.7, 12: 0.75}
HOURS = (9.0, 18.5)
"""Of the local day in which somebody works."""


@dataclass(frozen=True)
class Plan:
    """How much is to be invented."""

    until: datetime
    """UTC: nothing happens after it."""
    days: int = 365
    """How far back it goes."""
    per_day: float = 6.0
    """First talks on an average working day."""
    seed: int = 1
    for_cards: bool = True
    """Whether answers and whole results are kept too. Figures need neither, and a long history is smaller."""


def moments(plan: Plan, schedule: Schedule, random: Generator) -> Iterator[list[datetime]]:
    """For each working day the moments (UTC) at which a first talk ends, in order."""
    first = plan.until.astimezone(schedule.zone).date() - timedelta(days=plan.days)
    for step in range(plan.days + 1):
        day = first + timedelta(days=step)
        if schedule.works_on(day):
            count = random.poisson(plan.per_day * _weight(day, step / max(plan.days, 1)))
            found = sorted(_at(day, hour, schedule) for hour in random.uniform(*HOURS, count))
            yield [moment for moment in found if moment < plan.until]


def _weight(day: date, progress: float) -> float:
    trend = (1 + (GROWTH - 1) * progress) / ((1 + GROWTH) / 2)
    return trend * WEEKDAY.get(day.isoweekday(), 0.5) * QUIET_MONTHS.get(day.month, 1.0)


def _at(day: date, hour: float, schedule: Schedule) -> datetime:
    local = datetime.combine(day, time(0), schedule.zone) + timedelta(hours=float(hour))
    return local.astimezone(UTC)
