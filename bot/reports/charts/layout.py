"""Where everything on a picture stands: one column of panels, as wide as a phone, as high as it needs."""

from __future__ import annotations

from dataclasses import replace

from bot.reports.charts.heading import MARGIN, WIDTH, heading, heading_height
from bot.reports.charts.panels import (
    HEAD_HEIGHT,
    STEPS_HEIGHT,
    Area,
    bars,
    columns,
    head,
    key,
    steps,
)
from bot.reports.charts.paper import Paper
from bot.reports.charts.sheet import Sheet

ABOVE, BESIDE = 32, 64
"""Between panels."""
TO_PANELS = 44
"""From the heading's last line."""
SEGMENT_ROW, SEGMENTS_HEIGHT, GRADE_ROW = 56, 455, 45
"""Many segments share a height, so that no picture is higher than 1280, beyond which it would be made smaller
on its way to a phone."""


def placed(sheet: Sheet, language: str) -> Paper:
    """Draw a sheet."""
    paper = Paper(WIDTH, _height(sheet), language)
    top = _title(paper, sheet)
    top = _segments(paper, sheet, top)
    top = _grades_and_days(paper, sheet, top)
    _briefs(paper, sheet, top)
    return paper


def _height(sheet: Sheet) -> int:
    height = _title_height(sheet) + _segments_height(sheet) + ABOVE + _grades_height(sheet) + MARGIN
    return height + (ABOVE + HEAD_HEIGHT + STEPS_HEIGHT if sheet.briefs else 0)


def _title_height(sheet: Sheet) -> int:
    return heading_height(sheet.finding) + TO_PANELS


def _segments_height(sheet: Sheet) -> int:
    return HEAD_HEIGHT + len(sheet.segments.rows) * _segment_row(sheet)


def _segment_row(sheet: Sheet) -> int:
    return min(SEGMENT_ROW, SEGMENTS_HEIGHT // len(sheet.segments.rows))


def _grades_height(sheet: Sheet) -> int:
    return HEAD_HEIGHT + len(sheet.grades.rows) * GRADE_ROW


def _title(paper: Paper, sheet: Sheet) -> int:
    """The finding, then whose and of when; returns where the panels begin."""
    heading(paper, sheet.headline, sheet.finding, sheet.occasion)
    return _title_height(sheet)


def _segments(paper: Paper, sheet: Sheet, top: int) -> int:
    area = _across(top)
    head(paper, sheet.segments.head, area)
    key(paper, sheet.usual, area, ticked=sheet.segments.has_usual)
    bars(paper, sheet.segments, area, _segment_row(sheet))
    return top + _segments_height(sheet) + ABOVE


def _grades_and_days(paper: Paper, sheet: Sheet, top: int) -> int:
    """Side by side; the grades alone where there are no earlier days."""
    whole = _across(top)
    half = replace(whole, width=(whole.width - BESIDE) / 2)
    left, right = (half, replace(half, left=half.right + BESIDE)) if sheet.trend else (whole, whole)
    head(paper, sheet.grades.head, left)
    bars(paper, sheet.grades, left, GRADE_ROW)
    if sheet.trend:
        head(paper, sheet.trend_head, right)
        columns(paper, sheet.trend, right, _grades_height(sheet) - HEAD_HEIGHT)
    return top + _grades_height(sheet) + ABOVE


def _briefs(paper: Paper, sheet: Sheet, top: int) -> None:
    if sheet.briefs:
        head(paper, sheet.briefs_head, _across(top))
        steps(paper, sheet.briefs, _across(top + HEAD_HEIGHT))


def _across(top: int) -> Area:
    return Area(MARGIN, top, WIDTH - 2 * MARGIN)
