"""A text: a command, a name, an answer typed instead of tapped, a reason, or a note that is kept."""

from __future__ import annotations

from bot.interviews import Conversation
from bot.people.access import Action, may
from bot.storage.queries import results
from bot.telegram import gate
from bot.telegram.briefs import reading, replying
from bot.telegram.callbacks import Verb
from bot.telegram.card import dossier
from bot.telegram.card.looks import REASON
from bot.telegram.desk import commands, roles
from bot.telegram.desk.roles import RENAMING
from bot.telegram.ending import awaited, typed
from bot.telegram.front import pages
from bot.telegram.incoming import Attached, SharedContact, Written
from bot.telegram.outgoing import Outgoing, Page, Post
from bot.telegram.prospects import attached, extras, introducing, own, talking
from bot.telegram.quiz import views
from bot.telegram.quiz.naming import name_client, proper_name
from bot.telegram.summaries import groups
from bot.telegram.visit import House, Visit
from messages import label, languages
from questionnaires.interview import State, events
from questionnaires.interview.screens import is_wrong_number, option_typed

NOTE_LENGTH = 1_000
UNKNOWN = ("dont_know", "skip")
ANSWERABLE = (State.ASKING, State.QUALIFYING, State.CHANGING)


def handle(visit: Visit, written: Written) -> None:
    """Take one message."""
    if not written.is_private:
        _in_a_group(visit, written)
    elif written.text is None:
        unreadable(visit)
    elif written.text.startswith("/"):
        commands.handle(visit, written.text)
    elif may(visit.person, Action.USE):
        _free_text(visit, written, written.text)
    elif not extras.handle(visit, written, written.text):
        gate.greet_stranger(visit)


def repeat(visit: Visit, written: Written) -> None:
    """Answer a message that had its effect already; nothing is changed."""
    text = written.text if written.is_private else None
    if text is None:
        handle(visit, written)  # a group, or what cannot be read: there was no effect
    elif text.startswith("/"):
        commands.repeat(visit, text)
    else:
        stand_by(visit)


def sent_along(visit: Visit, sent: Attached | SharedContact) -> None:
    """Take a file or a number, where somebody waits for one."""
    taken = attached.attach(visit, sent) if isinstance(sent, Attached) else attached.share(visit, sent)
    if not taken:
        _only_text(visit)


def stand_by(visit: Visit) -> None:
    """Answer what had its effect already: the screen as it stands."""
    if may(visit.person, Action.USE):
        commands.where_it_stands(visit)
    elif not (own.where_it_stands(visit) or introducing.introduce_again(visit)):
        gate.greet_stranger(visit)


def _in_a_group(visit: Visit, written: Written) -> None:
    """Quizzes are for private chats; other talk in a group is none of our business."""
    if not groups.in_group(visit, written):
        visit.out += to_a_group(visit.house, visit.language, written)


def to_a_group(house: House, language: str, written: Written) -> list[Outgoing]:
    """What a group reads, whoever wrote: where quizzes and questions are, if it was asked for any."""
    asked = (written.text or "").split()[:1]
    link = f"https://t.me/{house.username}"
    if asked == [f"/start@{house.username}"]:
        return [Post(written.chat_id, pages.page(pages.OnlyPrivate(link), language))]
    if asked != [f"/quiz@{house.username}"]:
        return []
    return [Post(written.chat_id, Page("only_private", language, {"link": link}))]


def unreadable(visit: Visit) -> None:
    """Answer what is neither a text nor a file that somebody waits for."""
    if not attached.unreadable(visit):
        _only_text(visit)


def _only_text(visit: Visit) -> None:
    if may(visit.person, Action.USE):
        visit.say("only_text")
    else:
        gate.greet_stranger(visit)


def _free_text(visit: Visit, written: Written, text: str) -> None:
    if (brief := replying.answered_by(written)) is not None:
        replying.send(visit, brief, text)
        return
    replied = _replied_to(visit, written)
    if (replied is None or replied.id == _asked_why(visit)) and _awaited(visit, text):
        return
    meant = replied or visit.unit.at_hand(visit.person.id)
    if meant is None:
        visit.say("not_understood", ((visit.button("new_client", Verb.NEW_CLIENT),),))
    elif meant.is_brief:
        extras.take(visit, meant, text)
    else:
        take(visit, meant, text)


