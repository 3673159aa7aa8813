"""Who advises on a card: the predominant segment, and who comes close. A correction is the last word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scoring import LeadGrade, Result, Verdict

SPEAKS_FROM = 0.2
"""A segment other than the predominant may advise from this share on."""
CORRECTED_SHARES = (0.65, 0.35)
"""How much the two segments of a correction weigh, the middle share of a mix."""


Named = tuple[str, str | None]
"""A predominant segment, and the secondary if there is one."""


@dataclass(frozen=True)
class Verdicts:
    """A result with its grade, as they were stored, and what a person set beside them."""

    result: Result
    grade: LeadGrade | None
    next_question: str | None = None
    """The question that would tell most."""
    corrected: Named | None = None
    """What somebody says it really is, where that is something else than was computed."""

    @property
    def computed(self) -> Named | None:
        """What was computed, as a person would say it: with a secondary where a mix is named."""
        if self.result.predominant is None:
            return None
        return self.result.predominant, self.result.sub_segment[1] if self.result.sub_segment else None

    def after(self, word: Named | None) -> Verdicts:
        """With a word set beside them; one that says what was computed corrects nothing."""
        return self if word is None or word == self.computed else replace(self, corrected=word)


@dataclass(frozen=True)
class Voices:
    """The segments that may advise, with their shares, and which of them must have a word."""

    shares: Mapping[str, float]
    first: str | None = None
    second: str | None = None


def voices(verdicts: Verdicts) -> Voices:
    """Who advises. Without a real answer nobody does."""
    result = verdicts.result
    if verdicts.corrected is not None:
        return _corrected(*verdicts.corrected)
    if result.predominant is None:
        return Voices({})
    candidate = other(result) or result.secondary
    named = (
        (result.predominant, candidate) if candidate and _speaks(result, candidate) else (result.predominant,)
    )
    second = candidate if candidate in named and candidate == other(result) else None
    return Voices({id: result.shares[id] for id in named}, result.predominant, second)


def other(result: Result) -> str | None:
    """The second segment where the verdict names one: of the mix, of the pair, or the other candidate."""
    if result.predominant is None:
        return None
    if result.sub_segment is not None:
        return result.sub_segment[1]
    if result.pair is not None:
        return next(id for id in result.pair if id != result.predominant)
    if result.verdict is Verdict.OPEN:
        ranked = sorted(result.confidence, key=lambda id: -result.confidence[id])
        return next(id for id in ranked if id != result.predominant)
    return None


def _corrected(first: str, second: str | None) -> Voices:
    shares = dict(zip((first, second), CORRECTED_SHARES, strict=True)) if second else {first: 1.0}
    return Voices({id: share for id, share in shares.items() if id is not None}, first, second)


def _speaks(result: Result, segment: str) -> bool:
    """A weak leaning is named but does not advise; the other candidate of an open result does."""
    return result.verdict is Verdict.OPEN or result.shares[segment] >= SPEAKS_FROM
