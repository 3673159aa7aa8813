"""The numbers a scoring is made of: traits, questions, profiles, priors and thresholds. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Table = tuple[tuple[float, ...], ...]
"""A matrix of probabilities as plain data, row by row."""


@dataclass(frozen=True)
class Trait:
    """Something about a client that tells segments apart, with its levels in file order."""

    id: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question that reads one trait.

    `reading[o][l]` = P(option o is answered | the client's level is l); every column sums to 1. "Don't know"
    is no option: it is no evidence.
    """

    id: str
    trait: str
    options: tuple[str, ...]
    reading: Table


@dataclass(frozen=True)
class Thresholds:
    """Where a verdict changes its name, and when to stop asking.

    `clear`, `clear_pair`, `likely`, `sub_segment` and `stop_confidence` are probabilities; `minimum_gain` is
    in nats of expected information; `minimum_answers` counts real answers.
    """

    clear: float
    clear_pair: float
    likely: float
    sub_segment: float
    minimum_answers: int
    stop_confidence: float
    minimum_gain: float


@dataclass(frozen=True)
class Numbers:
    """Every number that is neither a profile nor a reading.

    `epsilon`: the part of a membership spread evenly, so that no single odd answer can veto a segment.
    `prior_pure`, `prior_mix`: prior mass of all pure and of all mixed hypotheses; they sum to 1.
    `mix_shares`: the predominant segment's possible shares in a mix.
    `base_rates`: P(predominant = segment) before any answer, in file order; None = all alike.
    """

    epsilon: float
    prior_pure: float
    prior_mix: float
    mix_shares: tuple[float, ...]
    thresholds: Thresholds
    base_rates: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Definition:
    """All of them; `profiles[trait][segment][level]` = P(level | segment), rows sum to 1.

    The order of segments, traits and questions is the file order that breaks exact ties.
    """

    segments: tuple[str, ...]
    traits: tuple[Trait, ...]
    questions: tuple[Question, ...]
    profiles: Mapping[str, Table]
    numbers: Numbers
