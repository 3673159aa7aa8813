"""The posterior over hypotheses for one client, and the result read from it.

Works in logs and normalises once, so that no confidence, however extreme, turns into an infinity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from scoring.answers import Answers, positions
from scoring.compiled import Compiled, Floats, trait_log_evidence
from scoring.definition import Thresholds
from scoring.model import Model
from scoring.results import Reason, Result, Verdict

TIE = 1e-9
"""Probabilities this close count as equal; file order decides."""

DECIBANS = 10 / log(10)
"""Decibans in one nat."""

Answered = list[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Posterior:
    """What the answers say, under every hypothesis."""

    answered: dict[int, Answered]
    """Trait -> its real answers as (question, option), both in file order."""
    trait_evidence: Floats
    """[answered traits, H]: log L_t(h), each row up to a constant."""
    log_joint: Floats
    """[H]: prior and evidence, not normalised."""
    probability: Floats
    """[H]: sums to 1."""

    @property
    def answer_count(self) -> int:
        """How many real answers there are."""
        return sum(len(given) for given in self.answered.values())


def posterior(model: Model, answers: Answers) -> Posterior:
    """Bayes' rule over the hypotheses. Raises UnknownQuestion or UnknownOption."""
    compiled = model.compiled
    answered = by_trait(compiled, positions(model, answers))
    rows = [trait_log_evidence(compiled, trait, given) for trait, given in answered.items()]
    evidence = np.array(rows) if rows else np.empty((0, len(compiled.log_prior)))
    log_joint = compiled.log_prior + evidence.sum(axis=0)
    weights = np.exp(log_joint - log_joint.max())
    return Posterior(answered, evidence, log_joint, weights / weights.sum())


def by_trait(compiled: Compiled, given: Answered) -> dict[int, Answered]:
    """Answers joined under the trait they read, traits in file order."""
    found: dict[int, Answered] = {}
    for question, option in sorted(given):
        found.setdefault(compiled.trait_of[question], []).append((question, option))
    return dict(sorted(found.items()))


def score(model: Model, answers: Answers) -> Result:
    """Predominant segment, mix, confidence and reasons of one client.

    Raises UnknownQuestion or UnknownOption (both ValueError) for an id the model does not hold.
    """
    return result_of(model, posterior(model, answers))


def result_of(model: Model, found: Posterior) -> Result:
    """Read the result off a posterior."""
    compiled, limits = model.compiled, model.numbers.thresholds
    mix = (found.probability @ compiled.by_mix).reshape(compiled.segment_count, -1)
    confidence = mix.sum(axis=1)
    shares = found.probability @ compiled.membership
    if not found.answered:
        return _no_evidence(model, confidence, shares)
    own = first_largest(confidence)
    other = first_largest(np.where(np.arange(len(shares)) == own, -1.0, shares))
    partner, pair_mass = _closest_pair(mix, own)
    verdict = _verdict(limits, confidence[own], pair_mass)
    names = model.segments
    named = is_mixed(limits, mix, own) and found.answer_count >= limits.minimum_answers
    sure = verdict in (Verdict.CLEAR, Verdict.CLEAR_PAIR) and mix[own, other] > 0.5 * confidence[own]
    return Result(
        predominant=names[own],
        secondary=names[other],
        sub_segment=(names[own], names[other]) if named else None,
        tentative=bool(named and not sure),
        verdict=verdict,
        confidence=_named(names, confidence),
        shares=_named(names, shares),
        pair=(names[own], names[partner]) if verdict is Verdict.CLEAR_PAIR else None,
        reasons=_reasons(model, found, own),
        model=model.version,
    )


def first_largest(values: Floats) -> int:
    """Position of the largest value; among equals within 1e-9 the first."""
    return int(np.argmax(values >= values.max() - TIE))


def is_mixed(limits: Thresholds, mix: Floats, own: int) -> bool:
    """Whether P(mix | predominant) passes its threshold; `mix[a, b]` = P(a predominant, b secondary)."""
    whole = mix[own].sum()
    return bool(whole - mix[own, own] > limits.sub_segment * whole)


def _no_evidence(model: Model, confidence: Floats, shares: Floats) -> Result:
    return Result(
        predominant=None,
        secondary=None,
        sub_segment=None,
        tentative=False,
        verdict=Verdict.OPEN,
        confidence=_named(model.segments, confidence),
        shares=_named(model.segments, shares),
        pair=None,
        reasons=(),
        model=model.version,
    )


def _closest_pair(mix: Floats, own: int) -> tuple[int, float]:
    """The partner b for which P(mix own,b) + P(mix b,own) is largest, and that sum.

    A pair that holds 2/3 or more always holds the predominant segment, so only its pairs are looked at.
    """
    both = mix[own] + mix[:, own]
    both[own] = -1.0
    partner = first_largest(both)
    return partner, float(both[partner])


def _verdict(limits: Thresholds, confidence: float, pair_mass: float) -> Verdict:
    if confidence >= limits.clear:
        return Verdict.CLEAR
    if pair_mass >= limits.clear_pair:
        return Verdict.CLEAR_PAIR
    return Verdict.LIKELY if confidence >= limits.likely else Verdict.OPEN


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return dict(zip(names, values.tolist(), strict=True))


def _reasons(model: Model, found: Posterior, own: int) -> tuple[Reason, ...]:
    """Leave one trait out: the fall of the predominant segment's log-odds, strongest for first."""
    rows = np.vstack([found.log_joint, found.log_joint - found.trait_evidence])
    odds = _log_odds(rows.reshape(len(rows), len(model.segments), -1), own) * DECIBANS
    reasons = [
        Reason(model.traits[trait].id, fall)
        for trait, fall in zip(found.answered, (odds[0] - odds[1:]).tolist(), strict=True)
    ]
    return tuple(sorted(reasons, key=lambda reason: -reason.decibans))


def _log_odds(log_weights: Floats, own: int) -> Floats:
    """[rows] nats: one segment against all the rest, from log weights [rows, S, hypotheses of a segment]."""
    by_segment = _log_sum(log_weights)
    others = [segment for segment in range(by_segment.shape[1]) if segment != own]
    return np.asarray(by_segment[:, own] - _log_sum(by_segment[:, others]))


def _log_sum(values: Floats) -> Floats:
    """log of the sum of exponentials along the last axis."""
    top = values.max(axis=-1, keepdims=True)
    return np.asarray((top + np.log(np.exp(values - top).sum(axis=-1, keepdims=True)))[..., 0])
