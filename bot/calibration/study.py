"""What would be learned, whether it is better, and what it would change. Call it off the event loop.

For the most confirmed clients that count it takes about half a second of a core. What was worked out last is
kept: who reads a proposal, its details, and accepts it waits once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np

from bot.calibration.evidence import Evidence
from scoring import Confirmed, Flips, Judgement, Model, flips, judge, judge_learning, learn

SURE = 2.0
"""Standard errors by which the log loss must fall to be called better; less may be chance."""


class Advice(StrEnum):
    """Whether to accept."""

    ACCEPT = "accept"
    WAIT = "wait"
    """A little better, which may be chance."""
    LEAVE = "leave"
    """No better on clients it has not learned from."""


@dataclass(frozen=True)
class Change:
    """How typical a level is of a segment, before and after."""

    trait: str
    level: str
    segment: str
    before: float
    after: float

    @property
    def size(self) -> float:
        """How far it moves."""
        return abs(self.after - self.before)


@dataclass(frozen=True, eq=False)
class Lesson:
    """What confirmed clients teach."""

    learned: Model
    before: Judgement
    """The content as written, on the confirmed clients."""
    after: Judgement
    """What is learned, each client judged by what the others taught."""

    @property
    def advice(self) -> Advice:
        """By the mean fall of the log loss and its standard error, client by client."""
        gains = self.before.losses - self.after.losses
        error = float(gains.std(ddof=1) / np.sqrt(len(gains))) if len(gains) > 1 else np.inf
        if gains.mean() <= 0:
            return Advice.LEAVE
        return Advice.ACCEPT if gains.mean() > SURE * error else Advice.WAIT


@dataclass(frozen=True, eq=False)
class Study:
    """A proposal with everything that a lead decides by."""

    lesson: Lesson
    flips: Flips
    changes: tuple[Change, ...]
    """Against what is in use, the largest first."""

    def figures(self) -> dict[str, Any]:
        """What was shown, to be kept with the decision."""
        before, after = self.lesson.before, self.lesson.after
        return {
            "confirmed": after.count,
            "hits": [before.hits, after.hits],
            "log_loss": [before.log_loss, after.log_loss],
            "advice": str(self.lesson.advice),
            "flips": asdict(self.flips),
        }


def study(evidence: Evidence) -> Study:
    """Work the proposal out."""
    lesson = _lesson(_Known(evidence))
    return Study(
        lesson,
        flips(evidence.in_use, lesson.learned, evidence.recent),
        _changes(evidence.in_use, lesson.learned),
    )


def _changes(before: Model, after: Model) -> tuple[Change, ...]:
    found = [
        Change(trait.id, level, segment, was, will_be)
        for trait in before.traits
        for segment, old, new in zip(
            before.segments, before.profiles[trait.id], after.profiles[trait.id], strict=True
        )
        for level, was, will_be in zip(trait.levels, old, new, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -each.size))


class _Known:
    """What is learned from, told apart by its mark."""

    def __init__(self, evidence: Evidence) -> None:
        self.mark = evidence.mark
        self.expert: Model = evidence.expert
        self.confirmed: Confirmed = evidence.confirmed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self.mark == other.mark

    def __hash__(self) -> int:
        return self.mark


@lru_cache(maxsize=4)
def _lesson(known: _Known) -> Lesson:
    return Lesson(
        learn(known.expert, known.confirmed),
        judge(known.expert, known.confirmed),
        judge_learning(known.expert, known.confirmed),
    )
