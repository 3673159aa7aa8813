"""The options of `firstcall report`, read: what is asked for, or what of it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.commands import Refuse
from bot.reports.documents import Naming


class Kind(StrEnum):
    """As what the days are told."""

    TXT = "txt"
    PNG = "png"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


NAMED = (Kind.TXT, Kind.XLSX, Kind.CSV)
"""What can name clients at all."""
ENDINGS = {Kind.CSV: "zip"}
"""Where a file ends otherwise than its kind is called: two tables come in one archive."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    kind: Kind
    first: date | None
    last: date | None
    """None for both = the last window that is over. What is still to come ends today."""
    language: str | None
    """None = the settings'."""
    naming: Naming
    output: Path | None
    """None = a text goes to stdout, a file into the working folder under a name of its own."""
    is_forced: bool
    """A file that is there may be overwritten."""


class CannotReport(Exception):
    """Something on the command line does not fit; the text says what was expected."""


def wanted(
    refuse: Refuse,
    kind: str,
    days: tuple[str | None, str | None, str | None],
    language: str | None,
    output: Path | None,
    *,
    is_named: bool,
    is_forced: bool,
) -> Wanted:
    """What the options say, read; what they cannot mean is refused.

    Args:
        refuse: ends the command.
        kind: one of `Kind`.
        days: --day, --from and --to.
        language: as it was written.
        output: the file.
        is_named: --names.
        is_forced: --force.
    """
    try:
        found, (first, last) = _kind(kind), _days(*days)
    except CannotReport as error:
        refuse(str(error))
    if is_named and found not in NAMED:
        refuse(f"--names with {found}: it names nobody; expected --as {', '.join(NAMED)}, or no --names")
    naming = Naming.NAMES if is_named else Naming.NUMBERS
    return Wanted(found, first, last, language, naming, output, is_forced)


def _kind(text: str) -> Kind:
    try:
        return Kind(text.lower())
    except ValueError:
        raise CannotReport(f"--as {text} is not known; expected {', '.join(Kind)}") from None


def _days(day: str | None, first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """The first and the last day; None twice where none was named."""
    if day is not None and (first or last):
        raise CannotReport("--day stands beside --from or --to; expected one day, or the first and the last")
    if last is not None and first is None:
        raise CannotReport("--to stands without --from; expected the first day, too")
    begins = _date("--day", day) or _date("--from", first)
    return begins, _date("--to", last) or (begins if day else begins and date.max)


def _date(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise CannotReport(f"{option} {text} is no date; expected one such as 2026-11-30") from None
