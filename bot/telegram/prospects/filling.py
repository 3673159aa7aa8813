"""A brief being filled in: its buttons, its screens, and its end.

A tap counts only on the screen it belongs to: its revision must be the current one. A day after sending
nothing moves any more. Looking around writes nothing, so it is always safe.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.briefs import idle, pausing
from bot.briefs.status import may_change
from bot.interviews import Conversation
from bot.storage.queries import briefs
from bot.storage.queries.briefs import Brief
from bot.telegram.callbacks import DONT_KNOW, Callback, Verb
from bot.telegram.front import buttons, pages, screens
from bot.telegram.front.who import who_asks
from bot.telegram.incoming import Tap
from bot.telegram.outgoing import Page
from bot.telegram.prospects import contact, talking
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from questionnaires.interview import NotNow, Part, Script, State, events
from questionnaires.interview.script import GIVEN
from questionnaires.interview.states import OPEN


def handle(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Do what a button of a brief asks for."""
    found = found_by(visit, callback)
    if found is None:
        visit.toast("toast_brief_gone", is_alert=True)
        return
    conversation, brief = found
    if callback.verb is Verb.BRIEF_TALK and tap.message_id != conversation.message:
        talking.ask_below(visit, brief)
        return
    if callback.verb is not Verb.BRIEF_RESUME:
        visit.settle(conversation, callback.revision)
    if callback.verb.looks_at_brief:
        look(visit, brief, callback.verb)
    elif not is_changeable(visit, conversation, brief):
        visit.toast("toast_brief_settled", is_alert=True)
        views.show(visit, conversation)
    elif callback.verb is Verb.BRIEF_RESUME:
        go_on(visit, brief)
    elif callback.revision != conversation.interview.revision:
        views.show_stale(visit, conversation, callback)
    else:
        _move(visit, conversation, brief, callback)


def repeat(visit: Visit, callback: Callback) -> None:
    """Answer a button that had its effect already: a look is looked again, else the screen as it stands.

    Words that were asked for and came since are not asked for once more.
    """
    found = found_by(visit, callback)
    is_look = callback.verb.looks_at_brief
    if found is None:
        visit.toast("toast_brief_gone", is_alert=True)
    elif is_look and (callback.verb is not Verb.BRIEF_TALK or talking.is_awaited(visit)):
        look(visit, found[1], callback.verb)
    else:
        views.show(visit, found[0])
        contact.offer_contact(visit, found[0])


def go_on(visit: Visit, brief: Brief) -> None:
    """Bring the brief to the bottom of the chat; one that cannot be changed any more is only shown there."""
    held = visit.unit.get((brief.interview_id or 0, visit.person.id))
    if held is None:
        visit.toast("toast_brief_gone", is_alert=True)
    elif is_changeable(visit, held, brief):
        pausing.go_on(visit.unit, held)
        views.show(visit, held)
        contact.offer_contact(visit, held)
    else:
        held.move_down()
        views.show(visit, held)


def found_by(visit: Visit, callback: Callback) -> tuple[Conversation, Brief] | None:
    """The person's own brief; a quiz is none, and what was withdrawn is not there."""
    conversation = visit.unit.get((callback.subject, visit.person.id))
    if conversation is None or not conversation.is_brief:
        return None
    brief = briefs.of_interview(visit.tx, conversation.id)
    if brief is None or brief.withdrawn_at is not None or brief.revoked_at is not None:
        return None
    return conversation, brief


def is_changeable(visit: Visit, conversation: Conversation, brief: Brief) -> bool:
    """Whether anything may still be changed: for a day after sending, and on the phone always."""
    return conversation.is_by_phone or may_change(brief, visit.unit.now)


# --- moving -----------------------------------------------------------------------------------------------


def _move(visit: Visit, conversation: Conversation, brief: Brief, callback: Callback) -> None:
    event = event_of(conversation.interview.script, callback)
    if event is None:
        visit.toast("toast_unknown")
        views.show(visit, conversation)
        return
    was_contact = contact.asks_contact(conversation)
    try:
        visit.unit.receive(conversation, event)
    except NotNow:
        _refused(visit, conversation, brief, callback)
        return
    if conversation.interview.state is State.CANCELLED:
        pausing.end(visit.unit, conversation)
    contact.change_keyboard(visit, conversation, was_contact)
    views.show(visit, conversation)
    contact.offer_contact(visit, conversation)


