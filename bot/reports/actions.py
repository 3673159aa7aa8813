"""Tomorrow first: which clients somebody should do something about, each by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Why a client is worth somebody's attention, the most urgent first: this order is the summary's."""

    HOT = "hot"
    """Grade A, and nothing has happened since the card: no later interview, no brief."""
    DIFFER = "differ"
    """Manager and prospect state different budgets or deadlines, and nobody has cleared that up."""
    STOPPED = "stopped"
    """A brief was begun and not gone on with."""
    OPEN = "open"
    """The answers do not say which segment it is."""
    DECLINE = "decline"
    """Grade D: nothing to sell to; a polite no frees the time."""


@dataclass(frozen=True, slots=True)
class Action:
    """One client and what to do about them on the next working day."""

    rule: Rule
    client_id: int
    client_name: str
    """For those who may see it: not in groups."""
    interview_id: int
    """Whose card shows it: the last quiz about the client with a result, else the brief's interview."""
    owner_id: int
    """Whose client it is."""
    owner_name: str | None
    segment: str | None
    """The segment that counts now; None = open."""
    grades: str
    """The grades still possible, as in "A,B"; empty = none was drawn."""
    brief_id: int | None = None
    """`STOPPED`: which."""
    question: int = 0
    """`STOPPED`: at which question, from 1; 0 = not known."""
    of: int = 0
    """`STOPPED`: of about how many."""
    criteria: tuple[str, ...] = ()
    """`DIFFER`: the criteria on which the two differ, in the order of the grading table."""
    days: int = 0
    """`HOT`: for how many local days it has waited, 0 = since today."""
