"""Which question to ask next, and when to stop asking.

Computerised adaptive testing with a maximum-information rule: the next question is the one whose answer is
expected to lower the Shannon entropy of what we want to know the most. All gains are in nats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from scoring.answers import Answers
from scoring.compiled import Compiled, Floats, level_likelihood
from scoring.model import Model
from scoring.posterior import Posterior, posterior

GAIN_TIE = 1e-12
"""Gains this close count as equal, so that rounding never decides against file order."""


class Goal(StrEnum):
    """What the next answer should tell us about."""

    PREDOMINANT = "predominant"
    MIX = "mix"
    """The predominant segment and the secondary or none: after "Sharpen the mix"."""


class Order(StrEnum):
    """How a questionnaire is walked."""

    ADAPTIVE = "adaptive"
    FIXED = "fixed"


@dataclass(frozen=True)
class Advice:
    """What to do next with an interview."""

    next_question: str | None
    """None only when no question is open; given even where `stop` holds, as one may go on."""
    gain: float
    """Expected information of the next question, nats."""
    stop: bool
    """The result may be offered."""
    gains: Mapping[str, float]
    """Every open question, in file order."""
    expected_left: int
    """About how many more questions until the stop rule holds; 0 when it does."""


def advise(
    model: Model, answers: Answers, goal: Goal = Goal.PREDOMINANT, order: Order = Order.ADAPTIVE
) -> Advice:
    """The next question and whether the result may be offered already.

    Stop: no question is open; or at least `minimum_answers` real answers are in and either the best expected
    gain is below `minimum_gain` or (for the predominant) the confidence reached `stop_confidence`.
    Raises UnknownQuestion or UnknownOption.
    """
    found = posterior(model, answers)
    still_open = [place for place, question in enumerate(model.questions) if question.id not in answers]
    if not still_open:
        return Advice(None, 0.0, True, {}, 0)
    groups = _groups(model.compiled, goal)
    gains = _gains(model.compiled, found, groups, still_open)
    chosen = 0 if order is Order.FIXED else int(np.argmax(gains >= gains.max() - GAIN_TIE))
    left = _questions_left(model, found, goal, gains, len(answers))
    return Advice(
        next_question=model.questions[still_open[chosen]].id,
        gain=float(gains[chosen]),
        stop=left == 0,
        gains={
            model.questions[place].id: gain for place, gain in zip(still_open, gains.tolist(), strict=True)
        },
        expected_left=left,
    )


def ask_adaptively(
    model: Model, answers: Answers, order: Order = Order.ADAPTIVE
) -> tuple[tuple[str, ...], dict[str, str | None]]:
    """Walk a whole case until the stop rule holds, for judging a questionnaire.

    An absent question is not to be had and is passed over without counting; None counts as asked.
    Returns the questions in the order asked, and the answers used.
    """
    beyond_reach = {question.id: None for question in model.questions if question.id not in answers}
    posterior(model, answers)
    used: dict[str, str | None] = {}
    while not (advice := advise(model, beyond_reach | used, order=order)).stop and advice.next_question:
        used[advice.next_question] = answers[advice.next_question]
    return tuple(used), used


def _groups(compiled: Compiled, goal: Goal) -> Floats:
    """[H, outcomes]: which hypotheses the goal holds for one and the same."""
    return compiled.by_predominant if goal is Goal.PREDOMINANT else compiled.by_mix


def _gains(compiled: Compiled, found: Posterior, groups: Floats, still_open: list[int]) -> Floats:
    """[open questions] nats of mutual information: H(outcome) + H(option) - H(option, outcome)."""
    weights = found.probability[:, None] * groups
    known = _surprise(weights.sum(axis=0)).sum()
    joint = _predictions(compiled, found, still_open) @ weights
    per_option = _surprise(joint.sum(axis=1)) - _surprise(joint).sum(axis=1)
    per_question = np.add.reduceat(per_option, compiled.first_option)
    return np.asarray(np.maximum(known + per_question[still_open], 0.0))


def _predictions(compiled: Compiled, found: Posterior, still_open: list[int]) -> Floats:
    """[N, H]: P(option | hypothesis, what is already known of its trait), right for the open questions."""
    touched = [question for question in still_open if compiled.trait_of[question] in found.answered]
    if not touched:
        return compiled.evidence
    evidence = compiled.evidence.copy()
    for question in touched:
        trait = compiled.trait_of[question]
        levels = level_likelihood(compiled, found.answered[trait])
        by_segment = (compiled.readings[question] * levels) @ compiled.profiles[trait].T
        known = compiled.membership @ (compiled.profiles[trait] @ levels)
        evidence[compiled.rows(question)] = by_segment @ compiled.membership.T / known
    return evidence


def _surprise(probabilities: Floats) -> Floats:
    """-p·log p, element by element; 0 at 0."""
    return np.asarray(-probabilities * np.log(np.maximum(probabilities, 1e-300)))


def _questions_left(model: Model, found: Posterior, goal: Goal, gains: Floats, asked: int) -> int:
    """0 where the stop rule holds, else about how many questions are still to come: 1 up to all open ones.

    A forecast, not a simulation: every question takes its expected gain off the entropy that is then left,
    and only as many taps bring a real answer as did so far.
    """
    limits = model.numbers.thresholds
    answered = sum(len(given) for given in found.answered.values())
    confidence = found.probability @ model.compiled.by_predominant
    settled = goal is Goal.PREDOMINANT and confidence.max() >= limits.stop_confidence
    if answered >= limits.minimum_answers and (settled or gains.max() < limits.minimum_gain):
        return 0
    entropy = float(_surprise(found.probability @ _groups(model.compiled, goal)).sum())
    enough = _settled_entropy(limits.stop_confidence, len(confidence)) if goal is Goal.PREDOMINANT else 0.0
    rate = (answered + 2) / (asked + 2)
    ranked = np.sort(gains)[::-1] * rate
    left_over = np.concatenate([[1.0], np.cumprod(1 - ranked / max(entropy, ranked.max(), 1e-300))])[:-1]
    done = (left_over * entropy <= enough) | (left_over * ranked < limits.minimum_gain * rate)
    done &= answered + rate * np.arange(len(ranked)) >= limits.minimum_answers
    return max(1, int(np.argmax(done))) if done.any() else len(ranked)


@lru_cache(maxsize=64)
def _settled_entropy(stop_confidence: float, segments: int) -> float:
    """Nats left when the confidence has just reached its threshold and the rest is spread evenly."""
    rest = (1 - stop_confidence) / (segments - 1)
    return float(_surprise(np.array([stop_confidence, *[rest] * (segments - 1)])).sum())
