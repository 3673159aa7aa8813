"""An export as plain tables: RFC 4180 in UTF-8 with a byte order mark, one for results and one for answers.

The mark tells Excel that it is UTF-8. Moments are local in ISO 8601, shares numbers from 0 to 1 with a point.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.reports.documents import columns
from bot.reports.documents.columns import Cell, Column, R, Words, row_of
from bot.reports.documents.harmless import guarded
from bot.reports.documents.records import Export

RESULTS, ANSWERS = "results.csv", "answers.csv"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date that an archive knows: the same export gives the same bytes."""


def zipped(export: Export, words: Words) -> bytes:
    """Both tables in one archive."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        _put(archive, RESULTS, table(columns.of_cases(export, words), export.cases))
        _put(archive, ANSWERS, table(columns.of_answers(export, words), export.answers))
    return file.getvalue()


def table(heads: Sequence[Column[R]], records: Iterable[R]) -> bytes:
    """One table with its heads."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(guarded(column.head) for column in heads)
    writer.writerows(map(_plain, row_of(heads, record)) for record in records)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return "" if cell is None else f"{cell:.4f}"


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, content)
