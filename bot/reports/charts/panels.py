"""The panels of a picture: bars with their usual, columns of days, the steps of the briefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.reports.charts.paper import HAIR, INK, SOFT, Paper, Style
from bot.reports.charts.sheet import Day, Panel, Row, Step

HEAD = Style(32, SOFT, "bold")
NAME, NAME_EMPTY, COUNT = Style(34), Style(34, SOFT), Style(34, INK, "bold")
SMALL, SMALL_TOLD = Style(30, SOFT), Style(30, INK, "bold")
FIGURE, FIGURE_EMPTY, WORD = Style(44, INK, "bold"), Style(44, SOFT), Style(30, SOFT)
EARLIER, TOLD = "#b3bac2", "#46535f"
HEAD_HEIGHT, STEPS_HEIGHT = 54, 86
NAMES_SHARE = 0.46
"""Of a panel's width that names may take at most."""
TICK, GAP, BETWEEN_LINES = 4, 18, 5
LEAST_SCALE = 4
"""Cases that fill a panel at least: one case alone must not look like a full day."""
MOST_DAYS = 8


@dataclass(frozen=True, slots=True)
class Area:
    """Where a panel stands, in pixels."""

    left: float
    top: float
    width: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width


def head(paper: Paper, text: str, area: Area) -> None:
    """What a panel is about, over a hairline."""
    paper.write(text, area.left, area.top + 32, HEAD)
    paper.box(area.left, area.top + 44, area.width, 2, HAIR)


def key(paper: Paper, text: str, area: Area, *, ticked: bool) -> None:
    """What the ticks mean, at the right of a panel's head."""
    paper.write(text, area.right, area.top + 32, SMALL, "right")
    if ticked:
        paper.box(area.right - paper.width_of(text, SMALL) - 16, area.top + 6, TICK, 32, INK)


def bars(paper: Paper, panel: Panel, area: Area, row_height: float) -> None:
    """Names, counts and bars, with a tick where the usual is."""
    names = min(NAMES_SHARE * area.width, max(paper.width_of(row.name, NAME) for row in panel.rows))
    counts = max(paper.width_of(str(row.count), COUNT) for row in panel.rows)
    start = area.left + names + counts + 2 * GAP
    most = max(LEAST_SCALE, *(max(row.count, row.usual or 0) for row in panel.rows))
    unit = (area.right - start - TICK) / most
    for place, row in enumerate(panel.rows):
        top = area.top + HEAD_HEIGHT + place * row_height
        _words(paper, row, Area(area.left, top, names), row_height, start - GAP)
        _bar(paper, row, Area(start, top, unit), row_height)


def _words(paper: Paper, row: Row, area: Area, row_height: float, counts_end: float) -> None:
    """A row's name, then its count; smaller where rows stand close."""
    size = min(NAME.size, round(row_height) - BETWEEN_LINES)
    name, count = (replace(style, size=size) for style in ((NAME, COUNT) if row.count else (NAME_EMPTY,) * 2))
    baseline = area.top + row_height / 2 + 0.36 * size
    paper.write(paper.fit(row.name, name, area.width), area.left, baseline, name)
    paper.write(str(row.count), counts_end, baseline, count, "right")


def _bar(paper: Paper, row: Row, area: Area, row_height: float) -> None:
    """A row's bar and tick; `area.width` is one case."""
    thick = 0.62 * row_height
    paper.box(area.left - 2, area.top, 2, row_height, HAIR)
    paper.box(area.left, area.top + (row_height - thick) / 2, row.count * area.width, thick, row.colour)
    if row.usual is not None:
        at, tall = area.left + row.usual * area.width, 0.84 * row_height
        top = area.top + (row_height - tall) / 2
        paper.box(at - TICK / 2 - 2, top, TICK + 4, tall, paper.colour)
        paper.box(at - TICK / 2, top, TICK, tall, INK)


def columns(
    paper: Paper,
    days: Sequence[Day],
    area: Area,
    height: float,
    slots: int = MOST_DAYS,
    usual: float | None = None,
) -> None:
    """Days, or weeks, as columns, the newest at the right edge; the told ones dark, the usual as a line."""
    slot = area.width / slots
    first = area.right - slot * len(days)
    floor = area.top + HEAD_HEIGHT + height - 2 * SMALL.size - 14
    most = max(LEAST_SCALE, usual or 0, *(day.cases for day in days))
    unit = (floor - area.top - HEAD_HEIGHT - SMALL.size - 10) / most
    if usual is not None:
        paper.box(first, floor - usual * unit - 1, area.right - first, 2, EARLIER)
    for place, day in enumerate(days):
        _column(paper, day, Area(first + place * slot, floor, slot), unit)
    paper.box(first, floor, area.right - first, 2, HAIR)


def _column(paper: Paper, day: Day, area: Area, unit: float) -> None:
    """One day over its name; `area.top` is the floor."""
    middle, tall = area.left + area.width / 2, day.cases * unit
    style = SMALL_TOLD if day.is_told else SMALL
    paper.box(area.left + 0.14 * area.width, area.top - tall, 0.72 * area.width, tall, _shade(day))
    wide = paper.width_of(str(day.cases), style)
    if wide <= area.width:  # thousands would run into their neighbours
        paper.box(middle - wide / 2, area.top - tall - 6 - style.size, wide, style.size, paper.colour)
        paper.write(str(day.cases), middle, area.top - tall - 8, style, "center")
    paper.write(day.weekday, middle, area.top + 34, style, "center")
    paper.write(day.day, middle, area.top + 34 + SMALL.size + 4, style, "center")


def _shade(day: Day) -> str:
    return TOLD if day.is_told else EARLIER


def steps(paper: Paper, taken: Sequence[Step], area: Area) -> None:
    """Figures over their words, with an arrow to each next step."""
    widths = [max(paper.width_of(str(s.count), FIGURE), paper.width_of(s.word, WORD)) for s in taken]
    gap = min(90.0, (area.width - sum(widths)) / max(1, len(taken) - 1))
    left = area.left
    for step, width in zip(taken, widths, strict=True):
        paper.write(str(step.count), left, area.top + 44, FIGURE if step.count else FIGURE_EMPTY)
        paper.write(step.word, left, area.top + 84, WORD)
        if step.leads_on:
            paper.write("→", left + width + gap / 2, area.top + 84, WORD, "center")
        left += width + gap
