"""/summary and its buttons: any window, of the team or of one manager, whenever a lead wants it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.people.access import Action, may
from bot.reports.summary import Summary, summary_of
from bot.reports.windows import Window
from bot.storage.queries import team
from bot.storage.queries.team import Member
from bot.storage.transaction import Transaction
from bot.telegram import gate
from bot.telegram.briefs.page import put
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.colleagues import NAME_SHOWN, PAGE, turn
from bot.telegram.outgoing import Button, Keyboard, Letter
from bot.telegram.summaries import message, periods
from bot.telegram.summaries.periods import PERIODS
from bot.telegram.visit import Visit

TEAM = 0
"""The subject of a button that is about everybody's clients."""


def command(visit: Visit, text: str) -> None:
    """/summary, with a period or dates after it."""
    window = periods.of_text(visit.tx, visit.house.schedule, text, visit.unit.now)
    if window is None:
        visit.say("summary_which", _periods(visit, TEAM), days=periods.LONGEST.days)
    else:
        send(visit, window)


def open_link(visit: Visit, payload: str) -> None:
    """Send the window that a group's button leads to. Whoever is in the group may press it."""
    window = periods.of_link(visit.house.schedule, payload)
    if not may(visit.person, Action.SEE_SUMMARY):
        gate.refuse_command(visit)
    elif window is None:
        command(visit, "")
    else:
        send(visit, window)


def send(visit: Visit, window: Window, member: Member | None = None) -> None:
    """The summary of a window, as a new message. It may be of a year, so no tap waits until it is read."""
    visit.inquire(Action.SEE_SUMMARY, partial(_letter, visit, window, member))


def _letter(visit: Visit, window: Window, member: Member | None, tx: Transaction) -> Letter:
    summary = read(visit, tx, window, member)
    if summary.is_empty and not summary.actions:
        other = visit.button("summary_other", Verb.SUMMARY_OTHER, member.id if member else TEAM)
        return message.quiet(visit, window, ((other,),))
    return message.private(visit, summary, member.name if member else None)


def read(visit: Visit, tx: Transaction, window: Window, member: Member | None) -> Summary:
    """The figures as they are in a transaction; of everybody's clients, or a member's."""
    owner_id = member.id if member else None
    return summary_of(tx, visit.unit.scripts, visit.house.schedule, window, owner_id)


def _send_period(visit: Visit, callback: Callback) -> None:
    member = team.member(visit.tx, callback.subject)
    if callback.a >= len(PERIODS) or (member is None and callback.subject != TEAM):
        visit.toast("toast_no_member", is_alert=True)
        return
    now = visit.unit.now
    send(visit, periods.of_period(visit.tx, visit.house.schedule, PERIODS[callback.a], now), member)


def _choose(visit: Visit, callback: Callback) -> None:
    """Whose, and when."""
    chosen = team.member(visit.tx, callback.subject)
    found = team.colleagues(visit.tx, TEAM, callback.a * PAGE, PAGE)
    members = [_whose(visit, each, chosen) for each in found.entries]
    everybody = visit.button("summary_team", Verb.SUMMARY_OTHER, TEAM)
    keyboard = (
        *_periods(visit, chosen.id if chosen else TEAM),
        *(((everybody,),) if chosen else ()),
        *((each,) for each in members),
        *turn(visit, Verb.SUMMARY_OTHER, callback.a, found.count, callback.subject),
        (visit.button("subscription", Verb.SUBSCRIPTION),),
    )
    put(visit, callback, visit.page("summary_other", keyboard, whose=chosen.name if chosen else None))


def _periods(visit: Visit, subject: int) -> Keyboard:
    buttons = [
        visit.button(f"summary_{name}", Verb.SUMMARY, subject, place) for place, name in enumerate(PERIODS)
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _whose(visit: Visit, member: Member, chosen: Member | None) -> Button:
    name = member.name[:NAME_SHOWN]
    is_chosen = chosen is not None and member.id == chosen.id
    return visit.button("", Verb.SUMMARY_OTHER, member.id, text=f"• {name} •" if is_chosen else name)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.SUMMARY: _send_period,
    Verb.SUMMARY_OTHER: _choose,
}
