"""Tomorrow first: which clients somebody should do something about, each by a stated rule. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.briefs.status import place
from bot.reports.figures import grade_of, segment_of
from bot.storage.queries.brief_steps import StoppedRow
from bot.storage.queries.reports import CaseRow

HOT_FOR = 5
"""Windows for which a hot client stays one, the summary's own included: a working week."""


class Rule(StrEnum):
    """Why a client is worth somebody's attention, the most urgent first: this order is the summary's."""

    HOT = "hot"
    """Grade A, and nothing has happened since the card: no interview, no brief, nothing sent, no outcome."""
    DIFFER = "differ"
    """Manager and prospect state different budgets or deadlines, and nobody has cleared that up."""
    STOPPED = "stopped"
    """A brief was begun and not gone on with."""
    OPEN = "open"
    """The answers do not say which segment it is."""
    DECLINE = "decline"
    """Grade D: nothing to sell to; a polite no frees the time."""


RULES = tuple(Rule)


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
    at: datetime
    """When the card was drawn, or the brief stopped."""
    brief_id: int | None = None
    """`STOPPED`: which."""
    question: int = 0
    """`STOPPED`: at which question, from 1."""
    of: int = 0
    """`STOPPED`: of about how many."""
    criteria: tuple[str, ...] = ()
    """`DIFFER`: `differing.BUDGET`, `differing.DEADLINE`, or both."""


@dataclass(frozen=True)
class Grounds:
    """What actions are found in."""

    cases: Collection[CaseRow]
    """Of the window."""
    waiting: Collection[CaseRow]
    """Earlier cases of grade A, as far back as one stays hot."""
    stopped: Collection[StoppedRow]
    """Briefs that stopped in the window."""
    stirred: Mapping[int, datetime]
    """Client -> when somebody last did something about them."""
    differing: Mapping[int, tuple[str, ...]]
    """Client -> criteria that manager and prospect differ on."""


def actions_in(grounds: Grounds) -> list[Action]:
    """Every client's most urgent action, without names: by rule, the newest first. Never about an erased one.

    Within a rule the newest come first: interest cools by the hour, and who was named yesterday was named.
    """
    first: dict[int, Action] = {}
    for action in sorted(_found(grounds), key=_urgency):
        first.setdefault(action.client_id, action)
    return list(first.values())


def _urgency(action: Action) -> tuple[int, float, int]:
    return RULES.index(action.rule), -action.at.timestamp(), action.client_id


def _found(grounds: Grounds) -> Iterator[Action]:
    today = [case for case in grounds.cases if not case.is_erased]
    yield from _hot(today, grounds.stirred)
    yield from _hot((case for case in grounds.waiting if not case.is_erased), grounds.stirred)
    yield from map(_stopped, grounds.stopped)
    for case in today:
        if case.client_id in grounds.differing:
            yield _of_case(Rule.DIFFER, case, grounds.differing[case.client_id])
        if segment_of(case) is None:
            yield _of_case(Rule.OPEN, case)
        if grade_of(case) == "D":
            yield _of_case(Rule.DECLINE, case)


def _hot(cases: Iterable[CaseRow], stirred: Mapping[int, datetime]) -> Iterator[Action]:
    for case in cases:
        if grade_of(case) == "A" and stirred.get(case.client_id, case.at) <= case.at:
            yield _of_case(Rule.HOT, case)


def _of_case(rule: Rule, case: CaseRow, criteria: tuple[str, ...] = ()) -> Action:
    return Action(
        rule=rule,
        client_id=case.client_id,
        client_name="",
        interview_id=case.interview_id or 0,
        owner_id=case.owner_id,
        owner_name=None,
        segment=segment_of(case),
        grades=(case.drawn.grades if case.drawn else None) or "",
        at=case.at,
        criteria=criteria,
    )


def _stopped(brief: StoppedRow) -> Action:
    question, of = place(brief.answered, brief.current, brief.to_go)
    return Action(
        rule=Rule.STOPPED,
        client_id=brief.client_id,
        client_name="",
        interview_id=brief.interview_id,
        owner_id=brief.owner_id,
        owner_name=None,
        segment=None,
        grades="",
        at=brief.at,
        brief_id=brief.brief_id,
        question=question,
        of=of,
    )
