"""What to ask and when to stop: the specified rule against others, on simulated clients.

    python -m benchmarks.stopping [seed]

Prints, for every rule and world, how many predominant segments are right (and the difference from the
specified rule on the same clients, with its standard error), questions asked, log loss, and how many results
are clear. What came of it: docs/decisions/0003-when-to-stop.md.
"""

from __future__ import annotations

import os
import sys

# Before NumPy is imported: one core, so that the machine stays usable.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import WORLDS, World, populate
from scoring import Model
from scoring.compiled import Compiled, Floats
from tests.scoring.example import THRESHOLDS, example_model

SEED = 23
CLIENTS = 6_400
"""In each world."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class View:
    """What is known of n clients in the middle of their quizzes."""

    joint: Floats
    """[n, N, S]: P(option, predominant)."""
    confidence: Floats
    """[n, S]."""
    gains: Floats
    """[n, Q] nats about the predominant; below 0 where the question was asked."""
    mix_gains: Callable[[], Floats]
    """[n, Q] nats about predominant and secondary."""
    first_option: NDArray[np.intp]

    def accuracy_gains(self) -> Floats:
        """[n, Q]: by how much the answer is expected to raise P(predominant is right)."""
        right = np.add.reduceat(self.joint.max(axis=2), self.first_option, axis=1)
        return np.asarray(np.where(self.gains < 0, 0.0, right - self.confidence.max(axis=1, keepdims=True)))


@dataclass(frozen=True)
class Rule:
    """When to stop (after the least number of real answers), and how questions are ranked."""

    name: str
    stop: Callable[[View], Bools]
    rank: Callable[[View], Floats] = lambda view: view.gains


@dataclass(frozen=True, eq=False)
class Outcome:
    """How n walks ended."""

    asked: NDArray[np.intp]
    """[n]."""
    confidence: Floats
    """[n, S] at the end."""


def sure_or_idle(confidence: float, gain: float) -> Callable[[View], Bools]:
    """The specified rule's shape: sure enough, or no question worth its tap."""
    return lambda view: (view.confidence.max(axis=1) >= confidence) | (view.gains.max(axis=1) < gain)


def settled(least: float) -> Callable[[View], Bools]:
    """Stop when no single answer is expected to make the predominant better founded: value of information."""
    return lambda view: view.accuracy_gains().max(axis=1) < least


SPECIFIED = Rule("specified: 0.9, 0.03", sure_or_idle(0.9, 0.03))
RULES = (
    SPECIFIED,
    Rule("0.9, 0.02", sure_or_idle(0.9, 0.02)),
    Rule("0.8, 0.02", sure_or_idle(0.8, 0.02)),
    Rule("0.75, 0.02", sure_or_idle(0.75, 0.02)),
    Rule("ask about the mix", sure_or_idle(0.9, 0.03), lambda view: view.mix_gains()),
    Rule(
        "ask what may flip it",
        sure_or_idle(0.9, 0.03),
        lambda view: view.accuracy_gains() + 1e-3 * view.gains,
    ),
    Rule("stop when none may flip", settled(0.002)),
    Rule("never stop", lambda view: np.zeros(len(view.confidence), np.bool_)),
)


def walk(model: Model, cases: NDArray[np.integer], rule: Rule) -> Outcome:
    """Ask every client by the rule, all abreast. Only for models with one question a trait."""
    compiled = model.compiled
    count = len(cases)
    logs = np.tile(compiled.log_prior, (count, 1))
    open_ = np.ones(cases.shape, np.bool_)
    asked = np.zeros(count, np.intp)
    confidence = np.empty((count, len(model.segments)))
    going = np.arange(count)
    while len(going):
        view = _look(compiled, logs[going], open_[going])
        real = (~open_[going] & (cases[going] >= 0)).sum(axis=1)
        stop = rule.stop(view) & (real >= THRESHOLDS.minimum_answers) | ~open_[going].any(axis=1)
        confidence[going[stop]] = view.confidence[stop]
        chosen = np.where(open_[going], rule.rank(view), -np.inf).argmax(axis=1)[~stop]
        going = going[~stop]
        option = cases[going, chosen]
        open_[going, chosen] = False
        asked[going] += 1
        told = option >= 0
        logs[going[told]] += compiled.log_evidence[compiled.first_option[chosen[told]] + option[told]]
    return Outcome(asked, confidence)


def _look(compiled: Compiled, logs: Floats, open_: Bools) -> View:
    probability = np.exp(logs - logs.max(axis=1, keepdims=True))
    probability /= probability.sum(axis=1, keepdims=True)
    joint = _joint(compiled, probability, compiled.by_predominant)
    return View(
        joint=joint,
        confidence=probability @ compiled.by_predominant,
        gains=np.where(open_, _gains(compiled, joint), -1.0),
        mix_gains=lambda: _gains(compiled, _joint(compiled, probability, compiled.by_mix)),
        first_option=compiled.first_option,
    )


def _joint(compiled: Compiled, probability: Floats, groups: Floats) -> Floats:
    """[n, N, outcomes]."""
    return np.asarray(compiled.evidence @ (probability[:, :, None] * groups))


def _gains(compiled: Compiled, joint: Floats) -> Floats:
    """[n, Q] nats: H(outcome) + H(option) - H(option, outcome)."""
    outcomes = joint[:, : len(compiled.readings[0])].sum(axis=1)
    per_option = _surprise(joint.sum(axis=2)) - _surprise(joint).sum(axis=2)
    return np.asarray(
        _surprise(outcomes).sum(axis=1)[:, None] + np.add.reduceat(per_option, compiled.first_option, axis=1)
    )


def _surprise(probabilities: Floats) -> Floats:
    return np.asarray(-probabilities * np.log(np.maximum(probabilities, 1e-300)))


def main(seed: int = SEED) -> None:
    """Print a block for each world."""
    model = example_model()
    random = np.random.default_rng(seed)  # noqa: TID251 - the same people in every run
    for world in WORLDS:
        who, cases = populate(model, world, CLIENTS, random)
        _print_world(model, world, who, cases)


def _print_world(model: Model, world: World, who: NDArray[np.intp], cases: NDArray[np.intp]) -> None:
    print(f"\n{world.name:26}{'right %':>9}{'difference':>16}{'asked':>8}{'log loss':>10}{'clear %':>9}")
    base = _right(walk(model, cases, SPECIFIED), who)
    for rule in RULES:
        outcome = walk(model, cases, rule)
        right = _right(outcome, who)
        apart = 100 * (right.astype(float) - base)
        error = apart.std() / np.sqrt(len(apart))
        told = outcome.confidence[np.arange(len(who)), who]
        clear = (outcome.confidence.max(axis=1) >= THRESHOLDS.clear).mean()
        print(
            f"{rule.name:26}{100 * right.mean():9.1f}{apart.mean():+10.2f} ±{error:4.2f}"
            f"{outcome.asked.mean():8.2f}{-np.log(told).mean():10.3f}{100 * clear:9.0f}"
        )


def _right(outcome: Outcome, who: NDArray[np.intp]) -> Bools:
    return np.asarray(outcome.confidence.argmax(axis=1) == who)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
