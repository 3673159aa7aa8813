"""How to reach a prospect: the question, and the button that shares a number."""

from __future__ import annotations

from bot.interviews import Conversation
from bot.telegram.front import pages
from bot.telegram.outgoing import Below, Post
from bot.telegram.visit import Visit


def asks_contact(conversation: Conversation) -> bool:
    """Whether the question on the screen is how to reach them."""
    interview = conversation.interview
    return interview.script.asks_contact(interview.on_screen) and not conversation.is_by_phone


def offer_contact(visit: Visit, conversation: Conversation) -> None:
    """Hang the button that shares a number below the place where one writes."""
    if asks_contact(conversation):
        page = pages.page(pages.ContactAsked(), visit.language, below=Below.ASKS_CONTACT)
        visit.out.append(Post(visit.chat, page))


def change_keyboard(visit: Visit, conversation: Conversation, was_contact: bool) -> None:
    """Take the button away once the question is off the screen; the screen then comes below that word."""
    if not was_contact or asks_contact(conversation):
        return
    interview = conversation.interview
    asked = [q.id for q in interview.script.questionnaire.free if q.kind == "contact"]
    is_given = any(interview.answers.get(id) is not None for id in asked)
    page = pages.page(pages.ContactDone(is_given), visit.language, below=Below.GONE)
    visit.out.append(Post(visit.chat, page))
    conversation.move_down()
