"""Members of the team on buttons, page by page."""

from __future__ import annotations

from bot.storage.queries.team import Member
from bot.telegram.callbacks import Verb
from bot.telegram.outgoing import Keyboard
from bot.telegram.visit import Visit

PAGE = 8
NAME_SHOWN = 24
"""Characters of a name on a button."""


def turn(visit: Visit, verb: Verb, number: int, count: int, subject: int = 0) -> Keyboard:
    """A row of buttons to the pages before and after, or none."""
    before = [visit.button("", verb, subject, number - 1, f"‹ {number}")] if number > 0 else []
    is_more = (number + 1) * PAGE < count
    after = [visit.button("", verb, subject, number + 1, f"{number + 2} ›")] if is_more else []
    return ((*before, *after),) if before or after else ()


def short(member: Member, place: int) -> str:
    """A member on a button, told apart from others of the same name by the number."""
    return f"{place}. {member.name[:NAME_SHOWN]}"
