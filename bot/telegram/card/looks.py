"""Looks around a card: which page a button opens. A correction is kept here; nothing else is written."""

from __future__ import annotations

from bot.storage.queries import results
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import cards
from bot.telegram.card.told import Told
from bot.telegram.outgoing import Page
from bot.telegram.visit import Visit
from questionnaires.card.voices import Named

REASON = "reason_for"
"""Key of `people.expecting`: the interview whose correction the next text explains."""


def page(visit: Visit, told: Told, callback: Callback) -> Page | None:
    """The page of a look; None = the card itself."""
    if told.result.predominant is None:
        return None
    match callback.verb:
        case Verb.WHY:
            return cards.why(visit, told)
        case Verb.PLAYBOOK:
            return cards.playbook_page(visit, told, callback)
        case Verb.FOLLOW_UP:
            return cards.follow_up(visit, told, callback.a)
        case Verb.COLLEAGUE:
            return cards.colleague(visit, told)
        case Verb.CORRECT:
            return cards.correct(visit, told)
        case Verb.CORRECT_FIRST if _segment(told, callback.a):
            return cards.correct(visit, told, callback.a)
        case Verb.CORRECT_SECOND:
            return _correct(visit, told, callback)
        case _:
            return None


def _segment(told: Told, place: int) -> str | None:
    ids = list(told.segments)
    return ids[place] if place < len(ids) else None


def _correct(visit: Visit, told: Told, callback: Callback) -> Page | None:
    """Keep the manager's own word beside the result; where it is another one, ask what told them so."""
    first = _segment(told, callback.a)
    second = _segment(told, callback.b - 1) if callback.b else None
    if first is None or first == second:
        return None
    if not _is_said(told, (first, second)):
        correction = results.Correction(visit.person.id, first, second, None, visit.unit.now)
        results.correct(visit.tx, told.interview, correction)
    if (first, second) == told.verdicts.computed:
        visit.toast("toast_confirmed")
        return cards.confirmed(visit, told)
    visit.expect({REASON: told.interview, "first": first, "second": second})
    visit.toast("toast_corrected")
    return cards.corrected(visit, told, first, second)


def _is_said(told: Told, word: Named) -> bool:
    """Whether just that was said beside this very result: then it is the second half of a double tap."""
    said = told.correction
    return said is not None and said.named == word and said.result_id == told.row.id
