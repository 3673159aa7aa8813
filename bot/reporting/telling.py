"""What `firstcall report` does: the summary of some days to a file, out of the database, without Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.clock import now
from bot.commands import EXPECTED, Refuse, Say
from bot.config import Settings, load_settings
from bot.interviews import Scripts
from bot.reporting.options import ENDINGS, CannotReport, Kind, Wanted
from bot.reports.calendar import schedule
from bot.reports.documents import MOST_CASES, Asked, Naming, read
from bot.reports.documents.files import Format, stem, written
from bot.reports.overview import overview_of
from bot.reports.summary import summary_of
from bot.reports.windows import EARLIEST, Schedule, Window
from bot.storage import Database, Transaction, Vault
from bot.storage.queries import reports
from messages import languages
from questionnaires.content.files.folders import LIBRARY, StudioFacts
from questionnaires.content.loader import load

LONGEST = timedelta(days=400)
Tell = Callable[[], bytes]
"""Makes the file of what was read."""
Teller = Callable[[Transaction, Scripts, Schedule, Window, str], Tell]
"""Reads a window, for a reader of a language."""


def report(wanted: Wanted, say: Say, refuse: Refuse) -> int:
    """Write the report and say where; a text without a file is said itself."""
    try:
        settings = load_settings(needed=("data_key",))
        window, content = asyncio.run(_read(settings, wanted))
        if wanted.kind is Kind.TXT and wanted.output is None:
            say(content.decode().rstrip("\n"))
        else:
            say(str(_put(_place(wanted, window), content, wanted)))
    except (*EXPECTED, CannotReport) as error:
        refuse(str(error))
    return 0


async def _read(settings: Settings, wanted: Wanted) -> tuple[Window, bytes]:
    """The window and the file, read in one transaction that only reads, and made after it."""
    database = await Database.open(settings.database_url.get_secret_value(), Vault(settings.data_keys))
    try:
        window, tell = await database.read_at_length(lambda tx: _told(tx, settings, wanted))
    finally:
        await database.close()
    return window, tell()


def _told(tx: Transaction, settings: Settings, wanted: Wanted) -> tuple[Window, Tell]:
    folders = (LIBRARY, settings.content_dir) if settings.content_dir else (LIBRARY,)
    scripts, ours = Scripts(load(*folders, studio=StudioFacts.OWN)), schedule(settings)
    window = _window(ours, wanted, now())
    language = _language(wanted.language or settings.language)
    tellers: dict[Kind, Teller] = {
        Kind.TXT: partial(_text, settings=settings, naming=wanted.naming),
        Kind.PNG: _picture,
        Kind.PDF: partial(_page, studio=settings.studio_name),
        Kind.XLSX: partial(_export, naming=wanted.naming, form=Format.XLSX),
        Kind.CSV: partial(_export, naming=wanted.naming, form=Format.CSV),
    }
    return window, tellers[wanted.kind](tx, scripts, ours, window, language)


# --- what is asked for ------------------------------------------------------------------------------------


def _window(ours: Schedule, wanted: Wanted, moment: datetime) -> Window:
    today = moment.astimezone(ours.zone).date()
    if wanted.first is None or wanted.last is None:
        return ours.ending(next(ours.ends_until(moment)))
    if wanted.first > today:
        raise CannotReport(f"{wanted.first} is still to come; expected a day up to {today}")
    if wanted.first < EARLIEST:
        raise CannotReport(f"{wanted.first} is before there were bots; expected a day from {EARLIEST} on")
    if wanted.last < wanted.first:
        raise CannotReport(f"--to {wanted.last} is before --from {wanted.first}; expected it the other way")
    last = min(wanted.last, today)
    if last - wanted.first > LONGEST:
        raise CannotReport(f"{wanted.first} to {last} is too long; expected {LONGEST.days} days at most")
    return ours.of_days(wanted.first, last, moment)


def _language(language: str) -> str:
    if language not in languages():
        raise CannotReport(f"the language {language!r} is not known; expected {', '.join(languages())}")
    return language


# --- how it is told ---------------------------------------------------------------------------------------


def _picture(tx: Transaction, scripts: Scripts, ours: Schedule, window: Window, language: str) -> Tell:
    from bot.reports.charts import Names, draw

    summary = summary_of(tx, scripts, ours, window).without_names()
    return partial(draw, summary, Names.of(scripts.today.content, language), language)


def _page(
    tx: Transaction, scripts: Scripts, ours: Schedule, window: Window, language: str, studio: str | None
) -> Tell:
    from bot.reports.onepage import Reader, draw

    overview = overview_of(tx, scripts, ours, window)
    return partial(draw, overview, Reader.of(scripts, language, ours.zone, studio))


def _text(
    tx: Transaction,
    scripts: Scripts,
    ours: Schedule,
    window: Window,
    language: str,
    settings: Settings,
    naming: Naming,
) -> Tell:
    from bot.telegram.summaries.offline import text_of

    summary = summary_of(tx, scripts, ours, window)
    text = text_of(tx, scripts, ours, summary, language, naming)
    return lambda: f"{text}\n".encode()


def _export(
    tx: Transaction,
    scripts: Scripts,
    ours: Schedule,
    window: Window,
    language: str,
    naming: Naming,
    form: Format,
) -> Tell:
    count = reports.count_cases(tx, (window.start, window.end), None)
    if count > MOST_CASES:
        raise CannotReport(
            f"{count} clients are too many for one file; expected {MOST_CASES} at most: fewer days"
        )
    export = read(tx, scripts, ours, Asked(window, None, naming, language))
    return partial(written, export, scripts, ours.zone, form)


# --- where it goes ----------------------------------------------------------------------------------------


def _place(wanted: Wanted, window: Window) -> Path:
    return wanted.output or Path(f"{stem(window)}.{ENDINGS.get(wanted.kind, wanted.kind)}")


def _put(place: Path, content: bytes, wanted: Wanted) -> Path:
    """Write the file; one that is there stays, unless it was said that it need not."""
    try:
        with place.open("wb" if wanted.is_forced else "xb") as file:
            file.write(content)
    except FileExistsError:
        raise CannotReport(f"{place} is there already; expected another name, or --force") from None
    except OSError as error:
        raise CannotReport(f"{place}: {error.strerror}; expected a file that can be written") from None
    return place
