"""The rest of a summary as text: every action, and what each manager had, in the order of their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from bot.people.access import Action
from bot.reports.summary import Summary
from bot.storage.queries import team
from bot.storage.transaction import Transaction
from bot.telegram.briefs.page import in_place
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.length import MESSAGE, fitted
from bot.telegram.outgoing import Button, Keyboard, Page, Post, Replace
from bot.telegram.summaries import asking, message, periods
from bot.telegram.summaries.words import Room, action_facts, short, window_facts
from bot.telegram.visit import Visit

ACTIONS = 8
"""On a page, each with a button."""
MANAGERS = (30, 20, 12)
"""More than the first no message has room for, and fewer where names and figures are long; a lead of so many
asks for one at a time."""
ROOM = Room(client=40, owner=24)


def show(visit: Visit, callback: Callback) -> None:
    """A page of the details of the window that the button names."""
    window = periods.of_moments(visit.house.schedule, callback.other, callback.revision)
    member = team.member(visit.tx, callback.subject)
    if window is None or (member is None and callback.subject != asking.TEAM):
        visit.toast("toast_unknown")
        return

    def ask(tx: Transaction) -> Post | Replace:
        summary = asking.read(visit, tx, window, member)
        return in_place(visit, callback, page(visit, summary, member.name if member else None, callback.a))

    visit.inquire(Action.SEE_SUMMARY, ask)


def page(visit: Visit, summary: Summary, whose: str | None, number: int) -> Page:
    """With as many managers as fit."""
    return fitted((_with_managers(visit, summary, whose, number, most) for most in MANAGERS), MESSAGE)


def _with_managers(visit: Visit, summary: Summary, whose: str | None, number: int, most: int) -> Page:
    last = max(0, len(summary.actions) - 1) // ACTIONS
    number = min(number, last)
    first = number * ACTIONS
    shown = summary.actions[first : first + ACTIONS]
    return visit.page(
        "summary_details",
        (*message.action_buttons(shown, first + 1), *_turn(visit, summary, number, last)),
        **window_facts(summary.window, visit.house.schedule),
        whose=whose,
        next_day=summary.next_day,
        actions=[
            {"number": place, **action_facts(visit, summary, each, ROOM)}
            for place, each in enumerate(shown, start=first + 1)
        ],
        managers=_managers(summary, most) if number == 0 else [],
        left_out=max(0, len(summary.managers) - most) if number == 0 else 0,
        trend=[asdict(bar) for bar in summary.trend] if number == 0 else [],
    )


def _managers(summary: Summary, most: int) -> list[dict[str, object]]:
    rows = summary.managers[:most]
    return [asdict(row) | {"name": row.name and short(row.name, ROOM.owner)} for row in rows]


def _turn(visit: Visit, summary: Summary, number: int, last: int) -> Keyboard:
    beside = ((number - 1, "‹ {}/{}"), (number + 1, "{}/{} ›"))
    row = tuple(
        Button(form.format(page + 1, last + 1), write(message.to_details(summary, page)))
        for page, form in beside
        if 0 <= page <= last
    )
    return (row,) if row else ()


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.SUMMARY_DETAILS: show}
