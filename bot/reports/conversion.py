"""What became of clients, by segment, grade and mix: how many were won, for how much, and how sure that is.

Definitions: docs/reports.md. A case is the same as in a summary; its outcome is the one that counts now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.reports.figures import GRADES, OPEN, grade_of, mix_of, segment_of
from bot.reports.windows import Window
from bot.storage.queries import outcomes, reports
from bot.storage.queries.outcomes import Outcome
from bot.storage.queries.reports import CaseRow
from bot.storage.transaction import Transaction
from scoring import Interval, wilson

ENOUGH = 10
"""Decided cases below which a share says nothing: even half of nine may truly be one in five."""
ENOUGH_AMOUNTS = 3
"""Amounts below which the middle one is somebody's deal, not a figure."""
MOST_MIXES = 3
Ended = tuple[CaseRow, Outcome | None]
"""A case, and how it ended; None = nobody has said."""
Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of the cases of one kind."""

    ids: Ids
    """A segment, a grade, `OPEN`; two segments of a mix, the predominant first; none = all cases."""
    cases: int
    decided: int
    """Won or lost. The others were postponed, or nobody has said."""
    won: int
    interval: Interval | None
    """Where the true share of those won lies, with 95 %; None where too few are decided to tell."""
    amounts: int
    """Of how many of those won the amount is known."""
    total: int
    """Their sum, in hundredths of the currency's unit."""
    median: float | None
    """Their middle one, likewise; None of too few."""

    @property
    def share(self) -> float:
        """Won of decided, 0 to 1; 0 where none is."""
        return self.won / self.decided if self.decided else 0.0


@dataclass(frozen=True, slots=True)
class Conversions:
    """The conversions of a window's cases."""

    window: Window
    all: Conversion
    segments: tuple[Conversion, ...]
    """By the segment that counts now, in the content's order, those without cases too; then older contents'
    segments, and what is open, where there are cases."""
    grades: tuple[Conversion, ...]
    """Those with cases, A to D, then those that are not decided."""
    mixes: tuple[Conversion, ...]
    """Those with enough decided cases, at most three, the most decided first."""


def conversions(tx: Transaction, order: Sequence[str], window: Window) -> Conversions:
    """What became of a window's cases, as it is known now.

    Args:
        order: today's segments, in the order to show them in.
        window: in which a client had a first result.
    """
    cases = reports.cases(tx, (window.start, window.end), None)
    said = outcomes.latest_for_clients(tx, [case.client_id for case in cases])
    ended = [(case, said.get(case.client_id)) for case in cases]
    return conversions_of(window, order, ended)


def conversions_of(window: Window, order: Sequence[str], ended: Sequence[Ended]) -> Conversions:
    """The same from cases and their outcomes. Pure."""
    segments = _by(ended, lambda case: segment_of(case) or OPEN)
    grades = _by(ended, lambda case: grade_of(case) or OPEN)
    mixes = _by(ended, mix_of)
    older = sorted(id for (id,) in segments if id not in order and id != OPEN)
    present = [*order, *older, *([OPEN] if (OPEN,) in segments else [])]
    return Conversions(
        window=window,
        all=_conversion((), ended),
        segments=tuple(_conversion((id,), segments.get((id,), [])) for id in present),
        grades=tuple(_conversion((id,), grades[id,]) for id in (*GRADES, OPEN) if (id,) in grades),
        mixes=_common(_conversion(ids, of_mix) for ids, of_mix in mixes.items()),
    )


def _by(ended: Iterable[Ended], kind: Callable[[CaseRow], str | Ids | None]) -> Mapping[Ids, list[Ended]]:
    """Cases by kind; those of none are left out."""
    found: defaultdict[Ids, list[Ended]] = defaultdict(list)
    for case, outcome in ended:
        if (of := kind(case)) is not None:
            found[(of,) if isinstance(of, str) else of].append((case, outcome))
    return found


def _conversion(ids: Ids, ended: Sequence[Ended]) -> Conversion:
    decided = [outcome for _, outcome in ended if outcome is not None and outcome.kind in ("won", "lost")]
    won = [outcome for outcome in decided if outcome.kind == "won"]
    amounts = [outcome.amount for outcome in won if outcome.amount is not None]
    return Conversion(
        ids=ids,
        cases=len(ended),
        decided=len(decided),
        won=len(won),
        interval=wilson(len(won), len(decided)) if len(decided) >= ENOUGH else None,
        amounts=len(amounts),
        total=sum(amounts),
        median=float(median(amounts)) if len(amounts) >= ENOUGH_AMOUNTS else None,
    )


def _common(mixes: Iterable[Conversion]) -> tuple[Conversion, ...]:
    told = [each for each in mixes if each.interval is not None]
    return tuple(sorted(told, key=lambda each: (-each.decided, each.ids))[:MOST_MIXES])
