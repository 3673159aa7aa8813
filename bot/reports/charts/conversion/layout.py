"""Where everything on the picture of conversions stands: rows one below the other on one scale of percent."""

from __future__ import annotations

from dataclasses import replace

from bot.reports.charts.conversion.sheet import Row, Sheet
from bot.reports.charts.heading import MARGIN, WIDTH, heading, heading_height, line
from bot.reports.charts.paper import BACKGROUND, HAIR, INK, SOFT, Paper, Style

NAME, FIGURES, SMALL = Style(36, INK, "bold"), Style(34), Style(30, SOFT)
TO_ROWS = 40
ROW, ROWS_HEIGHT = 150, 960
"""Many rows share a height, so that no picture is made smaller on its way to a phone."""
BELOW = 112
"""For the scale's numbers and the key."""
LINE, RADIUS, GRID = 8, 15, 2
NAME_SHARE = 0.55
TICKS = (0, 25, 50, 75, 100)
INSET = 48
"""Of the scale, so that its outer numbers have room."""


def placed(sheet: Sheet, language: str) -> Paper:
    """Draw a sheet."""
    row, top = _row_height(sheet), heading_height(None) + TO_ROWS
    floor = top + row * len(sheet.rows)
    paper = Paper(WIDTH, floor + BELOW + MARGIN // 2, language)
    heading(paper, sheet.headline, None, sheet.occasion)
    for place, each in enumerate(sheet.rows):
        _row(paper, each, top + place * row, row)
    _scale(paper, floor)
    line(paper, sheet.key, floor + 96, SMALL)
    return paper


def _row_height(sheet: Sheet) -> int:
    return min(ROW, ROWS_HEIGHT // len(sheet.rows))


def _row(paper: Paper, row: Row, top: float, height: float) -> None:
    """Name and figures over the dot on its line; amounts below where there is room for a third line."""
    is_tight = height < ROW
    name, figures = (replace(style, size=32) if is_tight else style for style in (NAME, FIGURES))
    baseline, right = top + name.size + 4, WIDTH - MARGIN
    wide = WIDTH - 2 * MARGIN
    shown = paper.fit(row.figures, figures, NAME_SHARE * wide)
    room = wide - paper.width_of(shown, figures) - 24
    paper.write(paper.fit(row.name, name, room), MARGIN, baseline, name)
    paper.write(shown, right, baseline, figures, "right")
    if row.amounts and not is_tight:
        amounts = paper.shrunk(row.amounts, SMALL, wide)
        paper.write(paper.fit(row.amounts, amounts, wide), MARGIN, baseline + 42, amounts)
    _interval(paper, row, baseline + (76 if not is_tight else (height - name.size) / 2))


def _interval(paper: Paper, row: Row, middle: float) -> None:
    """The scale's hairline, and on it the line and the dot; of too few nothing that could mislead."""
    paper.box(_at(0), middle - 1, _at(1) - _at(0), GRID, HAIR)
    for tick in TICKS:
        paper.box(_at(tick / 100) - 1, middle - 7, GRID, 14, HAIR)
    if row.interval is None:
        return
    low, high = _at(row.interval.low), _at(row.interval.high)
    paper.box(low, middle - LINE / 2, high - low, LINE, row.colour)
    paper.dot(_at(row.share), middle, RADIUS + 4, BACKGROUND)
    paper.dot(_at(row.share), middle, RADIUS, row.colour)


def _scale(paper: Paper, floor: float) -> None:
    for tick in TICKS:
        paper.write(f"{tick} %", _at(tick / 100), floor + 34, SMALL, "center")


def _at(share: float) -> float:
    """Where a share stands, in pixels from the left."""
    left, right = MARGIN + INSET, WIDTH - MARGIN - INSET
    return left + share * (right - left)
