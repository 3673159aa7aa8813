"""A tap: what it asks for, whether it may, and what is shown next. A button never lies.

A tap that moves the interview, or corrects its result, counts only on the screen it belongs to: its revision
must be the current one. An older one changes nothing and shows where things stand. Every other look around an
interview writes nothing, so it is always safe.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.interviews import Conversation
from bot.telegram import callbacks, gate
from bot.telegram.briefs import reading
from bot.telegram.callbacks import DONT_KNOW, Callback, Verb
from bot.telegram.card import looks, told
from bot.telegram.desk import around, clients
from bot.telegram.incoming import Tap
from bot.telegram.outgoing import Page
from bot.telegram.prospects import taps as prospects
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from questionnaires.interview import NotNow, State, effects, events
from questionnaires.interview.script import Script

ANY_REVISION = (Verb.RESUME,)
"""Going on is right whatever happened since."""


def handle(visit: Visit, tap: Tap) -> None:
    """Answer one tap."""
    callback = _allowed(visit, tap)
    if callback is None:
        return
    if callback.verb.is_of_front:
        prospects.handle(visit, tap, callback)
    elif callback.verb.is_of_quiz:
        _about_quiz(visit, callback)
    else:
        around.handle(visit, callback)
    visit.toast()


def _allowed(visit: Visit, tap: Tap) -> Callback | None:
    """What the tap asks for; None, and the tap is answered, where it asks nothing or for too much."""
    callback = callbacks.read(tap.data)
    if callback is None or not tap.is_private:
        visit.toast("toast_unknown")
    elif not gate.lets_button(visit.person, callback):
        gate.refuse_button(visit, callback)
    else:
        return callback
    visit.toast()
    return None


def repeat(visit: Visit, tap: Tap) -> None:
    """Answer a tap that had its effect already: a look is looked again, else the screen as it stands."""
    callback = _allowed(visit, tap)
    if callback is None:
        return
    if callback.verb.is_of_front:
        prospects.repeat(visit, tap, callback)
    elif callback.verb.is_of_quiz:
        _repeat_about_quiz(visit, callback)
    else:
        around.repeat(visit, callback)
    visit.toast()


def _repeat_about_quiz(visit: Visit, callback: Callback) -> None:
    conversation = _held(visit, callback)
    if conversation is None:
        _look_at_brief(visit, callback)
    elif callback.verb.looks_at_quiz and callback.verb is not Verb.CORRECT_SECOND:
        _look(visit, conversation, callback)
    else:
        views.show(visit, conversation)


def _about_quiz(visit: Visit, callback: Callback) -> None:
    conversation = _held(visit, callback)
    if conversation is None:
        _look_at_brief(visit, callback)
        return
    if callback.verb not in ANY_REVISION:
        visit.settle(conversation, callback.revision)
    if callback.revision != conversation.interview.revision and not _is_always_safe(callback.verb):
        views.show_stale(visit, conversation, callback)
    elif callback.verb.looks_at_quiz:
        _look(visit, conversation, callback)
    else:
        _move(visit, conversation, callback)


def _held(visit: Visit, callback: Callback) -> Conversation | None:
    """The person's own quiz. A brief is moved by buttons of its own, whoever fills it in."""
    conversation = visit.unit.get((callback.subject, visit.person.id))
    return None if conversation is None or conversation.is_brief else conversation


def _look_at_brief(visit: Visit, callback: Callback) -> None:
    """A look around the card of a brief of the person's; nobody else's is there."""
    is_look = callback.verb.looks_at_quiz and callback.verb is not Verb.MENU
    if not is_look or not reading.look(visit, callback):
        visit.toast("toast_gone", is_alert=True)


def _is_always_safe(verb: Verb) -> bool:
    """Whether a button is right on an old screen, too; the last step of a correction is not."""
    return verb in ANY_REVISION or (verb.looks_at_quiz and verb is not Verb.CORRECT_SECOND)


# --- moving -----------------------------------------------------------------------------------------------


def _move(visit: Visit, conversation: Conversation, callback: Callback) -> None:
    event = event_of(visit, conversation, callback)
    if event is None:
        visit.toast("toast_unknown")
        views.show(visit, conversation)
        return
    try:
        done = visit.unit.receive(conversation, event)
    except NotNow:
        visit.toast("toast_stale")
        views.show(visit, conversation)
        return
    _tell(visit, conversation, done)


