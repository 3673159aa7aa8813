"""An export as a workbook: a summary with native charts, the results, the answers, and what the columns mean.

Made in memory: nothing of it lies in a file on the way, where no key would keep it. Every text is written as
a text, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.reports.documents import columns
from bot.reports.documents.columns import Cell, Column, Kind, R, Words, row_of
from bot.reports.documents.harmless import looks_like_formula, one_line
from bot.reports.documents.records import Export
from bot.reports.documents.summary_sheet import SummarySheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEAD = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "bottom": 1,
    "bg_color": "#eef1f3",
    "font_color": "#1b2430",
}
FORMATS = {Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.SHARE: "0%", Kind.TEXT: "@"}
ALIGNED = {Kind.MOMENT: "left"}
"""What would run into the text to the right of it."""
HEAD_HEIGHT = 32
MEANING_WIDTHS = (30, 90)


def book(export: Export, words: Words) -> bytes:
    """The workbook's file: the same bytes for the same export."""
    from xlsxwriter import Workbook  # here, as only exports need it

    file = BytesIO()
    with Workbook(file, OPTIONS) as made:
        made.set_properties({"created": export.asked.window.end.replace(tzinfo=None)})
        _Binder(made, export, words).bind()
    return file.getvalue()


class _Binder:
    """One workbook being filled, sheet by sheet."""

    def __init__(self, book: Workbook, export: Export, words: Words) -> None:
        self._book, self._export, self._words = book, export, words
        self._head = book.add_format(HEAD)
        self._formats = {
            kind: book.add_format({"num_format": form, "align": ALIGNED.get(kind, "")})
            for kind, form in FORMATS.items()
        }
        self._guarded = book.add_format({"num_format": "@", "quote_prefix": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def bind(self) -> None:
        """All sheets, in the order in which they are looked at."""
        export, words = self._export, self._words
        cases, answers = columns.of_cases(export, words), columns.of_answers(export, words)
        SummarySheet(self._book, self._sheet("sheet_summary"), export, words).fill()
        self._table("sheet_results", cases, export.cases)
        self._table("sheet_answers", answers, export.answers)
        self._definitions([*cases, *answers])

    def _sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(self._words.label(name))

    def _table(self, name: str, heads: Sequence[Column[R]], records: Sequence[R]) -> None:
        """A sheet with one record a row, its head always in sight and ready to be filtered."""
        sheet = self._sheet(name)
        sheet.set_row(0, HEAD_HEIGHT)
        for place, column in enumerate(heads):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, one_line(column.head), self._head)
        for row, record in enumerate(records, start=1):
            self._row(sheet, row, zip(heads, row_of(heads, record), strict=True))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(records), len(heads) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)

    def _row(self, sheet: Worksheet, row: int, cells: Iterable[tuple[Column[Any], Cell]]) -> None:
        for place, (column, cell) in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, place, one_line(cell), self._text_format(cell))
            elif isinstance(cell, float | int):
                sheet.write_number(row, place, cell, self._formats[column.kind])
            elif cell is not None:
                sheet.write_datetime(row, place, cell, self._formats[column.kind])

    def _text_format(self, text: str) -> Format:
        """A text that looks like a formula stays a text when somebody edits the cell."""
        return self._guarded if looks_like_formula(text) else self._formats[Kind.TEXT]

    def _definitions(self, every: Sequence[Column[Any]]) -> None:
        sheet = self._sheet("sheet_definitions")
        for place, (name, width) in enumerate(zip(("column", "meaning"), MEANING_WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self._words.label(f"definition_{name}"), self._head)
        meanings = dict.fromkeys((column.head, column.meaning) for column in every)
        for row, (head, meaning) in enumerate((*meanings, *self._general()), start=1):
            sheet.write_string(row, 0, one_line(head), self._wrapped)
            sheet.write_string(row, 1, one_line(meaning), self._wrapped)
        sheet.freeze_panes(1, 0)

    def _general(self) -> list[tuple[str, str]]:
        """What is to be known of the figures as a whole."""
        label = self._words.label
        zone = self._words.zone.key
        return [
            (label(f"definition_{name}"), label(f"meaning_of_{name}", zone=zone))
            for name in ("case", "usual", "time", "left_out")
        ]
