"""Prospects who leave a brief and come back to it."""

from __future__ import annotations

from bot.briefs import telling
from bot.interviews import Conversation, Unit
from bot.storage.queries import briefs
from questionnaires.interview import events


def go_on(unit: Unit, conversation: Conversation) -> None:
    """Bring a brief back: the same screen, at the bottom of the chat.

    Raises:
        questionnaires.interview.NotNow: there is nothing to go on with.
    """
    unit.receive(conversation, events.Resumed())
    brief = briefs.of_interview(unit.tx, conversation.id)
    if brief is not None and brief.stopped_at is not None:
        briefs.gone_on(unit.tx, brief.id)


def call_off(unit: Unit, conversation: Conversation) -> None:
    """Let a brief be; what was answered is kept, and the manager is told. What was sent stays sent.

    Raises:
        questionnaires.interview.NotNow: there is nothing to call off.
    """
    unit.receive(conversation, events.Cancelled())
    end(unit, conversation)


def end(unit: Unit, conversation: Conversation) -> None:
    """Record that nobody goes on with a brief now, and tell its manager, unless it was sent."""
    brief = briefs.of_interview(unit.tx, conversation.id)
    if brief is None or brief.sent_at is not None:
        return
    if briefs.mark(unit.tx, brief.id, "stopped_at", unit.now):
        telling.stopped(unit.tx, brief, unit.now, unit.zone)