def _refused(visit: Visit, conversation: Conversation, brief: Brief, callback: Callback) -> None:
    """Before the first question there is the introduction."""
    is_first = callback.verb is Verb.BRIEF_BACK and conversation.interview.state is State.ASKING
    if is_first and not conversation.is_by_phone:
        look(visit, brief, Verb.BRIEF_INTRO)
    else:
        visit.toast(None if is_first else "toast_stale")
        views.show(visit, conversation)


def event_of(script: Script, callback: Callback) -> events.Event | None:
    """The event a tap stands for, or None if no button of ours carries such numbers."""
    if callback.verb is Verb.BRIEF_ANSWER:
        return _answer(script, callback)
    if callback.verb is Verb.BRIEF_CHANGE:
        question = script.question_at(callback.a)
        return events.ChangeRequested(question) if question else None
    return SIMPLE[callback.verb]()


SIMPLE: dict[Verb, Callable[[], events.Event]] = {
    Verb.BRIEF_BACK: events.SteppedBack,
    Verb.BRIEF_REVIEW: events.ReviewOpened,
    Verb.BRIEF_SEND: events.Sent,
    Verb.BRIEF_ADD: events.Added,
    Verb.BRIEF_ENOUGH: events.Enough,
    Verb.BRIEF_STOP: events.Cancelled,
}


def _answer(script: Script, callback: Callback) -> events.Answered | None:
    question = script.question_at(callback.a)
    if question is None or callback.b == DONT_KNOW:
        return events.Answered(question, None) if question else None
    if script.part(question) is Part.FREE:
        return events.Answered(question, GIVEN) if callback.b == buttons.GIVEN else None
    options = script.questions[question].options
    return events.Answered(question, options[callback.b - 1].id) if callback.b <= len(options) else None


# --- stopping ---------------------------------------------------------------------------------------------


def cancel(visit: Visit, conversation: Conversation) -> None:
    """Call off a brief by command; what was sent stays sent."""
    was_contact = contact.asks_contact(conversation)
    pausing.call_off(visit.unit, conversation)
    contact.change_keyboard(visit, conversation, was_contact)
    conversation.move_down()
    views.show(visit, conversation)


def nudge(visit: Visit, interview: int) -> None:
    """Bring a brief back that was left lying: once, with a word why."""
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is None or not idle.nudge(visit.unit, conversation):
        return
    brief = briefs.of_interview(visit.tx, interview)
    who = who_asks(visit, brief.owner_id if brief else None, visit.language)
    visit.nudge(pages.page(pages.Nudged(who), visit.language))
    views.show(visit, conversation)


def stop(visit: Visit, interview: int) -> None:
    """Close a brief that nobody touched after the nudge."""
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is not None and idle.stop(visit.unit, conversation):
        views.show(visit, conversation)


# --- looking ----------------------------------------------------------------------------------------------


def look(visit: Visit, brief: Brief, verb: Verb) -> None:
    """A look around the brief, in place; anything else is the screen itself."""
    conversation = visit.unit.get((brief.interview_id or 0, visit.person.id))
    if conversation is None:
        visit.toast("toast_brief_gone", is_alert=True)
        return
    page = _look_page(visit, conversation, brief, verb)
    if page is None:
        views.show(visit, conversation)
    else:
        visit.show(conversation, page, is_view=True)


def _look_page(visit: Visit, conversation: Conversation, brief: Brief, verb: Verb) -> Page | None:
    keys, language = visit.keys(conversation), visit.language
    is_open = conversation.interview.state in OPEN
    if verb is Verb.BRIEF_PAUSE and is_open:
        page = pages.page(pages.Paused(), language, buttons.paused(keys))
        return screens.by_phone(page, conversation) if conversation.is_by_phone else page
    if conversation.is_by_phone:
        return None
    who = who_asks(visit, brief.owner_id, language)
    if verb is Verb.BRIEF_TALK:
        talking.expect(visit, brief)
        return pages.page(pages.Talk(who), language, buttons.back(keys))
    if verb is Verb.BRIEF_INTRO and is_open:
        return pages.page(pages.Intro(who, is_preview=False), language, buttons.intro_again(keys))
    return None
