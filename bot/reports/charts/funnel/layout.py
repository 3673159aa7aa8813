"""Where everything on a funnel's picture stands: bars from top to bottom, and columns below them."""

from __future__ import annotations

from dataclasses import replace

from bot.reports.charts.funnel.sheet import Column, Row, Sheet
from bot.reports.charts.heading import MARGIN, TO_FINDING, WIDTH, heading
from bot.reports.charts.panels import HEAD_HEIGHT, Area, head
from bot.reports.charts.paper import HAIR, INK, SOFT, Paper, Style

ANSWERED, WENT_ON, UNKNOWN, LEFT = "#7d9cc0", "#c6cdd4", "#f2c14e", "#b3330a"
"""Apart in lightness as well as in hue, so that nobody needs to tell red from green."""
NAME, COUNT, KEY = Style(32), Style(32, INK, "bold"), Style(30, SOFT)
MOST = Style(32, LEFT, "bold")
TITLE_HEIGHT, KEY_HEIGHT = 190, 52
MOST_ROW, ROWS_HEIGHT, COLUMNS_HEIGHT, ABOVE = 54, 680, 170, 30
"""No picture is higher than 1280, beyond which it would be made smaller on its way to a phone."""
NAMES_SHARE, GAP, SWATCH = 0.4, 16, 26
LEAST_SCALE = 4
"""Interviews that fill a bar at least: one alone must not look like many."""
MOST_COLUMN, NARROWEST = 90, 3
SMALLEST_TEXT = 28


def placed(sheet: Sheet, language: str) -> Paper:
    """Draw a sheet."""
    paper = Paper(WIDTH, _height(sheet), language)
    top = _title(paper, sheet)
    _key(paper, sheet, top)
    bottom = _bars(paper, sheet, top + KEY_HEIGHT)
    if sheet.columns:
        _columns(paper, sheet, Area(MARGIN, bottom + ABOVE, WIDTH - 2 * MARGIN))
    return paper


def _height(sheet: Sheet) -> int:
    columns = ABOVE + HEAD_HEIGHT + COLUMNS_HEIGHT if sheet.columns else 0
    return _title_height(sheet) + KEY_HEIGHT + round(len(sheet.rows) * _row_height(sheet)) + columns + MARGIN


def _title_height(sheet: Sheet) -> int:
    return TITLE_HEIGHT + (TO_FINDING if sheet.finding else 0)


def _row_height(sheet: Sheet) -> float:
    return min(MOST_ROW, ROWS_HEIGHT / max(1, len(sheet.rows)))


def _title(paper: Paper, sheet: Sheet) -> int:
    heading(paper, sheet.headline, sheet.finding, sheet.occasion)
    return _title_height(sheet)


def _key(paper: Paper, sheet: Sheet, top: float) -> None:
    """What the colours mean, side by side."""
    left = float(MARGIN)
    for text, colour in zip(sheet.key, (ANSWERED, UNKNOWN, LEFT), strict=True):
        paper.box(left, top - SWATCH + 4, SWATCH, SWATCH, colour)
        paper.write(text, left + SWATCH + 10, top, KEY)
        left += SWATCH + 10 + paper.width_of(text, KEY) + 40


def _bars(paper: Paper, sheet: Sheet, top: float) -> float:
    """Returns where they end."""
    if not sheet.rows:
        return top
    across, height = WIDTH - 2 * MARGIN, _row_height(sheet)
    names = min(NAMES_SHARE * across, max(paper.width_of(row.name, NAME) for row in sheet.rows))
    counts = max(paper.width_of(str(row.left), COUNT) for row in sheet.rows)
    start, end = MARGIN + names + GAP, WIDTH - MARGIN - counts - GAP
    unit = (end - start) / max(LEAST_SCALE, *(row.count for row in sheet.rows))
    for place, row in enumerate(sheet.rows):
        at = Area(start, top + place * height, unit)
        _words(paper, row, replace(at, left=MARGIN, width=names), height)
        _bar(paper, row, at, height)
    return top + len(sheet.rows) * height


def _words(paper: Paper, row: Row, area: Area, height: float) -> None:
    """What it is called, and at the right edge how many left here."""
    size = max(SMALLEST_TEXT, min(NAME.size, round(height) - 6))
    baseline = area.top + height / 2 + 0.36 * size
    name = replace(NAME, size=size, colour=SOFT if row.is_step else INK)
    paper.write(paper.fit(row.name, name, area.width), area.left, baseline, name)
    if row.left:
        count = replace(MOST if row.is_most else COUNT, size=size)
        paper.write(str(row.left), WIDTH - MARGIN, baseline, count, "right")


def _bar(paper: Paper, row: Row, area: Area, height: float) -> None:
    """Its three parts; `area.width` is one interview."""
    thick, left = 0.62 * height, area.left
    paper.box(area.left - 2, area.top, 2, height, HAIR)
    top, passed = area.top + (height - thick) / 2, WENT_ON if row.is_step else ANSWERED
    for count, colour in ((row.answered, passed), (row.unknown, UNKNOWN), (row.left, LEFT)):
        if count:
            wide = max(count * area.width, NARROWEST)
            paper.box(left, top, wide, thick, colour)
            left += wide


def _columns(paper: Paper, sheet: Sheet, area: Area) -> None:
    """Left after so many answers, from none on."""
    head(paper, sheet.columns_head, area)
    slot = min(MOST_COLUMN, area.width / len(sheet.columns))
    floor = area.top + HEAD_HEIGHT + COLUMNS_HEIGHT - 44
    unit = (COLUMNS_HEIGHT - 44 - 44) / max(LEAST_SCALE, *(each.left for each in sheet.columns))
    for place, each in enumerate(sheet.columns):
        _column(paper, each, Area(area.left + place * slot, floor, slot), unit)
    paper.box(area.left, floor, slot * len(sheet.columns), 2, HAIR)


def _column(paper: Paper, column: Column, area: Area, unit: float) -> None:
    """One column over its number of answers; `area.top` is the floor."""
    middle, tall = area.left + area.width / 2, column.left * unit
    if column.left:
        paper.box(area.left + 0.16 * area.width, area.top - tall, 0.68 * area.width, tall, LEFT)
        count = replace(MOST if column.is_most else COUNT, size=SMALLEST_TEXT)
        if paper.width_of(str(column.left), count) <= area.width:  # thousands would run into each other
            paper.write(str(column.left), middle, area.top - tall - 8, count, "center")
    paper.write(str(column.answers), middle, area.top + 36, replace(KEY, size=SMALLEST_TEXT), "center")
