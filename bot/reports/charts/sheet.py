"""What a picture shows, in the reader's words and in order, before anything is placed or drawn. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.dates import format_date

from bot.reports.charts.names import Names
from bot.reports.charts.wording import finding, headline, occasion, spoken
from bot.reports.figures import OPEN, BriefFigures, Count
from bot.reports.summary import Bar, Summary
from bot.reports.windows import Window
from messages import label

MOST_SEGMENTS = 12
"""Rows at most, as many segments as a content set may have; those of older contents share the last one."""
OPEN_COLOUR, OTHER_COLOUR, GRADE_COLOUR = "#a6afb8", "#8d97a1", "#46535f"
FUNNEL = ("sent", "opened", "done")
ENDINGS = ("stopped", "declined", "expired")


@dataclass(frozen=True, slots=True)
class Row:
    """One horizontal bar."""

    name: str
    count: int
    usual: float | None
    colour: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars under one head, on one scale."""

    head: str
    rows: tuple[Row, ...]

    @property
    def has_usual(self) -> bool:
        """Whether at least one row can be compared."""
        return any(row.usual is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Day:
    """One column of the trend."""

    weekday: str
    day: str
    cases: int
    is_told: bool
    """Whether the summary is about it; the others are there to compare."""


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of the briefs."""

    word: str
    count: int
    leads_on: bool
    """Whether the figure to the right is the next step, not another ending."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a picture, from top to bottom."""

    headline: str
    finding: str | None
    occasion: str
    usual: str
    """What the ticks are called, or that there is no usual yet."""
    segments: Panel
    grades: Panel
    trend_head: str
    trend: tuple[Day, ...]
    """Empty where there is nothing to compare with."""
    briefs_head: str
    briefs: tuple[Step, ...]
    """Empty where nothing happened to one."""


def sheet_of(summary: Summary, names: Names, language: str) -> Sheet:
    """Word a summary for a picture."""
    segments = Panel(label("chart_segments", language), _segments(summary, names, language))
    return Sheet(
        headline=headline(summary, language),
        finding=finding(summary, names, language),
        occasion=occasion(summary, language),
        usual=label("chart_usual" if segments.has_usual else "chart_no_usual", language),
        segments=segments,
        grades=Panel(label("chart_grades", language), _grades(summary.grades, language)),
        trend_head=label("chart_days", language),
        trend=_days(summary.trend, summary.window, language),
        briefs_head=label("chart_briefs", language),
        briefs=_steps(summary.briefs, language),
    )


def _segments(summary: Summary, names: Names, language: str) -> tuple[Row, ...]:
    counts = summary.segments
    alone = MOST_SEGMENTS if len(counts) <= MOST_SEGMENTS else MOST_SEGMENTS - 1
    shown, rest = counts[:alone], counts[alone:]
    rows = [Row(names.name(each.id), each.count, each.usual, names.colour(each.id)) for each in shown]
    if rest:
        count = sum(each.count for each in rest)
        rows.append(Row(label("chart_others", language), count, None, OTHER_COLOUR))
    return (*rows, _open(summary.open, language))


def _grades(counts: Iterable[Count], language: str) -> tuple[Row, ...]:
    return tuple(
        _open(each, language) if each.id == OPEN else Row(each.id, each.count, each.usual, GRADE_COLOUR)
        for each in counts
    )


def _open(count: Count, language: str) -> Row:
    return Row(label("chart_open", language), count.count, count.usual, OPEN_COLOUR)


def _days(trend: tuple[Bar, ...], window: Window, language: str) -> tuple[Day, ...]:
    """Nothing where a single window would stand alone."""
    if len(trend) < 2:
        return ()
    last = len(trend) - 1
    return tuple(
        Day(
            weekday=format_date(each.ends_on, "EEEEEE", locale=spoken(language)),
            day=str(each.ends_on.day),
            cases=each.cases,
            is_told=place == last or window.starts_on < each.ends_on <= window.ends_on,
        )
        for place, each in enumerate(trend)
    )


def _steps(briefs: BriefFigures, language: str) -> tuple[Step, ...]:
    """The way of a brief, then how others ended, as far as any did."""
    if briefs.is_empty:
        return ()
    ended = [name for name in ENDINGS if getattr(briefs, name)]
    return tuple(
        Step(label(f"chart_{name}", language), getattr(briefs, name), name in FUNNEL[:-1])
        for name in (*FUNNEL, *ended)
    )
