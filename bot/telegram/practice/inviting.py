"""Under a card: which colleague is to score the same call, and how far those who were asked have come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.interviews import Conversation
from bot.opinions import asking
from bot.storage.queries import people, second_opinions, team
from bot.storage.queries.second_opinions import Opinion
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.colleagues import PAGE, short, turn
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

NAME_SHOWN = 24
"""Characters of a name on a button."""


def _of_first(
    do: Callable[[Visit, Callback, Conversation], None],
) -> Callable[[Visit, Callback], None]:
    """A button about a finished quiz of the person's own; anybody else's is not there."""

    def act(visit: Visit, callback: Callback) -> None:
        first = visit.unit.get((callback.subject, visit.person.id))
        if first is None or not asking.can_be_scored_again(first):
            visit.toast("toast_gone", is_alert=True)
        else:
            do(visit, callback, first)

    return act


def _show(visit: Visit, callback: Callback, first: Conversation) -> None:
    visit.put(_page(visit, first, callback.a))


def _ask(visit: Visit, callback: Callback, first: Conversation) -> None:
    """The call's name goes to who is chosen here, and to nobody else."""
    member = team.member(visit.tx, callback.other)
    asked = None if member is None else asking.ask(visit.unit, first, member.person)
    visit.toast("toast_second_asked" if asked else "toast_no_member")
    visit.put(_page(visit, first, 0))


def _withdraw(visit: Visit, callback: Callback, first: Conversation) -> None:
    every = second_opinions.of_first(visit.tx, visit.person.id, first.id)
    opinion = next((each for each in every if each.id == callback.other and each.is_open), None)
    if opinion is not None:
        asking.withdraw(visit.unit, opinion)
        visit.toast("toast_second_withdrawn")
    held = visit.unit.get((callback.subject, visit.person.id))
    assert held is not None, f"quiz {callback.subject} was there just now"
    visit.put(_page(visit, held, 0))


# --- the page ---------------------------------------------------------------------------------------------


def _page(visit: Visit, first: Conversation, number: int) -> Page:
    """Those who were asked; then whom else to ask."""
    asked = second_opinions.of_first(visit.tx, visit.person.id, first.id)
    found = team.colleagues(visit.tx, visit.person.id, number * PAGE, PAGE)
    done_with = second_opinions.asked_ever(visit.tx, first.id)
    others = [
        (_button(Verb.SECOND_ASK, first, member.id, short(member, place)),)
        for place, member in enumerate(found.entries, start=number * PAGE + 1)
        if member.id not in done_with
    ]
    keyboard = (
        *_of_asked(visit, first, asked),
        *others,
        *turn(visit, Verb.SECOND, number, found.count, first.id),
        (visit.keys(first).button("to_card", Verb.SCREEN),),
    )
    rows = [{"name": _name(visit, each), "stands": f"second_{_stands(each)}"} for each in asked]
    return visit.page(
        "second_choose",
        keyboard,
        client=first.client_name,
        rows=rows,
        colleagues=found.count,
        left=len(others),
    )


def _of_asked(visit: Visit, first: Conversation, asked: Sequence[Opinion]) -> Keyboard:
    """Read what both said, or take back what was asked."""
    rows = []
    for each in asked:
        name = _name(visit, each)[:NAME_SHOWN]
        if each.finished_at is not None:
            text = label("second_compare", visit.language, colleague=name)
            rows.append((visit.button("", Verb.COMPARISON, each.id, text=text),))
        elif each.is_open:
            text = label("second_withdraw", visit.language, colleague=name)
            rows.append((_button(Verb.SECOND_WITHDRAW, first, each.id, text),))
    return tuple(rows)


def _stands(opinion: Opinion) -> str:
    if opinion.finished_at is not None:
        return "done"
    if opinion.declined_at is not None:
        return "declined"
    return "begun" if opinion.began_at is not None else "waiting"


def _name(visit: Visit, opinion: Opinion) -> str:
    return people.name_of(visit.tx, opinion.asked_id) or "?"


def _button(verb: Verb, first: Conversation, other: int, text: str) -> Button:
    return Button(text, write(Callback(verb, first.id, other=other)))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.SECOND: _of_first(_show),
    Verb.SECOND_ASK: _of_first(_ask),
    Verb.SECOND_WITHDRAW: _of_first(_withdraw),
}