def _tell(visit: Visit, conversation: Conversation, done: list[effects.Effect]) -> None:
    """Say what the effects of a move mean to the person."""
    for effect in done:
        if isinstance(effect, effects.SwitchTo):
            _switch(visit, conversation, effect.interview)
            return
        if isinstance(effect, effects.ScheduleReminder):
            visit.toast("toast_reminder", is_alert=True)
    views.show(visit, conversation)


def _switch(visit: Visit, conversation: Conversation, target: int) -> None:
    """Go on with another quiz, in a message of its own."""
    other = visit.unit.get((target, visit.person.id))
    if other is None or other.interview.state is State.FINISHED:
        views.show(visit, conversation)
        return
    visit.show(conversation, visit.page("switched", client=other.client_name))
    visit.unit.receive(other, events.Resumed())
    views.show(visit, other)


def event_of(visit: Visit, conversation: Conversation, callback: Callback) -> events.Event | None:
    """The event a tap stands for, or None if no button of ours carries such numbers."""
    script = conversation.interview.script
    match callback.verb:
        case Verb.ANSWER:
            return _answer(script, callback)
        case Verb.CHANGE:
            question = script.question_at(callback.a)
            return events.ChangeRequested(question) if question else None
        case Verb.PICK:
            return _pick(visit, conversation, callback.other)
        case Verb.CONTINUE | Verb.RETAKE | Verb.ANOTHER:
            return _of_namesakes(visit, conversation, callback)
        case _:
            return SIMPLE[callback.verb]()


SIMPLE: dict[Verb, Callable[[], events.Event]] = {
    Verb.BACK: events.SteppedBack,
    Verb.SHOW_RESULT: events.ResultRequested,
    Verb.SHARPEN: events.Sharpened,
    Verb.FINISH_NOW: events.FinishedEarly,
    Verb.REVIEW: events.ReviewOpened,
    Verb.REMIND: events.ReminderRequested,
    Verb.CANCEL: events.Cancelled,
    Verb.RESUME: events.Resumed,
}


def _answer(script: Script, callback: Callback) -> events.Answered | None:
    question = script.question_at(callback.a)
    if question is None:
        return None
    if callback.b == DONT_KNOW:
        return events.Answered(question, None)
    options = script.questions[question].options
    return events.Answered(question, options[callback.b - 1].id) if callback.b <= len(options) else None


def _pick(visit: Visit, conversation: Conversation, client: int) -> events.Named | None:
    if conversation.interview.practice or clients.own_client(visit, client) is None:
        return None
    return events.Named(None, (visit.unit.namesake(conversation, client),))


def _of_namesakes(visit: Visit, conversation: Conversation, callback: Callback) -> events.Event | None:
    """Who of those of that name it is, or somebody else.

    A client may be deleted, or somebody else's, since the screen was shown; with the last of them the name is
    gone, and is asked for again.
    """
    namesakes = [known.client for known in conversation.interview.namesakes]
    there = [client for client in namesakes if clients.own_client(visit, client) is not None]
    if not there and conversation.interview.state is State.MATCHING:
        return events.SteppedBack()
    if callback.verb is Verb.ANOTHER:
        return events.AnotherOfThatName(there[0]) if there else None
    if callback.other not in there:
        return None
    return (events.Continued if callback.verb is Verb.CONTINUE else events.Retaken)(callback.other)


# --- looking ----------------------------------------------------------------------------------------------


def _look(visit: Visit, conversation: Conversation, callback: Callback) -> None:
    page = _look_page(visit, conversation, callback)
    if page is None:
        views.show(visit, conversation)
    else:
        visit.show(conversation, page, is_view=True)


def _look_page(visit: Visit, conversation: Conversation, callback: Callback) -> Page | None:
    """The page of a look; None = the screen itself."""
    if callback.verb is Verb.MENU:
        return views.menu(visit, conversation) if conversation.is_open else None
    found = told.of_quiz(visit, conversation) if conversation.interview.state is State.FINISHED else None
    return None if found is None else looks.page(visit, found, callback)
