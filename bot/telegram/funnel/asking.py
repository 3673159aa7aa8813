"""/funnel and its buttons: quizzes or briefs, of the team or of one manager, of any days."""

from __future__ import annotations

from collections.abc import Callable

from bot.people.access import Action
from bot.reports.funnel import Funnel, Kind, funnel_of
from bot.reports.windows import Window
from bot.storage.queries import team
from bot.storage.queries.team import Member
from bot.storage.transaction import Transaction
from bot.telegram.briefs.page import in_place, put
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.colleagues import NAME_SHOWN, PAGE
from bot.telegram.funnel import message
from bot.telegram.funnel.message import KINDS
from bot.telegram.outgoing import Button, Keyboard, Letter, Post, Replace
from bot.telegram.summaries import periods
from bot.telegram.summaries.asking import TEAM
from bot.telegram.summaries.periods import PERIODS
from bot.telegram.visit import Visit
from messages import label

BY_DEFAULT = "month"


def command(visit: Visit, text: str) -> None:
    """/funnel, with a period or dates after it; of the last month without."""
    window = periods.of_text(visit.tx, visit.house.schedule, text or BY_DEFAULT, visit.unit.now)
    if window is None:
        visit.say("funnel_which", _periods(visit, TEAM, 0), days=periods.LONGEST.days)
    else:
        _send(visit, Kind.QUIZ, window, None)


def _send(visit: Visit, kind: Kind, window: Window, member: Member | None) -> None:
    """It may be of a year, so no tap waits until it is read."""

    def ask(tx: Transaction) -> Letter:
        return message.letter(visit, _read(visit, tx, kind, window, member), member.name if member else None)

    visit.inquire(Action.SEE_SUMMARY, ask)


def _read(visit: Visit, tx: Transaction, kind: Kind, window: Window, member: Member | None) -> Funnel:
    """The figures as they are in a transaction."""
    owner_id = member.id if member else None
    return funnel_of(tx, visit.unit.scripts, kind, window, visit.unit.now, owner_id)


# --- buttons ----------------------------------------------------------------------------------------------


def _of_window(do: Callable[[Visit, Callback, Kind, Window, Member | None], None]) -> Callable[..., None]:
    """A button that names a window, whose, and of what; a forged one names nothing."""

    def act(visit: Visit, callback: Callback) -> None:
        window = periods.of_moments(visit.house.schedule, callback.other, callback.revision)
        member = team.member(visit.tx, callback.subject)
        is_nobodys = member is None and callback.subject != TEAM
        if window is None or is_nobodys or callback.a >= len(KINDS):
            visit.toast("toast_unknown")
        else:
            do(visit, callback, KINDS[callback.a], window, member)

    return act


@_of_window
def _turn(visit: Visit, callback: Callback, kind: Kind, window: Window, member: Member | None) -> None:
    """Briefs in place of quizzes, or the other way round."""
    _send(visit, kind, window, member)


@_of_window
def _details(visit: Visit, callback: Callback, kind: Kind, window: Window, member: Member | None) -> None:
    def ask(tx: Transaction) -> Post | Replace:
        funnel = _read(visit, tx, kind, window, member)
        return in_place(visit, callback, message.details(visit, funnel, member.name if member else None))

    visit.inquire(Action.SEE_SUMMARY, ask)


def _send_period(visit: Visit, callback: Callback) -> None:
    member = team.member(visit.tx, callback.subject)
    is_there = member is not None or callback.subject == TEAM
    if not (is_there and callback.a < len(PERIODS) and 0 <= callback.other < len(KINDS)):
        visit.toast("toast_unknown")
        return
    window = periods.of_period(visit.tx, visit.house.schedule, PERIODS[callback.a], visit.unit.now)
    _send(visit, KINDS[callback.other], window, member)


def _choose(visit: Visit, callback: Callback) -> None:
    """Whose, and when."""
    kind = callback.other
    if not 0 <= kind < len(KINDS):
        visit.toast("toast_unknown")
        return
    chosen = team.member(visit.tx, callback.subject)
    found = team.colleagues(visit.tx, TEAM, callback.a * PAGE, PAGE)
    subject = chosen.id if chosen else TEAM
    everybody = _to_others(label("summary_team", visit.language), TEAM, kind)
    keyboard = (
        *_periods(visit, subject, kind),
        *(((everybody,),) if chosen else ()),
        *((_whose(each, chosen, kind),) for each in found.entries),
        *_pages(subject, kind, callback.a, found.count),
    )
    put(visit, callback, visit.page("funnel_other", keyboard, whose=chosen.name if chosen else None))


def _periods(visit: Visit, subject: int, kind: int) -> Keyboard:
    buttons = [
        Button(
            label(f"summary_{name}", visit.language),
            write(Callback(Verb.FUNNEL_PERIOD, subject, kind, a=place)),
        )
        for place, name in enumerate(PERIODS)
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _whose(member: Member, chosen: Member | None, kind: int) -> Button:
    name = member.name[:NAME_SHOWN]
    is_chosen = chosen is not None and member.id == chosen.id
    return _to_others(f"• {name} •" if is_chosen else name, member.id, kind)


def _pages(subject: int, kind: int, page: int, count: int) -> Keyboard:
    """To the managers before and after these."""
    before = [_to_others(f"‹ {page}", subject, kind, page - 1)] if page > 0 else []
    after = [_to_others(f"{page + 2} ›", subject, kind, page + 1)] if (page + 1) * PAGE < count else []
    return ((*before, *after),) if before or after else ()


def _to_others(text: str, subject: int, kind: int, page: int = 0) -> Button:
    return Button(text, write(Callback(Verb.FUNNEL_OTHER, subject, kind, a=page)))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.FUNNEL: _turn,
    Verb.FUNNEL_DETAILS: _details,
    Verb.FUNNEL_OTHER: _choose,
    Verb.FUNNEL_PERIOD: _send_period,
}
