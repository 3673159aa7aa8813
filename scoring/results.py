"""What a scoring says: one immutable value, stored whole with the interview, never recomputed later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How far a result may be trusted, in plain words elsewhere."""

    CLEAR = "clear"
    CLEAR_PAIR = "clear_pair"
    """A mix of two for certain, which of them predominates is not."""
    LIKELY = "likely"
    OPEN = "open"


@dataclass(frozen=True)
class Reason:
    """A trait's weight of evidence (Good 1950), in decibans: 10·log10 of odds.

    How much the log-odds of the predominant segment against all the rest would fall without the trait's
    answers. Above 0 it speaks for, below against.
    """

    trait: str
    decibans: float


@dataclass(frozen=True)
class Result:
    """The scored answers of one client."""

    predominant: str | None
    """The most probable predominant segment; None without a real answer, and then `secondary` is None too."""
    secondary: str | None
    """The largest expected share after the predominant."""
    sub_segment: tuple[str, str] | None
    """(predominant, secondary) where a mix is more probable than not."""
    tentative: bool
    """The sub-segment is to be shown as a leaning only."""
    verdict: Verdict
    confidence: Mapping[str, float]
    """P(predominant = segment | answers), in file order; sums to 1."""
    shares: Mapping[str, float]
    """Expected membership, in file order; sums to 1."""
    pair: tuple[str, str] | None
    """Under `clear_pair`: the two, the predominant first."""
    reasons: tuple[Reason, ...]
    """Strongest for first, strongest against last. They do not add up to anything."""
    model: str
    """Version of the model that said so."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data, keys in reading order."""
        return {
            "predominant": self.predominant,
            "secondary": self.secondary,
            "sub_segment": None if self.sub_segment is None else list(self.sub_segment),
            "tentative": self.tentative,
            "verdict": str(self.verdict),
            "confidence": dict(self.confidence),
            "shares": dict(self.shares),
            "pair": None if self.pair is None else list(self.pair),
            "reasons": [{"trait": reason.trait, "decibans": reason.decibans} for reason in self.reasons],
            "model": self.model,
        }

    def to_json(self) -> str:
        """Compact JSON; `from_json` gives back an equal result, to the last bit."""
        return json.dumps(self.as_dict(), separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Rebuild what `to_json` wrote."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """Rebuild what `as_dict` gave."""
        return cls(
            predominant=data["predominant"],
            secondary=data["secondary"],
            sub_segment=_two(data["sub_segment"]),
            tentative=data["tentative"],
            verdict=Verdict(data["verdict"]),
            confidence=data["confidence"],
            shares=data["shares"],
            pair=_two(data["pair"]),
            reasons=tuple(Reason(each["trait"], each["decibans"]) for each in data["reasons"]),
            model=data["model"],
        )


def _two(value: list[str] | None) -> tuple[str, str] | None:
    return None if value is None else (value[0], value[1])
