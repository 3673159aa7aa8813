"""Which question to ask next, and when to stop asking.

Computerised adaptive testing with a maximum-information rule: the next question is the one whose answer is
expected to lower the Shannon entropy of what we want to know the most. All gains are in nats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import log

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
    outcomes: list[float] = (found.probability @ groups).tolist()
    entropy = sum(map(_surprise, outcomes))
    gains = _gains(model.compiled, found, groups, entropy, still_open)
    enough = max(gains) - GAIN_TIE
    chosen = 0 if order is Order.FIXED else next(n for n, gain in enumerate(gains) if gain >= enough)
    is_sure = goal is Goal.PREDOMINANT and max(outcomes) >= model.numbers.thresholds.stop_confidence
    left = _questions_left(model, _Standing(goal, len(answers), found.answer_count, is_sure, entropy), gains)
    return Advice(
        next_question=model.questions[still_open[chosen]].id,
        gain=gains[chosen],
        stop=left == 0,
        gains={model.questions[place].id: gain for place, gain in zip(still_open, gains, strict=True)},
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


def _gains(
    compiled: Compiled, found: Posterior, groups: Floats, entropy: float, still_open: list[int]
) -> list[float]:
    """[open questions] nats of mutual information: H(outcome) - H(outcome | option)."""
    predictions = _predictions(compiled, found, still_open)
    joint = predictions @ (found.probability[:, None] * groups)
    given_option = joint / joint.sum(axis=1, keepdims=True)
    told = joint * np.log(np.maximum(given_option, 1e-300))  # 0 at 0
    per_question = np.add.reduceat(told.sum(axis=1), compiled.first_option)
    gains: list[float] = np.maximum(entropy + per_question[still_open], 0.0).tolist()
    return gains


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


def _surprise(probability: float) -> float:
    """-p·log p; 0 at 0."""
    return -probability * log(probability) if probability > 0 else 0.0


@dataclass(frozen=True)
class _Standing:
    """How far an interview has come."""

    goal: Goal
    asked: int
    answered: int
    """Real answers."""
    is_sure: bool
    """The confidence has reached its threshold, where that is the goal."""
    entropy: float
    """Nats that are left of what is to be known."""


def _questions_left(model: Model, now: _Standing, gains: Sequence[float]) -> int:
    """0 where the stop rule holds, else about how many questions are still to come: 1 up to all open ones.

    A forecast, not a simulation: every question takes its expected gain off the entropy that is then left,
    and only as many taps bring a real answer as did so far.
    """
    limits = model.numbers.thresholds
    if now.answered >= limits.minimum_answers and (now.is_sure or max(gains) < limits.minimum_gain):
        return 0
    is_mix = now.goal is Goal.MIX
    enough = 0.0 if is_mix else _settled_entropy(limits.stop_confidence, len(model.segments))
    rate = (now.answered + 2) / (now.asked + 2)
    ranked = [gain * rate for gain in sorted(gains, reverse=True)]
    whole, left = max(now.entropy, ranked[0], 1e-300), 1.0
    for place, gain in enumerate(ranked):
        is_done = left * now.entropy <= enough or left * gain < limits.minimum_gain * rate
        if is_done and now.answered + rate * place >= limits.minimum_answers:
            return max(1, place)
        left *= 1 - gain / whole
    return len(ranked)


@lru_cache(maxsize=64)
def _settled_entropy(stop_confidence: float, segments: int) -> float:
    """Nats left when the confidence has just reached its threshold and the rest is spread evenly."""
    rest = (1 - stop_confidence) / (segments - 1)
    return _surprise(stop_confidence) + (segments - 1) * _surprise(rest)
