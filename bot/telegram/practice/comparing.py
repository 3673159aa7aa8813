"""The page on which two people read what both said about a call, and how far they agree so far."""

from __future__ import annotations

from collections.abc import Callable

from bot.opinions import comparing
from bot.opinions.habit import habit_of
from bot.storage.queries import people, second_opinions
from bot.storage.queries.second_opinions import Opinion
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.outgoing import Page
from bot.telegram.visit import Visit
from questionnaires.card.second import comparison

DECIBANS = 10
"""Decibans are 10·log10 of odds."""


def page(visit: Visit, opinion: Opinion) -> Page | None:
    """For one of the two, as they see it; None while the second has not finished."""
    both = comparing.read(visit.unit, opinion)
    if both is None:
        return None
    is_asker = opinion.asked_by_id == visit.person.id
    other = opinion.asked_id if is_asker else opinion.asked_by_id
    shown = comparison(both if is_asker else both.turned(), visit.language)
    return visit.page(
        "second_compared",
        client=second_opinions.call(visit.tx, opinion),
        name=people.name_of(visit.tx, other) or "?",
        shown=shown,
        odds=round(10 ** (shown.listen.decibans / DECIBANS)) if shown.listen else None,
        habit=habit_of(visit.tx, visit.person.id, other),
    )


def show(visit: Visit, opinion: Opinion) -> None:
    """The page, below what is there: it is read beside the card."""
    found = page(visit, opinion)
    if found is None:
        visit.toast("toast_second_gone", is_alert=True)
    else:
        visit.say(found.template, found.keyboard, **found.facts)


def _show(visit: Visit, callback: Callback) -> None:
    opinion = second_opinions.get(visit.tx, visit.person.id, callback.subject)
    if opinion is None:
        visit.toast("toast_second_gone", is_alert=True)
    else:
        show(visit, opinion)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.COMPARISON: _show}
