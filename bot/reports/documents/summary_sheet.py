"""The first sheet of a workbook: the figures of the window, tables with charts that a reader can change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.reports.charts.sheet import ENDINGS, FUNNEL, GRADE_COLOUR, OPEN_COLOUR
from bot.reports.charts.wording import headline, occasion
from bot.reports.documents.columns import Words
from bot.reports.documents.harmless import one_line
from bot.reports.documents.records import Export
from bot.reports.figures import OPEN, Count

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_WIDTHS = (26, 11, 11, 3)
CHART_COLUMN, CHART_SIZE = 4, {"width": 620, "height": 270}
ROWS_OF_CHART = 14
"""Rows of the usual height that a chart covers, and one of air."""
USUAL_COLOUR = "#c9ced3"
FONT = {"name": "Calibri", "size": 11}


@dataclass(frozen=True)
class Block:
    """A table with a chart of it: names, counts, and the usual beside where there is one."""

    title: str
    names: Sequence[str | date]
    counts: Sequence[int]
    usual: Sequence[float | None]
    colours: Sequence[str]
    """One for each bar; none = no chart."""


class SummarySheet:
    """The sheet being filled, from the top."""

    def __init__(self, book: Workbook, sheet: Worksheet, export: Export, words: Words) -> None:
        self._book, self._sheet, self._words = book, sheet, words
        self._overview, self._summary = export.overview, export.overview.summary
        self._title = book.add_format({"bold": True, "font_size": 18, "font_color": "#1b2430"})
        self._soft = book.add_format({"font_color": "#5a6672"})
        self._head = book.add_format({"bold": True, "bottom": 1, "font_color": "#5a6672"})
        self._number_head = book.add_format(
            {"bold": True, "bottom": 1, "font_color": "#5a6672", "align": "right"}
        )
        self._number = book.add_format({"num_format": "#,##0.#;-#,##0.#;0"})
        self._count = book.add_format({"num_format": "#,##0", "bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._row = 0

    def fill(self) -> None:
        """Title, then every block."""
        for place, width in enumerate(SHEET_WIDTHS):
            self._sheet.set_column(place, place, width)
        self._sheet.hide_gridlines(2)  # on the screen, too
        self._sheet.set_row(0, 30)
        self._text(0, 0, headline(self._summary, self._words.language), self._title)
        self._text(1, 0, occasion(self._summary, self._words.language), self._soft)
        self._row = 3
        for block in (self._segments(), self._grades(), self._weeks(), self._briefs()):
            self._block(block)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 1)
        self._sheet.set_paper(9)  # A4

    # --- what there is ------------------------------------------------------------------------------------

    def _segments(self) -> Block:
        counts = (*self._summary.segments, self._summary.open)
        names = [
            *(self._words.segments.name(each.id) for each in counts[:-1]),
            self._words.label("chart_open"),
        ]
        colours = [*(self._words.segments.colour(each.id) for each in counts[:-1]), OPEN_COLOUR]
        return _of_counts(self._words.label("chart_segments"), names, counts, colours)

    def _grades(self) -> Block:
        counts = self._summary.grades
        names = [self._words.label("chart_open") if each.id == OPEN else each.id for each in counts]
        colours = [OPEN_COLOUR if each.id == OPEN else GRADE_COLOUR for each in counts]
        return _of_counts(self._words.label("chart_grades"), names, counts, colours)

    def _weeks(self) -> Block:
        days, counts = zip(*((week.ends_on, week.cases) for week in self._overview.weeks), strict=True)
        colours = [GRADE_COLOUR] * len(days)
        return Block(self._words.label("onepage_weeks"), days, counts, (), colours)

    def _briefs(self) -> Block:
        steps = (*FUNNEL, *ENDINGS)
        names = [self._words.label(f"chart_{step}") for step in steps]
        counts = [getattr(self._summary.briefs, step) for step in steps]
        return Block(self._words.label("chart_briefs"), names, counts, (), ())

    # --- how it is written --------------------------------------------------------------------------------

    def _block(self, block: Block) -> None:
        """A table at the left, its chart beside it."""
        first = self._row + 1
        self._heads(block)
        for place, name in enumerate(block.names):
            self._name(first + place, name)
            self._sheet.write_number(first + place, 1, block.counts[place], self._count)
            usual = block.usual[place] if block.usual else None
            if usual is not None:
                self._sheet.write_number(first + place, 2, usual, self._number)
        if block.colours:
            self._chart(block, first)
        tall = max(len(block.names), ROWS_OF_CHART if block.colours else 0)
        self._row = first + tall + 2

    def _heads(self, block: Block) -> None:
        heads = [block.title, self._words.label("onepage_clients" if block.colours else "onepage_briefs")]
        usual = [self._words.label("chart_usual")] if any(each is not None for each in block.usual) else []
        for place, text in enumerate((*heads, *usual)):
            self._text(self._row, place, text, self._number_head if place else self._head)

    def _name(self, row: int, name: str | date) -> None:
        if isinstance(name, str):
            self._text(row, 0, name, None)
        else:
            self._sheet.write_datetime(row, 0, datetime(name.year, name.month, name.day), self._day)  # noqa: DTZ001

    def _text(self, row: int, column: int, text: str, form: Any) -> None:
        self._sheet.write_string(row, column, one_line(text), form)

    def _chart(self, block: Block, first: int) -> None:
        """Columns, with the usual in grey behind them where there is one."""
        chart: Any = self._book.add_chart({"type": "column"})
        last = first + len(block.names) - 1
        name, names = self._sheet.get_name(), [first, 0, last, 0]
        points = [{"fill": {"color": colour}} for colour in block.colours]
        series = {"categories": [name, *names], "gap": 60, "data_labels": {"value": True, "font": FONT}}
        counted = {"name": [name, first - 1, 1], "values": [name, first, 1, last, 1], "points": points}
        chart.add_series({**series, **counted})
        if any(each is not None for each in block.usual):
            grey = {"fill": {"color": USUAL_COLOUR}, "data_labels": {"value": False}}
            usual = {"name": [name, first - 1, 2], "values": [name, first, 2, last, 2]}
            chart.add_series({**series, **usual, **grey})
            chart.set_legend({"position": "bottom", "font": FONT})
        else:
            chart.set_legend({"none": True})
        chart.set_title({"name": block.title, "name_font": {**FONT, "size": 13, "bold": True}})
        chart.set_y_axis(
            {
                "major_gridlines": {"visible": True, "line": {"color": "#e6e9ec"}},
                "num_font": FONT,
                "min": 0,
                "line": {"none": True},
            }
        )
        chart.set_x_axis({"num_font": FONT, "text_axis": True, "num_format": "d mmm"})
        chart.set_size(CHART_SIZE)
        self._sheet.insert_chart(self._row, CHART_COLUMN, chart)


def _of_counts(title: str, names: Sequence[str], counts: Sequence[Count], colours: Sequence[str]) -> Block:
    usual = [each.usual for each in counts]
    return Block(title, names, [each.count for each in counts], usual, colours)
