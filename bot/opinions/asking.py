"""A colleague is asked to score a call, begins, declines; the asker takes it back."""

from __future__ import annotations

from bot.interviews import Conversation, Unit
from bot.opinions.telling import Kind, tell
from bot.people.access import Action, may
from bot.storage.queries import second_opinions
from bot.storage.queries.people import Person
from bot.storage.queries.second_opinions import Opinion


def can_be_scored_again(first: Conversation) -> bool:
    """Whether somebody else may be asked about it: a quiz with a result, one's own and no second opinion."""
    return not first.is_brief and not first.is_second and first.interview.has_result


def ask(unit: Unit, first: Conversation, colleague: Person) -> Opinion | None:
    """Ask a colleague, who is told; None where this quiz, or this colleague, cannot be asked about it.

    Args:
        unit: the transaction's.
        first: the asker's own quiz.
        colleague: anybody; only an active member of the team other than the asker is asked.
    """
    is_colleague = may(colleague, Action.USE) and colleague.id != first.person
    if not is_colleague or not can_be_scored_again(first):
        return None
    asked = second_opinions.ask(unit.tx, first.id, first.person, colleague.id, unit.now)
    if asked is not None:
        tell(unit, Kind.ASKED, asked, colleague.id)
    return asked


def begin(unit: Unit, opinion: Opinion, chat: int) -> Conversation | None:
    """The colleague's interview, begun now or before; None where there is no first one to follow."""
    if opinion.second_id is not None:
        return unit.get((opinion.second_id, opinion.asked_id))
    first = unit.get((opinion.first_id, opinion.asked_by_id))
    if first is None:
        return None
    second = unit.start_second(opinion.asked_id, chat, first)
    second_opinions.begin(unit.tx, opinion.id, second.id, unit.now)
    return second


def decline(unit: Unit, opinion: Opinion) -> None:
    """The colleague would rather not, before beginning; who asked is told."""
    second_opinions.decline(unit.tx, opinion.id, unit.now)
    tell(unit, Kind.DECLINED, opinion, opinion.asked_by_id)


def withdraw(unit: Unit, opinion: Opinion) -> None:
    """Who asked takes it back; what the colleague has begun ends there."""
    unit.release()
    second_opinions.withdraw(unit.tx, opinion.id, unit.now)
