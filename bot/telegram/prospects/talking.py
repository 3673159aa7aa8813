"""Talking to a person: what a prospect writes goes to the manager, and the brief stays where it is."""

from __future__ import annotations

from datetime import timedelta

from bot.briefs import reaching, telling
from bot.briefs.refusals import is_theirs
from bot.storage.queries import briefs, deliveries
from bot.storage.queries.briefs import Brief
from bot.storage.queries.deliveries import Delivery
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.front import buttons, pages
from bot.telegram.front.who import spoken, who_asks
from bot.telegram.incoming import Written
from bot.telegram.outgoing import Button, Keyboard, Post
from bot.telegram.prospects import introducing
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from messages import label

TALK = "talk"
"""Key of `people.expecting`: the brief whose manager the next text is for."""
A_DAY = timedelta(days=1)
DAILY = 20
"""Messages that one prospect can have passed on in a day."""


def expect(visit: Visit, brief: Brief) -> None:
    """Take the next text as one for the manager."""
    visit.expect({TALK: brief.id})


def ask_below(visit: Visit, brief: Brief) -> None:
    """Ask for a text at the bottom of the chat, below the manager's words that it answers."""
    expect(visit, brief)
    page = pages.page(pages.Talk(who_asks(visit, brief.owner_id, visit.language)), visit.language)
    visit.out.append(Post(visit.chat, page))


def is_awaited(visit: Visit) -> bool:
    """Whether the next text is for the manager."""
    return TALK in (visit.person.expecting or {})


def take(visit: Visit, text: str) -> None:
    """Pass on a text that was asked for."""
    about = (visit.person.expecting or {}).get(TALK, 0)
    brief = reaching.talked_about(visit.tx, visit.person, about, visit.unit.now)
    visit.expect(None)
    if brief is None:
        visit.put(pages.page(pages.Closed("revoked", who_asks(visit, None, visit.language)), visit.language))
    else:
        pass_on(visit, brief, text)


def pass_on(visit: Visit, brief: Brief, text: str) -> None:
    """Tell the manager, say so, and bring back below what the prospect was at."""
    unit, who = visit.unit, who_asks(visit, brief.owner_id, visit.language)
    if deliveries.count_since(visit.tx, f"{telling.Kind.TALK}:{brief.id}:", unit.now - A_DAY) >= DAILY:
        visit.put(pages.page(pages.TooMuch(who), visit.language))
        return
    reaching.bind(visit.tx, visit.person, brief)
    telling.talk(visit.tx, brief, text.strip(), unit.now, unit.zone, visit.incoming.update_id)
    visit.put(pages.page(pages.TalkTold(who), visit.language))
    _bring_back(visit, brief)


def _bring_back(visit: Visit, brief: Brief) -> None:
    held = visit.unit.get((brief.interview_id, visit.person.id)) if brief.interview_id else None
    if held is not None:
        held.move_down()
        views.show(visit, held)
    elif brief.interview_id is None:
        introducing.introduce(visit, brief)


def answered_by(visit: Visit, written: Written) -> Brief | None:
    """The brief whose manager's words a text replies to: their message says it, by its one button."""
    carried = [read for data in written.below_replied if (read := callbacks.read(data)) is not None]
    if len(carried) != 1 or carried[0].verb not in (Verb.BRIEF_TALK, Verb.WRITE_TO):
        return None
    subject = carried[0].subject
    if carried[0].verb is Verb.WRITE_TO:
        return reaching.talked_about(visit.tx, visit.person, subject, visit.unit.now)
    brief = briefs.of_interview(visit.tx, subject)
    return brief if brief is not None and is_theirs(brief, visit.person) else None


# --- the manager's words ----------------------------------------------------------------------------------


def reply(visit: Visit, delivery: Delivery) -> Post | None:
    """What the manager wrote back, with a way to answer; None once the prospect withdrew.

    The next text answers it, as in any chat; a tap on a question goes on with the questions instead.
    """
    brief = briefs.of_person(visit.tx, visit.person.id, delivery.draft.facts.get("brief", 0))
    words = delivery.draft.facts.get("words")
    if brief is None or words is None or brief.withdrawn_at is not None:
        return None
    expect(visit, brief)
    language = spoken(visit, brief.language)
    who = who_asks(visit, brief.owner_id, language)
    page = pages.page(pages.Answered(who, words), language, _answer_keys(brief, language))
    return Post(visit.chat, page)


def _answer_keys(brief: Brief, language: str) -> Keyboard:
    if brief.interview_id is None:
        return ((buttons.before(brief, "brief_answer", Verb.WRITE_TO, language),),)
    data = write(Callback(Verb.BRIEF_TALK, brief.interview_id))
    return ((Button(label("brief_answer", language), data),),)
