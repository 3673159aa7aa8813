"""The command and its buttons: the last twelve months, or other days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.people.access import Action
from bot.reports.conversion import conversions
from bot.reports.windows import Window
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.outgoing import Keyboard, Letter
from bot.telegram.segments import message
from bot.telegram.summaries import periods
from bot.telegram.visit import Visit

SPANS = (90, 180, 365)
"""Days. Their place is written into buttons: never reorder."""
USUALLY = 2
"""A sale takes weeks, so a span is long before it tells anything."""


def command(visit: Visit, text: str) -> None:
    """/segments, with dates after it as /summary takes them."""
    now, schedule = visit.unit.now, visit.house.schedule
    window = periods.of_text(visit.tx, schedule, text, now) if text else _window(visit, USUALLY)
    if window is None:
        visit.say("segments_which", _spans(visit), days=periods.LONGEST.days)
    else:
        _send(visit, window)


def _send(visit: Visit, window: Window) -> None:
    """Every case of up to a year is read: not here, where taps wait for it."""
    visit.inquire(Action.SEE_SUMMARY, partial(_letter, visit, window))


def _letter(visit: Visit, window: Window, tx: Transaction) -> Letter:
    found = conversions(tx, visit.unit.scripts.segments, window)
    return message.letter(visit, found, _spans(visit))


def _window(visit: Visit, place: int) -> Window:
    """The last so many days, today included."""
    now = visit.unit.now
    today = visit.local(now).date()
    return visit.house.schedule.of_days(today - timedelta(days=SPANS[place] - 1), today, now)


def _spans(visit: Visit) -> Keyboard:
    return (
        tuple(visit.button(f"segments_{days}", Verb.SEGMENTS, a=place) for place, days in enumerate(SPANS)),
    )


def _send_span(visit: Visit, callback: Callback) -> None:
    if callback.a < len(SPANS):
        _send(visit, _window(visit, callback.a))
    else:
        visit.toast("toast_unknown")


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.SEGMENTS: _send_span}
