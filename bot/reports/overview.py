"""An overview: a summary of some days beside the weeks before, for those who look from further away."""

from __future__ import annotations

from dataclasses import dataclass

from bot.interviews.scripts import Scripts
from bot.reports.summary import Bar, Summary, summary_of
from bot.reports.weeks import weeks_until
from bot.reports.windows import Schedule, Window
from bot.storage.queries import reports
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a window, and how weeks went. Names no client and no manager but the one it is about."""

    summary: Summary
    weeks: tuple[Bar, ...]
    """Cases of 13 stretches of seven days up to the window's end, the oldest first."""


def overview_of(
    tx: Transaction, scripts: Scripts, schedule: Schedule, window: Window, owner_id: int | None = None
) -> Overview:
    """Read an overview; its cost depends on what happened in the window and in a quarter of a year.

    Args:
        scripts: as for a summary.
        schedule: where weeks begin and end.
        window: any.
        owner_id: only this manager's clients; None = the team's.
    """
    weeks = weeks_until(schedule, window)
    counts = [reports.count_cases(tx, (week.start, week.end), owner_id) for week in weeks]
    return Overview(
        summary_of(tx, scripts, schedule, window, owner_id),
        tuple(Bar(week.ends_on, count) for week, count in zip(weeks, counts, strict=True)),
    )
