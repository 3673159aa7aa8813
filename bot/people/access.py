"""The one place that decides who may do what. Whose data it is, is decided at the query."""

from __future__ import annotations

from enum import StrEnum

from bot.storage.queries.people import Person


class Action(StrEnum):
    """What a person may want to do here."""

    USE = "use"
    """Run quizzes, see their own clients and cards."""
    INVITE = "invite"
    """Let managers in."""


def may(person: Person, action: Action) -> bool:
    """Whether the person's roles allow it. A lead is a manager too; a stranger may nothing."""
    if not person.active:
        return False
    if action is Action.INVITE:
        return person.is_lead
    return person.is_lead or person.is_manager
