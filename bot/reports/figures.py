"""The figures of a window: plain counts over its cases, each against the usual.

What counts of a case is said here and nowhere else: the segment, the mix, the grade. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.storage.queries.brief_steps import BriefStep
from bot.storage.queries.reports import CaseRow
from scoring import Verdict

OPEN = "open"
"""The id of what is not decided yet, beside segments and beside grades."""
ALL = "all"
GRADES = ("A", "B", "C", "D")
MOST_MIXES = 3
FEWEST_WINDOWS = 2
"""Of fewer windows alike nothing is usual yet."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases of a window are of one kind."""

    id: str
    """A segment's id; "A" to "D"; `OPEN`; or `ALL`."""
    count: int
    usual: float | None = None
    """The median of the same count in earlier windows alike; None where there are too few: no usual yet."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How many cases are a mix of two segments, the predominant first."""

    predominant: str
    secondary: str
    count: int


@dataclass(frozen=True, slots=True)
class BriefFigures:
    """What happened to briefs in a window, each by its own moment. Briefs asked on the phone are not among
    them."""

    sent: int = 0
    """Links that were made, and visits to a standing link; one that was replaced unopened is not counted."""
    opened: int = 0
    declined: int = 0
    """The prospect said no."""
    done: int = 0
    """Sent back by the prospect."""
    stopped: int = 0
    """Begun, and not gone on with."""
    expired: int = 0
    """The link ran out before anybody agreed."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened at all."""
        return self == BriefFigures()


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager's part of a window, for the details: work, and never a mark for it."""

    person_id: int
    name: str | None
    """None = erased."""
    cases: int
    open: int
    """Cases whose verdict is open: where a question would help."""
    briefs_sent: int
    briefs_done: int
    actions: int
    """How many of the summary's actions are about their clients."""


# --- what counts of a case --------------------------------------------------------------------------------


def segment_of(case: CaseRow) -> str | None:
    """The corrected segment, else the predominant one of the last result; None = the verdict is open."""
    if case.corrected is not None:
        return case.corrected[0]
    if case.drawn is None or case.drawn.verdict == Verdict.OPEN:
        return None
    return case.drawn.predominant


def mix_of(case: CaseRow) -> tuple[str, str] | None:
    """(predominant, secondary) as corrected, else as the last result names it; None = no mix."""
    if case.corrected is not None:
        predominant, secondary = case.corrected
    elif case.drawn is not None and case.drawn.sub_segment:
        predominant, secondary = segment_of(case) or "", case.drawn.secondary
    else:
        return None
    return (predominant, secondary) if predominant and secondary else None


def grade_of(case: CaseRow) -> str | None:
    """The grade, where the answers leave only one."""
    grades = case.drawn.grades if case.drawn else None
    return grades if grades in GRADES else None


# --- counting ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """The cases of one window, counted."""

    cases: int
    segments: Mapping[str, int]
    """By segment, and `OPEN`."""
    grades: Mapping[str, int]
    """By grade, and `OPEN`."""


def tally(cases: Sequence[CaseRow]) -> Tally:
    """Count a window's cases."""
    segments = Counter(segment_of(case) or OPEN for case in cases)
    return Tally(len(cases), segments, Counter(grade_of(case) or OPEN for case in cases))


def total(now: Tally, past: Sequence[Tally]) -> Count:
    """All cases."""
    return Count(ALL, now.cases, usual(each.cases for each in past))


def by_segment(now: Tally, past: Sequence[Tally], order: Sequence[str]) -> tuple[Count, ...]:
    """A count for each segment: those of today's content in its order, then others that there are."""
    others = sorted(now.segments.keys() - {*order, OPEN})
    return tuple(_count(id, now, past, lambda each: each.segments) for id in (*order, *others))


def still_open(now: Tally, past: Sequence[Tally]) -> Count:
    """Cases without a segment."""
    return _count(OPEN, now, past, lambda each: each.segments)


def by_grade(now: Tally, past: Sequence[Tally]) -> tuple[Count, ...]:
    """A count for each grade, and for those that are not decided."""
    return tuple(_count(id, now, past, lambda each: each.grades) for id in (*GRADES, OPEN))


def _count(id: str, now: Tally, past: Sequence[Tally], kind: Callable[[Tally], Mapping[str, int]]) -> Count:
    return Count(id, kind(now).get(id, 0), usual(kind(each).get(id, 0) for each in past))


def usual(counts: Iterable[int]) -> float | None:
    """The median; None of too few."""
    known = list(counts)
    return float(median(known)) if len(known) >= FEWEST_WINDOWS else None


def common_mixes(cases: Iterable[CaseRow]) -> tuple[Mix, ...]:
    """The mixes that most cases have; of equally common ones the first by name."""
    found = Counter(mix for mix in map(mix_of, cases) if mix is not None)
    ranked = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Mix(*mix, count) for mix, count in ranked[:MOST_MIXES])


def brief_figures(steps: Mapping[BriefStep, Mapping[int, int]]) -> BriefFigures:
    """All managers' briefs together."""
    return BriefFigures(**{step: sum(by_owner.values()) for step, by_owner in steps.items()})


def manager_rows(
    cases: Sequence[CaseRow],
    steps: Mapping[BriefStep, Mapping[int, int]],
    actions: Mapping[int, int],
    names: Mapping[int, str],
) -> tuple[ManagerRow, ...]:
    """A row for each manager who had a case, a brief that was sent or came back, or an action; by name."""
    count = Counter(case.owner_id for case in cases)
    open_ones = Counter(case.owner_id for case in cases if segment_of(case) is None)
    sent, done = steps["sent"], steps["done"]
    rows = (
        ManagerRow(
            person_id=id,
            name=names.get(id),
            cases=count[id],
            open=open_ones[id],
            briefs_sent=sent.get(id, 0),
            briefs_done=done.get(id, 0),
            actions=actions.get(id, 0),
        )
        for id in count.keys() | sent.keys() | done.keys() | actions.keys()
    )
    return tuple(sorted(rows, key=lambda row: (row.name or "", row.person_id)))