def _asked_why(visit: Visit) -> int | None:
    """The quiz on whose own message it is asked why its segment was corrected."""
    return (visit.person.expecting or {}).get(REASON)


def _awaited(visit: Visit, text: str) -> bool:
    """Take what was asked for outside a quiz; False when nothing was.

    A member's new name, an amount or a word on an outcome, words to a client, a correction's reason; and of
    who filled in a brief before they came to the team, words for its manager.
    """
    expecting = visit.person.expecting or {}
    if RENAMING in expecting:
        if name := proper_name(visit, text):
            roles.take_name(visit, name)
    elif awaited.OUTCOME_OF in expecting:
        typed.take(visit, text)
    elif replying.REPLYING in expecting:
        replying.take(visit, text)
    elif talking.is_awaited(visit):
        talking.take(visit, text)
    elif REASON in expecting:
        _reason(visit, text)
    else:
        return False
    return True


def _replied_to(visit: Visit, written: Written) -> Conversation | None:
    """The quiz or brief on the message that a text replies to; a reply to any other is a text like others."""
    if written.reply_to is None:
        return None
    return visit.unit.of_message(visit.person.id, visit.chat, written.reply_to)


def take(visit: Visit, conversation: Conversation, text: str) -> None:
    """Give a text to a quiz, a closed one is opened for it; its screen then comes below the text."""
    is_closed = not conversation.is_open and conversation.interview.state is not State.FINISHED
    if is_closed:
        visit.unit.receive(conversation, events.Resumed())
    if _take(visit, conversation, text) or is_closed:
        conversation.move_down()
        views.show(visit, conversation)


def _take(visit: Visit, conversation: Conversation, text: str) -> bool:
    """Let the quiz have the text; False when it can do nothing with it, and said so."""
    if conversation.interview.state in (State.NAMING, State.MATCHING):
        return name_client(visit, conversation, text)
    if is_wrong_number(conversation.interview, text):
        visit.say("no_such_option", number=text.strip())
        return False
    event = _event_of(conversation, text)
    if event is None:
        visit.say("note_too_long", length=len(text), most=NOTE_LENGTH)
        return False
    visit.unit.receive(conversation, event)
    return True


def _event_of(conversation: Conversation, text: str) -> events.Event | None:
    """The option that a text names exactly, else a note; None when it is too long for one."""
    interview = conversation.interview
    if interview.state in ANSWERABLE and interview.current is not None:
        option = option_typed(interview, text)
        if option is not None or _says_unknown(text):
            return events.Answered(interview.current, option)
    return events.NoteWritten(text.strip()) if len(text) <= NOTE_LENGTH else None


def _says_unknown(text: str) -> bool:
    """Whether somebody typed the button "Don't know" or "Skip", in any language."""
    said = " ".join(text.split()).casefold().replace("’", "'")
    return any(said == label(name, language).casefold() for name in UNKNOWN for language in languages())


def _reason(visit: Visit, text: str) -> None:
    """Why the segment was corrected: kept with the correction."""
    expecting = visit.person.expecting or {}
    if len(text) > NOTE_LENGTH:
        visit.say("note_too_long", length=len(text), most=NOTE_LENGTH)
        return
    correction = results.Correction(
        visit.person.id, expecting["first"], expecting["second"], text.strip(), visit.unit.now
    )
    kept = results.correct(visit.tx, expecting[REASON], correction)
    visit.expect(None)
    conversation = visit.unit.get((expecting[REASON], visit.person.id))
    about = dossier.of_interview(visit, expecting[REASON])
    if not kept or (conversation is None and about is None):
        visit.say("not_understood", ((visit.button("new_client", Verb.NEW_CLIENT),),))
        return
    visit.say("reason_kept")
    if about is not None:
        visit.put(reading.card_page(about))
    elif conversation is not None:
        conversation.move_down()
        views.show(visit, conversation)
