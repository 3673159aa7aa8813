"""What prospects write beside tapping: answers, notes, words for a person. Nothing vanishes unsaid."""

from __future__ import annotations

from bot.briefs.status import CHANGEABLE, may_change
from bot.interviews import Conversation
from bot.people.access import Action, may
from bot.storage.queries import briefs, notes
from bot.storage.queries.briefs import Brief
from bot.storage.queries.interviews import Key
from bot.telegram.front import screens
from bot.telegram.incoming import Written
from bot.telegram.prospects import contact, introducing, talking
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from messages import label, languages
from questionnaires.content.model import FreeQuestion
from questionnaires.interview import events
from questionnaires.interview.screens import is_wrong_number, option_typed
from questionnaires.interview.states import OPEN

MOST_WORDS = 40
"""Texts kept with one brief."""


def held(visit: Visit, reply_to: int | None = None) -> Conversation | None:
    """The brief that something belongs to: the one replied to, else the last touched that may change.

    None while an introduction is before them: what comes then is not for another brief, or another manager.
    """
    replied = visit.unit.of_message(visit.person.id, visit.chat, reply_to) if reply_to else None
    if replied is not None and replied.is_brief:
        return replied
    if may(visit.person, Action.USE):
        return _on_the_phone(visit)
    if introducing.is_introduced(visit):
        return None
    return visit.unit.touched_last(_theirs(visit))


def under_way(visit: Visit) -> Conversation | None:
    """Of a prospect's briefs that wait for an answer the one touched last; none under an introduction."""
    if introducing.is_introduced(visit):
        return None
    theirs = _theirs(visit)
    visit.unit.preload(theirs)
    waiting = [key for key in theirs if (held := visit.unit.get(key)) and held.interview.state in OPEN]
    return visit.unit.touched_last(waiting)


def _theirs(visit: Visit) -> list[Key]:
    found = briefs.open_of(visit.tx, visit.person.id, visit.unit.now - CHANGEABLE)
    return [(each.interview_id or 0, visit.person.id) for each in found]


def _on_the_phone(visit: Visit) -> Conversation | None:
    """Of a manager's open work the one touched last, if that is a brief."""
    last = visit.unit.at_hand(visit.person.id)
    return last if last is not None and last.is_brief else None


# --- words ------------------------------------------------------------------------------------------------


def handle(visit: Visit, written: Written, text: str) -> bool:
    """Take a text of somebody who may have a brief; False when they have nothing to do with any."""
    if (answered := talking.answered_by(visit, written)) is not None:
        visit.expect(None)
        talking.pass_on(visit, answered, text)
        return True
    if talking.is_awaited(visit):
        talking.take(visit, text)
        return True
    conversation = held(visit, written.reply_to)
    if conversation is not None:
        take(visit, conversation, text)
        return True
    return introducing.introduce_again(visit) or _afterwards(visit, text)


def _afterwards(visit: Visit, text: str) -> bool:
    """When nothing can be added any more, a text is one for the manager."""
    brief = last_of(visit)
    if brief is not None:
        talking.pass_on(visit, brief, text)
    return brief is not None


def last_of(visit: Visit) -> Brief | None:
    """The brief a person agreed to last, and has not withdrawn."""
    found = briefs.of_prospect(visit.tx, visit.person.id)
    return next((each for each in found if _is_there(each)), None)


def _is_there(brief: Brief) -> bool:
    return brief.consented_at is not None and brief.withdrawn_at is None and brief.revoked_at is None


def take(visit: Visit, conversation: Conversation, text: str) -> None:
    """Give a text to a brief; its screen then comes below the text."""
    brief = briefs.of_interview(visit.tx, conversation.id)
    assert brief is not None, f"interview {conversation.id} answers no brief"
    is_phone = conversation.is_by_phone
    if not is_phone and (is_off(conversation) or not may_change(brief, visit.unit.now)):
        talking.pass_on(visit, brief, text)
        return
    notice = _no_such_option(visit, conversation, text) or too_many_words(visit, conversation)
    if notice is None:
        event = _event_of(conversation, text)
        receive(visit, conversation, event)
        notice = _word_on(visit, conversation, event)
    show_below(visit, conversation, notice)


def _word_on(visit: Visit, conversation: Conversation, event: events.Event) -> str | None:
    """A text beside options was kept, and the question still waits for a tap."""
    interview = conversation.interview
    asked = interview.script.questions[interview.on_screen] if interview.on_screen else None
    is_beside = isinstance(event, events.NoteWritten) and asked is not None
    return (
        label("toast_word_kept", visit.language)
        if is_beside and not isinstance(asked, FreeQuestion)
        else None
    )


def is_off(conversation: Conversation) -> bool:
    """Stopped by the prospect or by time: words are then for a person, not for a question."""
    return not conversation.is_open and not conversation.interview.sent


def _event_of(conversation: Conversation, text: str) -> events.Event:
    """The option that a text names exactly, else a note."""
    interview = conversation.interview
    option = option_typed(interview, text)
    if interview.on_screen is not None and (option is not None or _says_skip(text)):
        return events.Answered(interview.on_screen, option)
    return events.NoteWritten(text.strip())


def _says_skip(text: str) -> bool:
    said = " ".join(text.split()).casefold()
    return any(said == label("skip", language).casefold() for language in languages())


def _no_such_option(visit: Visit, conversation: Conversation, text: str) -> str | None:
    is_wrong = is_wrong_number(conversation.interview, text)
    return label("toast_no_option", visit.language, number=text.strip()) if is_wrong else None


def too_many_words(visit: Visit, conversation: Conversation) -> str | None:
    kept = (
        notes.of_interview(visit.tx, conversation.person, conversation.id) if conversation.has_notes else []
    )
    return label("toast_words_many", visit.language) if len(kept) >= MOST_WORDS else None


# --- letting it happen --------------------------------------------------------------------------------------


def receive(visit: Visit, conversation: Conversation, event: events.Event) -> None:
    """Let it happen; what was closed on the phone is opened for it."""
    if is_off(conversation):
        visit.unit.receive(conversation, events.Resumed())
    was_contact = contact.asks_contact(conversation)
    visit.unit.receive(conversation, event)
    contact.change_keyboard(visit, conversation, was_contact)


def show_below(visit: Visit, conversation: Conversation, notice: str | None) -> None:
    """The screen at the bottom of the chat, with a word about what could not be taken."""
    conversation.move_down()
    if notice is not None:
        visit.show(conversation, screens.page_of(visit, conversation, notice))
        return
    views.show(visit, conversation)
    contact.offer_contact(visit, conversation)
