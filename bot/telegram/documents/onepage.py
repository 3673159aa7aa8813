"""The director's page: /report, the button under a summary, and what comes at the end of a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.people.access import Action, may
from bot.reports.documents.files import stem
from bot.reports.onepage import Reader, draw
from bot.reports.overview import Overview, overview_of
from bot.reports.weekly import WEEK_PAGE
from bot.reports.windows import Schedule, Window
from bot.storage.queries import subscriptions, team
from bot.storage.queries.deliveries import Delivery
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.outgoing import Build, Document, Letter
from bot.telegram.summaries import periods
from bot.telegram.summaries.words import window_facts
from bot.telegram.visit import Visit

__all__ = ["BY_VERB", "WEEK_PAGE", "command", "week_letter"]

TEAM = 0
"""The subject of a button that is about everybody's clients."""
Make = Callable[[Transaction], Build | None]


def command(visit: Visit, text: str) -> None:
    """/report, with a period or dates after it; without, the last seven days."""
    window = periods.of_text(visit.tx, visit.house.schedule, text or "week", visit.unit.now)
    if window is None:
        visit.say("onepage_which", days=periods.LONGEST.days)
    else:
        visit.out.append(_document(visit, window, _making(visit, window)))


def week_letter(visit: Visit, delivery: Delivery) -> Letter | None:
    """The page of the week, as its figures are now; None where nobody is to read it, or nothing came in."""
    facts = delivery.draft.facts
    subscription = subscriptions.by_id(visit.tx, facts.get("subscription", 0))
    if subscription is None or subscription.week_end is None or not may(visit.person, Action.SEE_SUMMARY):
        return None
    schedule = visit.house.schedule_on(subscription.days)
    window = _stored(schedule, facts["start"], facts["end"])
    overview = overview_of(visit.tx, visit.unit.scripts, schedule, window)
    if overview.summary.is_empty and subscription.empty == "silent":
        return None
    draw_it = _drawing(visit, overview)
    return _document(visit, window, lambda _: draw_it, thread=subscription.thread_id)


def _stored(schedule: Schedule, start: str, end: str) -> Window:
    return schedule.between(datetime.fromisoformat(start), datetime.fromisoformat(end), missed=())


def _send(visit: Visit, callback: Callback) -> None:
    """The page of the window that the button names."""
    window = periods.of_moments(visit.house.schedule, callback.other, callback.revision)
    member = team.member(visit.tx, callback.subject)
    if window is None or (member is None and callback.subject != TEAM):
        visit.toast("toast_unknown")
        return
    making = _making(visit, window, member.id if member else None)
    visit.toast("toast_file_coming")
    visit.out.append(_document(visit, window, making, whose=member.name if member else None))


def _making(visit: Visit, window: Window, owner_id: int | None = None) -> Make:
    """What reads it when it is sent: it may be of a year. The reader's right is asked once more by then."""

    def make(tx: Transaction) -> Build | None:
        if not visit.may_still(tx, Action.SEE_SUMMARY):
            return None
        return _drawing(visit, overview_of(tx, visit.unit.scripts, visit.house.schedule, window, owner_id))

    return make


def _drawing(visit: Visit, overview: Overview) -> Build:
    house = visit.house
    return partial(draw, overview, Reader.of(visit.unit.scripts, visit.language, house.zone, house.studio))


def _document(
    visit: Visit, window: Window, make: Make, whose: str | None = None, thread: int | None = None
) -> Document:
    """The page with a line of caption."""
    return Document(
        visit.chat,
        name=f"{stem(window)}.pdf",
        make=make,
        page=visit.page("onepage", **window_facts(window, visit.house.schedule), whose=whose),
        otherwise=visit.page("file_failed"),
        thread=thread,
    )


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.ONE_PAGE: _send}
