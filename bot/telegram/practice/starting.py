"""/practice: a quiz that counts nowhere, about a call and never about a client."""

from __future__ import annotations

from collections.abc import Callable

from bot.interviews import Conversation
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.quiz import views
from bot.telegram.quiz.keyboards import KEPT_NAME
from bot.telegram.quiz.naming import name_client
from bot.telegram.visit import Visit
from questionnaires.interview import State, events


def practise(visit: Visit, name: str) -> None:
    """/practice, with a name for the call if there is one; without, unfinished ones are offered first."""
    named = [] if name else [held for held in _open_of(visit) if held.interview.state is not State.NAMING]
    if named:
        views.offer_to_go_on(visit, named, visit.button("practise_anew", Verb.PRACTICE, a=1))
    else:
        _begin(visit, name)


def _begin(visit: Visit, name: str = "") -> None:
    """A new one; one that was begun and has no name yet is as new."""
    unnamed = [held for held in _open_of(visit) if held.interview.state is State.NAMING]
    if unnamed:
        conversation = unnamed[0]
        visit.unit.receive(conversation, events.Resumed())
    else:
        conversation = visit.unit.start_practice(visit.person.id, visit.chat)
    if name:
        name_client(visit, conversation, name)
    views.show(visit, conversation)


def _open_of(visit: Visit) -> list[Conversation]:
    """Second opinions, too: they are practice that somebody waits for."""
    return [held for held in visit.unit.open_of(visit.person.id) if held.interview.practice]


def _tapped(visit: Visit, callback: Callback) -> None:
    if callback.a:
        _begin(visit)
    else:
        practise(visit, "")


def _name(visit: Visit, callback: Callback) -> None:
    """A name for the call that needs no typing; only on the screen that asks for one."""
    conversation = visit.unit.get((callback.subject, visit.person.id))
    if conversation is None or not conversation.interview.practice:
        visit.toast("toast_gone", is_alert=True)
        return
    visit.settle(conversation, callback.revision)
    is_asked = conversation.interview.state is State.NAMING
    if not is_asked or callback.revision != conversation.interview.revision:
        views.show_stale(visit, conversation, callback)
        return
    kept = conversation.client_name if callback.a == KEPT_NAME else None
    visit.unit.receive(conversation, events.Named(kept or views.usual_call(visit, conversation)))
    views.show(visit, conversation)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.PRACTICE: _tapped, Verb.CALL: _name}
