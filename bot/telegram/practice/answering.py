"""The colleague's side: score the call that somebody else has scored, without seeing how, or not now."""

from __future__ import annotations

from collections.abc import Callable

from bot.opinions import asking
from bot.storage.queries import second_opinions
from bot.storage.queries.second_opinions import Opinion
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.practice import comparing
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from questionnaires.interview import events


def _asked(do: Callable[[Visit, Opinion], None]) -> Callable[[Visit, Callback], None]:
    """A button of who was asked; what was withdrawn, or asked of somebody else, is not there."""

    def act(visit: Visit, callback: Callback) -> None:
        opinion = second_opinions.get(visit.tx, visit.person.id, callback.subject)
        if opinion is None or opinion.asked_id != visit.person.id:
            visit.toast("toast_second_gone", is_alert=True)
        else:
            do(visit, opinion)

    return act


def _begin(visit: Visit, opinion: Opinion) -> None:
    """Begin, or go on; who has finished reads what both said."""
    if opinion.finished_at is not None:
        comparing.show(visit, opinion)
        return
    conversation = asking.begin(visit.unit, opinion, visit.chat) if opinion.is_open else None
    if conversation is None:
        visit.toast("toast_second_gone", is_alert=True)
        return
    if opinion.second_id is not None:
        visit.unit.receive(conversation, events.Resumed())
    views.show(visit, conversation)


def _decline(visit: Visit, opinion: Opinion) -> None:
    """Not now; who has begun already is shown where they are."""
    if opinion.second_id is not None:
        _begin(visit, opinion)
        return
    if opinion.is_open:
        asking.decline(visit.unit, opinion)
    visit.put(visit.page("second_not"))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.SECOND_BEGIN: _asked(_begin),
    Verb.SECOND_DECLINE: _asked(_decline),
}
