"""The confusion matrices of a proposal as a picture: who was confirmed as whom, and what was computed.

Rows are what people confirmed, columns what was computed; what was right lies on the diagonal, in blue, what
was wrong beside it, in orange: the two differ in lightness too. The first matrix is the content as written,
the second what is learned, each client judged by what the others taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.reports.charts.names import Names
from messages import label
from scoring import Judgement

if TYPE_CHECKING:
    from bot.reports.charts.paper import Paper, Style

WIDTH, MARGIN, GAP = 1200, 44, 20
TITLE, HEAD, BETWEEN = 190, 100, 26
HIGHEST, TALLEST_ROW = 1270, 76
NAMES_SHARE = 0.34
"""Of the width that the names of the rows may take."""
RIGHT, WRONG = (0x2B, 0x6C, 0xB0), (0xE0, 0x8A, 0x2E)
PAPER = (0xFD, 0xFC, 0xF9)
DARK_FROM = 0.75
"""Share of a row from which a cell is so dark that its figure is white."""


@dataclass(frozen=True)
class Matrix:
    """One matrix in the reader's words."""

    head: str
    names: tuple[str, ...]
    colours: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """[confirmed][computed]."""


@dataclass(frozen=True)
class Sheet:
    """Everything on the picture."""

    headline: str
    occasion: str
    axes: str
    matrices: tuple[Matrix, ...]


def sheet_of(
    segments: Sequence[str], before: Judgement, after: Judgement, names: Names, language: str
) -> Sheet:
    """Word the picture of a proposal."""
    shown = [
        Matrix(
            head=label(f"calibrate_chart_{name}", language, share=percent(judged)),
            names=tuple(names.name(segment) for segment in segments),
            colours=tuple(names.colour(segment) for segment in segments),
            counts=tuple(map(tuple, judged.confusion[:, :-1].tolist())),
        )
        for name, judged in (("before", before), ("after", after))
    ]
    return Sheet(
        headline=label("calibrate_chart", language, before=percent(before), after=percent(after)),
        occasion=label("calibrate_chart_of", language, count=after.count),
        axes=label("calibrate_chart_axes", language),
        matrices=tuple(shown),
    )


def percent(judged: Judgement) -> int:
    """Of 100 clients, how many were computed right."""
    return round(100 * judged.hits / max(1, judged.count))


def draw(sheet: Sheet, language: str) -> bytes:
    """A PNG, 1200 pixels wide. Call it off the event loop."""
    return placed(sheet, language).png()


def placed(sheet: Sheet, language: str) -> Paper:
    """Draw a sheet."""
    from bot.reports.charts.paper import INK, SOFT, Paper, Style  # here, as it loads matplotlib

    rows = len(sheet.matrices[0].names)
    tall = min(TALLEST_ROW, (HIGHEST - TITLE - MARGIN - 2 * HEAD - BETWEEN) // (2 * rows))
    paper = Paper(WIDTH, TITLE + 2 * (HEAD + rows * tall) + BETWEEN + MARGIN, language)
    lines = (
        (sheet.headline, Style(54, INK, "bold"), 88),
        (f"{sheet.occasion} · {sheet.axes}", Style(32, SOFT), 146),
    )
    for text, style, baseline in lines:
        fitting = paper.shrunk(text, style, WIDTH - 2 * MARGIN)
        paper.write(paper.fit(text, fitting, WIDTH - 2 * MARGIN), MARGIN, baseline, fitting)
    top = TITLE
    for matrix in sheet.matrices:
        _matrix(paper, matrix, top, tall)
        top += HEAD + rows * tall + BETWEEN
    return paper


def _matrix(paper: Paper, matrix: Matrix, top: int, tall: int) -> None:
    from bot.reports.charts.paper import HAIR, SOFT, Style

    name, head = Style(min(32, tall - 5)), Style(32, SOFT, "bold")
    room = WIDTH - 2 * MARGIN
    left = MARGIN + min(
        NAMES_SHARE * room, max(paper.width_of(each, name) for each in matrix.names) + 2 * GAP
    )
    cell = (WIDTH - MARGIN - left) / len(matrix.names)
    paper.write(paper.fit(matrix.head, head, room), MARGIN, top + 32, head)
    paper.box(MARGIN, top + 44, room, 2, HAIR)
    rows, columns = _names(paper, matrix.names, cell)
    for place, text in enumerate(columns):
        _column_name(paper, text, matrix.colours[place], left + place * cell, top, cell)
    for place, counts in enumerate(matrix.counts):
        baseline = top + HEAD + place * tall + tall / 2 + 0.36 * name.size
        paper.write(paper.fit(rows[place], name, left - MARGIN - GAP), MARGIN, baseline, name)
        for column, count in enumerate(counts):
            share = count / max(1, sum(counts))
            at = (left + column * cell, top + HEAD + place * tall, cell, tall)
            _cell(paper, count, share, at, RIGHT if column == place else WRONG)


def _names(paper: Paper, names: tuple[str, ...], width: float) -> tuple[list[str], list[str]]:
    """What rows and columns are called: by numbers where the names are too long for a column."""
    from bot.reports.charts.paper import SMALLEST, Style

    if all(paper.width_of(name, Style(SMALLEST)) <= width - 8 for name in names):
        return list(names), list(names)
    numbers = [str(place) for place in range(1, len(names) + 1)]
    return [f"{number} · {name}" for number, name in zip(numbers, names, strict=True)], numbers


def _column_name(paper: Paper, text: str, colour: str, left: float, top: int, width: float) -> None:
    from bot.reports.charts.paper import SMALLEST, Style

    style = Style(SMALLEST)
    paper.box(left + 3, top + 54, width - 6, 6, colour)
    paper.write(paper.fit(text, style, width - 8), left + width / 2, top + HEAD - 10, style, "center")


def _cell(
    paper: Paper,
    count: int,
    share: float,
    at: tuple[float, float, float, float],
    colour: tuple[int, int, int],
) -> None:
    """A figure on a ground that is the darker the more of its row it has; nothing is left blank but its 0."""
    from bot.reports.charts.paper import INK, SOFT, Style

    left, top, width, height = at
    paper.box(
        left + 3, top + 3, width - 6, height - 6, _mixed(colour, 0.08 + 0.92 * share if count else 0.05)
    )
    size = min(40, round(height) - 6)
    style: Style = Style(max(28, size), INK, "bold") if count else Style(max(28, size - 6), SOFT)
    if share >= DARK_FROM and colour is RIGHT:
        style = replace(style, colour="#ffffff")
    paper.write(str(count), left + width / 2, top + height / 2 + 0.36 * style.size, style, "center")


def _mixed(colour: tuple[int, int, int], part: float) -> str:
    """A colour on the paper's, as "#rrggbb"."""
    mixed = (round(ground + (own - ground) * part) for own, ground in zip(colour, PAPER, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*mixed)
