"""/export and its buttons: the results and answers of some days as a file.

A lead has the team's, a manager their own clients'. Clients are named only where that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.people.access import Action, Whose, may
from bot.reports.documents import MOST_CASES, Asked, Naming, read
from bot.reports.documents.files import FORMATS, Format, file_name, written
from bot.reports.windows import Window
from bot.storage.queries import reports
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.outgoing import Build, Button, Document, Keyboard, Page, Post
from bot.telegram.summaries import periods
from bot.telegram.summaries.message import in_seconds
from bot.telegram.summaries.words import window_facts
from bot.telegram.visit import Visit
from messages import label

DAYS = (7, 30, 90, 365)
"""Offered with buttons. Their place is written into them: never reorder."""
USUALLY = 30
NAMINGS = (Naming.NUMBERS, Naming.NAMES)
"""As buttons carry them, too."""


def command(visit: Visit, text: str) -> None:
    """/export, with a period or dates after it; without, the last 30 days."""
    schedule, now = visit.house.schedule, visit.unit.now
    window = periods.of_text(visit.tx, schedule, text, now) if text else _of_days(visit, USUALLY)
    if window is None:
        visit.say("export_which", (_days(visit, Naming.NUMBERS),), days=periods.LONGEST.days)
    else:
        visit.out.append(Post(visit.chat, _page(visit, window, Naming.NUMBERS)))


def _ask(visit: Visit, callback: Callback) -> None:
    """The page of a window, with or without names."""
    window = _window(visit, callback)
    if window is not None:
        visit.put(_page(visit, window, _naming(callback)))


def _ask_days(visit: Visit, callback: Callback) -> None:
    if callback.a >= len(DAYS):
        visit.toast("toast_unknown")
        return
    visit.put(_page(visit, _of_days(visit, DAYS[callback.a]), _naming(callback)))


def _make(visit: Visit, callback: Callback) -> None:
    """Send the file, unless there is too much for one, or nothing at all."""
    window = _window(visit, callback)
    if window is None or callback.a >= len(FORMATS):
        visit.toast("toast_unknown")
        return
    if not 0 < _count(visit, window) <= MOST_CASES:
        visit.put(_page(visit, window, _naming(callback)))
        return
    asked = Asked(window, _owner(visit), _naming(callback), visit.language)
    visit.toast("toast_file_coming")
    visit.out.append(_document(visit, asked, FORMATS[callback.a]))


# --- the file ---------------------------------------------------------------------------------------------


def _document(visit: Visit, asked: Asked, form: Format) -> Document:
    facts = window_facts(asked.window, visit.house.schedule)
    page = visit.page("export_file", **facts, is_named=asked.naming is Naming.NAMES)
    return Document(
        visit.chat,
        name=file_name(asked.window, form),
        make=_making(visit, asked, form),
        page=page,
        otherwise=visit.page("file_failed"),
    )


def _making(visit: Visit, asked: Asked, form: Format) -> Callable[[Transaction], Build | None]:
    """What reads the export when it is sent; whether the reader may have it is asked once more by then."""
    scripts, schedule = visit.unit.scripts, visit.house.schedule
    whose = Whose.OWN if asked.owner_id == visit.person.id else Whose.OTHERS

    def make(tx: Transaction) -> Build | None:
        if not visit.may_still(tx, Action.EXPORT, whose):
            return None
        export = read(tx, scripts, schedule, asked)
        return lambda: written(export, scripts, schedule.zone, form)

    return make


# --- the page ---------------------------------------------------------------------------------------------


def _page(visit: Visit, window: Window, naming: Naming) -> Page:
    """What would be in the file, and what may be chosen."""
    count = _count(visit, window)
    is_offered = 0 < count <= MOST_CASES
    return visit.page(
        "export",
        _buttons(visit, window, naming, FORMATS if is_offered else ()),
        **window_facts(window, visit.house.schedule),
        is_team=_owner(visit) is None,
        is_named=naming is Naming.NAMES,
        count=count,
        most=MOST_CASES,
    )


def _buttons(visit: Visit, window: Window, naming: Naming, forms: tuple[Format, ...]) -> Keyboard:
    made = tuple(
        (_button(visit, f"export_{form}", Verb.EXPORT_MAKE, window, naming, a=place),)
        for place, form in enumerate(forms)
    )
    named = tuple((_choice(visit, window, each, naming),) for each in NAMINGS) if forms else ()
    return (*made, *named, _days(visit, naming))


def _choice(visit: Visit, window: Window, naming: Naming, chosen: Naming) -> Button:
    name = label(f"export_{naming}", visit.language)
    button = _button(visit, f"export_{naming}", Verb.EXPORT, window, naming)
    return Button(f"• {name} •", button.data) if naming is chosen else button


def _button(visit: Visit, name: str, verb: Verb, window: Window, naming: Naming, a: int = 0) -> Button:
    start, span = in_seconds(window)
    callback = Callback(verb, other=start, revision=span, a=a, b=NAMINGS.index(naming))
    return Button(label(name, visit.language), write(callback))


def _days(visit: Visit, naming: Naming) -> tuple[Button, ...]:
    return tuple(
        Button(
            label(f"export_days_{days}", visit.language),
            write(Callback(Verb.EXPORT_DAYS, a=place, b=NAMINGS.index(naming))),
        )
        for place, days in enumerate(DAYS)
    )


# --- small parts ------------------------------------------------------------------------------------------


def _owner(visit: Visit) -> int | None:
    """Whose clients somebody may have: everybody's, or their own."""
    return None if may(visit.person, Action.EXPORT, Whose.OTHERS) else visit.person.id


def _count(visit: Visit, window: Window) -> int:
    return reports.count_cases(visit.tx, (window.start, window.end), _owner(visit))


def _of_days(visit: Visit, days: int) -> Window:
    schedule, now = visit.house.schedule, visit.unit.now
    today = now.astimezone(schedule.zone).date()
    return schedule.between(
        schedule.of_days(today - timedelta(days=days - 1), today, now).start, now, missed=()
    )


def _window(visit: Visit, callback: Callback) -> Window | None:
    window = periods.of_moments(visit.house.schedule, callback.other, callback.revision)
    if window is None:
        visit.toast("toast_unknown")
    return window


def _naming(callback: Callback) -> Naming:
    """Whatever is no yes is a no."""
    return Naming.NAMES if callback.b == NAMINGS.index(Naming.NAMES) else Naming.NUMBERS


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.EXPORT: _ask,
    Verb.EXPORT_DAYS: _ask_days,
    Verb.EXPORT_MAKE: _make,
}
