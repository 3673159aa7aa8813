"""From a conversation to the page that shows it. What a card says is in `card.cards`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.interviews import Conversation
from bot.storage.queries import clients, notes, results
from bot.telegram.briefs import reading
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.card import cards, dossier, told
from bot.telegram.card.told import in_short
from bot.telegram.front import screens
from bot.telegram.outgoing import Button, Page
from bot.telegram.quiz import keyboards
from bot.telegram.visit import Visit
from messages import label, part
from questionnaires.interview import Script, State
from questionnaires.interview.screens import Asking, Offering, Plain, Reviewing, screen

RECENT = 4
GOING_ON = 3
"""Unfinished quizzes offered at once."""
NOTES_SHOWN = 3


def apology(language: str) -> Page:
    """For somebody whose update failed."""
    return Page("apology", language)


def show(visit: Visit, conversation: Conversation) -> None:
    """Put the interview's current screen before its manager."""
    visit.show(conversation, page_of(visit, conversation))


def show_stale(visit: Visit, conversation: Conversation, callback: Callback) -> None:
    """Show where things stand. The second half of a double tap needs no words."""
    is_double = callback.revision == conversation.interview.revision - 1
    visit.toast(None if is_double else "toast_stale")
    if not conversation.is_on_its_way:
        show(visit, conversation)


def page_of(visit: Visit, conversation: Conversation) -> Page:
    """The current screen of an interview."""
    if conversation.is_brief:
        return _brief(visit, conversation)
    keys = visit.keys(conversation)
    interview = conversation.interview
    shown = screen(interview, visit.language)
    facts: dict[str, Any] = {"client": conversation.client_name, "screen": shown}
    if isinstance(shown, Asking):
        facts["notes"] = _notes_here(visit, conversation)
        facts["question"] = _question(interview.script, shown, visit.language)
        return visit.page("asking", keyboards.asking(keys, shown, interview.script), **facts)
    if isinstance(shown, Offering):
        return visit.page("offering", keyboards.offering(keys, shown), **facts)
    if isinstance(shown, Reviewing):
        return visit.page("reviewing", keyboards.reviewing(keys, shown, interview.script), **facts)
    assert isinstance(shown, Plain), f"{type(shown).__name__} is a screen of briefs, not shown here"
    return _PLAIN[shown.state](visit, conversation)


def _question(script: Script, shown: Asking, language: str) -> str:
    """A question with its examples, worded once for everybody who is asked by the script."""
    known = script.worded.get((shown.question, language))
    if known is None:
        examples = [(choice.number, choice.example) for choice in shown.choices if choice.example]
        known = part("question", language, {"text": shown.text, "examples": examples})
        script.worded[shown.question, language] = known
    return known


def _brief(visit: Visit, conversation: Conversation) -> Page:
    """A brief is worded for prospects; what was asked on the phone ends with the card."""
    if conversation.is_by_phone and conversation.interview.state is State.FINISHED:
        found = dossier.of_interview(visit, conversation.id)
        if found is not None:
            return reading.card_page(found)
    return screens.page_of(visit, conversation)


def menu(visit: Visit, conversation: Conversation) -> Page:
    """What ⋯ opens."""
    interview = conversation.interview
    keyboard = keyboards.menu(visit.keys(conversation), interview.state, interview.has_answers)
    return visit.page("menu", keyboard, client=conversation.client_name)


# --- naming and closing -----------------------------------------------------------------------------------


def offer_to_go_on(visit: Visit, waiting: Sequence[Conversation], anew: Button) -> None:
    """Unfinished quizzes, the last touched first, before another is begun."""
    rows = [
        (
            Button(
                label("go_on_with", visit.language, client=_called(visit, held)[:30]),
                write(Callback(Verb.RESUME, held.id)),
            ),
        )
        for held in waiting[:GOING_ON]
    ]
    visit.say("unfinished", (*rows, (anew,)), count=len(waiting))


def _called(visit: Visit, held: Conversation) -> str:
    """The client's name; where it is still asked which client of a name it is, that name."""
    namesakes = (clients.get(visit.tx, visit.person.id, each.client) for each in held.interview.namesakes)
    return held.client_name or next((client.name for client in namesakes if client is not None), "?")


def usual_call(visit: Visit, conversation: Conversation) -> str:
    """What a practice quiz calls its call where nobody names it: by the day it was begun on."""
    day = visit.page("date", moment=visit.local(conversation.loaded.created_at)).text
    return label("practice_call", visit.language, day=day)


def _naming(visit: Visit, conversation: Conversation) -> Page:
    if conversation.interview.practice:
        keyboard = keyboards.naming_call(
            visit.keys(conversation), usual_call(visit, conversation), conversation.client_name
        )
        return visit.page("practice_naming", keyboard)
    own = conversation.interview.client
    found = clients.recent(visit.tx, visit.person.id, RECENT + 1)
    recent = [(known.id, known.name) for known in found if known.id != own][:RECENT]
    kept = (own, conversation.client_name) if own and conversation.client_name else None
    keyboard = keyboards.naming(visit.keys(conversation), recent, kept)
    return visit.page("naming", keyboard, recent=bool(recent))


def _matching(visit: Visit, conversation: Conversation) -> Page:
    known, rows = [], []
    namesakes = conversation.interview.namesakes
    latest = results.latest_for_clients(visit.tx, [namesake.client for namesake in namesakes])
    for namesake in namesakes:
        client = clients.get(visit.tx, visit.person.id, namesake.client)
        if client is None:
            continue
        is_open = namesake.open_interview is not None
        known.append(keyboards.Known(client.id, client.name, is_open))
        rows.append(
            {
                "number": len(known),
                "name": client.name,
                "since": visit.local(client.created_at),
                "segment": cards.segment_names(visit, latest.get(client.id)),
                "is_open": is_open,
            }
        )
    is_pick = conversation.interview.is_pick
    keyboard = keyboards.matching(visit.keys(conversation), known, is_pick)
    name = rows[0]["name"] if rows else "?"
    return visit.page("matching", keyboard, client=name, namesakes=rows, picked=is_pick)


def _closed(visit: Visit, conversation: Conversation) -> Page:
    keyboard = keyboards.closed(visit.keys(conversation))
    return visit.page(str(conversation.interview.state), keyboard, client=conversation.client_name)


def _finished(visit: Visit, conversation: Conversation) -> Page:
    """The card."""
    found = told.of_quiz(visit, conversation)
    assert found is not None, f"interview {conversation.id} is finished and has no result"
    if conversation.is_second:
        return cards.second_card(visit, found)
    is_practice = conversation.interview.practice
    return cards.practice_card(visit, found) if is_practice else cards.quiz_card(visit, found)


def _notes_here(visit: Visit, conversation: Conversation) -> list[str]:
    """The notes on the question on the screen; asked for only where there are any."""
    if not conversation.has_notes:
        return []
    here = notes.of_interview(visit.tx, conversation.person, conversation.id)
    current = conversation.interview.current
    return [in_short(note.text) for note in here if note.question_id == current][-NOTES_SHOWN:]


_PLAIN = {
    State.NAMING: _naming,
    State.MATCHING: _matching,
    State.FINISHED: _finished,
    State.CANCELLED: _closed,
    State.EXPIRED: _closed,
}
