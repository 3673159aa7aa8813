"""An export as a file of either kind."""

from __future__ import annotations

from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.interviews.scripts import Scripts
from bot.reports.documents.columns import Words
from bot.reports.documents.plain import zipped
from bot.reports.documents.records import Export
from bot.reports.documents.workbook import book
from bot.reports.windows import Window


class Format(StrEnum):
    """Which kind of file."""

    XLSX = "xlsx"
    CSV = "csv"
    """Two tables in one archive."""


FORMATS = tuple(Format)
"""Their place is written into buttons: never reorder."""
ENDINGS = {Format.XLSX: "xlsx", Format.CSV: "zip"}


def written(export: Export, scripts: Scripts, zone: ZoneInfo, form: Format) -> bytes:
    """The file. Call it off the event loop: thousands of cases take seconds of a core."""
    words = Words.of(scripts.today.content, export.asked.language, zone)
    return book(export, words) if form is Format.XLSX else zipped(export, words)


def file_name(window: Window, form: Format) -> str:
    """A name that any system takes, and that sorts by time."""
    return f"{stem(window)}.{ENDINGS[form]}"


def stem(window: Window) -> str:
    """The name of a window's file without its ending."""
    first, last = window.first_day.isoformat(), window.ends_on.isoformat()
    return f"firstcall-{last}" if first == last else f"firstcall-{first}-{last}"
