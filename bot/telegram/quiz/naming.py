"""A text as the name of a client, of a call, or of a member of the team."""

from __future__ import annotations

from bot.interviews import Conversation
from bot.telegram.visit import Visit
from questionnaires.interview import State, events

NAME_LENGTH = 80
NAMESAKES_OFFERED = 8
"""The last touched of them; more buttons than these nobody reads, and Telegram takes no long keyboard."""


def name_client(visit: Visit, conversation: Conversation, text: str) -> bool:
    """Take a text as the client's name; False when it is none, and a word was said about it."""
    name = proper_name(visit, text)
    if name is None:
        return False
    if conversation.interview.state is State.MATCHING:
        visit.unit.receive(conversation, events.SteppedBack())
    known = visit.unit.namesakes(conversation, name)[:NAMESAKES_OFFERED]
    visit.unit.receive(conversation, events.Named(name, known))
    return True


def proper_name(visit: Visit, text: str) -> str | None:
    """The text as a name; None, and a word about it, when it is none."""
    name = " ".join(text.split())
    if len(name) > NAME_LENGTH or not any(letter.isalnum() for letter in name):
        visit.say("name_wrong", length=len(name), most=NAME_LENGTH)
        return None
    return name
