"""Where everything on the director's page stands: a sheet of A4, upright, read from the top.

Measured in pixels of a third of a point, so that the panels of the picture have the size of print here.
"""

from __future__ import annotations

from dataclasses import replace

from bot.reports.charts.panels import HEAD_HEIGHT, STEPS_HEIGHT, Area, bars, columns, head, key, steps
from bot.reports.charts.paper import HAIR, INK, SOFT, Paper, Style
from bot.reports.onepage.sheet import Figure, OnePage

WIDTH, HEIGHT = 1860, 2631
SCALE = 595.276 / WIDTH
"""Points of a pixel: A4 is 595.276 by 841.89 points."""
WHITE = "#ffffff"
MARGIN, ABOVE, BESIDE = 130, 70, 90
STUDIO, OCCASION = Style(34, INK, "bold"), Style(34, SOFT)
HEADLINE, FINDING = Style(76, INK, "bold"), Style(44)
WORD, FIGURE, BESIDE_FIGURE = Style(32, SOFT), Style(92, INK, "bold"), Style(32, SOFT)
SENTENCE, NOTE = Style(36), Style(28, SOFT)
TO_STUDIO, TO_HEADLINE, TO_FINDING, TO_FIGURES = 30, 108, 72, 72
FIGURES_HEIGHT = 190
SEGMENTS_SHARE = 0.6
"""Of the width; grades have the rest."""
ROW, ROWS_HEIGHT = 62, 560
"""Many segments share a height."""
WEEKS_HEIGHTS = (240, 760)
"""The least and the most of the weeks' columns, which take what the rest leaves."""
SENTENCE_HEIGHT, NOTE_HEIGHT = 54, 40
MOST_LINES = 2
"""Of a sentence or a note."""


def placed(page: OnePage, language: str) -> Paper:
    """Draw the page."""
    paper = Paper(WIDTH, HEIGHT, language, SCALE, WHITE)
    top = _title(paper, page)
    top = _figures(paper, page.figures, top)
    top = _segments_and_grades(paper, page, top)
    notes = _notes(paper, page)
    below = _seen_height(paper, page) + ABOVE + HEAD_HEIGHT + STEPS_HEIGHT + ABOVE
    top = _weeks(paper, page, top, notes - ABOVE - below - top)
    top = _briefs(paper, page, top)
    _seen(paper, page, top)
    return paper


def _across(top: float) -> Area:
    return Area(MARGIN, top, WIDTH - 2 * MARGIN)


def _title(paper: Paper, page: OnePage) -> float:
    """Whose and when, how much came in, and what stands out of it."""
    area, baseline = _across(MARGIN), float(MARGIN + TO_STUDIO)
    room = area.width - paper.width_of(page.occasion, OCCASION) - BESIDE
    if page.studio and room > 0:
        paper.write(paper.fit(page.studio, STUDIO, room), area.left, baseline, STUDIO)
        paper.write(page.occasion, area.right, baseline, OCCASION, "right")
    else:
        paper.write(paper.fit(page.occasion, OCCASION, area.width), area.left, baseline, OCCASION)
    baseline += TO_HEADLINE
    _line(paper, page.headline, baseline, HEADLINE)
    if page.finding:
        baseline += TO_FINDING
        _line(paper, page.finding, baseline, FINDING)
    return baseline + TO_FIGURES


def _line(paper: Paper, text: str, baseline: float, style: Style) -> None:
    area = _across(baseline)
    fitting = paper.shrunk(text, style, area.width)
    paper.write(paper.fit(text, fitting, area.width), area.left, baseline, fitting)


def _figures(paper: Paper, figures: tuple[Figure, ...], top: float) -> float:
    """Side by side, under a line each."""
    area = _across(top)
    wide = (area.width - (len(figures) - 1) * BESIDE / 2) / len(figures)
    for place, figure in enumerate(figures):
        left = area.left + place * (wide + BESIDE / 2)
        paper.box(left, top, wide, 3, INK)
        for text, style, down in (
            (figure.word, WORD, 46),
            (figure.figure, FIGURE, 140),
            (figure.beside, BESIDE_FIGURE, 186),
        ):
            fitting = paper.shrunk(text, style, wide)
            paper.write(paper.fit(text, fitting, wide), left, top + down, fitting)
    return top + FIGURES_HEIGHT + ABOVE


def _segments_and_grades(paper: Paper, page: OnePage, top: float) -> float:
    area = _across(top)
    left = replace(area, width=(area.width - BESIDE) * SEGMENTS_SHARE)
    right = Area(left.right + BESIDE, top, area.right - left.right - BESIDE)
    row = min(ROW, ROWS_HEIGHT // len(page.segments.rows))
    head(paper, page.segments.head, left)
    key(paper, page.usual, left, ticked=page.segments.has_usual)
    bars(paper, page.segments, left, row)
    head(paper, page.grades.head, right)
    bars(paper, page.grades, right, ROW)
    tallest = max(row * len(page.segments.rows), ROW * len(page.grades.rows))
    return top + HEAD_HEIGHT + tallest + ABOVE


def _weeks(paper: Paper, page: OnePage, top: float, room: float) -> float:
    """A quarter of a year; as high as the rest of the page lets it be."""
    least, most = WEEKS_HEIGHTS
    height = min(most, max(least, room - HEAD_HEIGHT))
    area = _across(top)
    head(paper, page.weeks_head, area)
    if page.weeks_key:
        key(paper, page.weeks_key, area, ticked=False)
    columns(paper, page.weeks, area, height, len(page.weeks), page.weeks_usual)
    return top + HEAD_HEIGHT + height + ABOVE - 40  # the columns keep a line free that weeks do not need


def _briefs(paper: Paper, page: OnePage, top: float) -> float:
    head(paper, page.briefs_head, _across(top))
    if page.briefs:
        steps(paper, page.briefs, _across(top + HEAD_HEIGHT))
    else:
        _line(paper, page.no_briefs, top + HEAD_HEIGHT + 50, replace(SENTENCE, colour=SOFT))
    return top + HEAD_HEIGHT + STEPS_HEIGHT + ABOVE


def _seen(paper: Paper, page: OnePage, top: float) -> None:
    area = _across(top)
    head(paper, page.seen_head, area)
    baseline = top + HEAD_HEIGHT + 42
    for sentence in page.seen:
        for line in paper.lines(sentence, SENTENCE, area.width, MOST_LINES):
            paper.write(line, area.left, baseline, SENTENCE)
            baseline += SENTENCE_HEIGHT


def _seen_height(paper: Paper, page: OnePage) -> float:
    room = _across(0).width
    lines = sum(len(paper.lines(each, SENTENCE, room, MOST_LINES)) for each in page.seen)
    return HEAD_HEIGHT + lines * SENTENCE_HEIGHT


def _notes(paper: Paper, page: OnePage) -> float:
    """At the foot of the page; returns where they begin."""
    area = _across(0)
    lines = [line for note in page.notes for line in paper.lines(note, NOTE, area.width, MOST_LINES)]
    top = HEIGHT - MARGIN - len(lines) * NOTE_HEIGHT
    paper.box(area.left, top - NOTE_HEIGHT, area.width, 2, HAIR)
    for place, line in enumerate(lines, start=1):
        paper.write(line, area.left, top + place * NOTE_HEIGHT, NOTE)
    return top - NOTE_HEIGHT
