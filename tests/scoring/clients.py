"""Simulated clients, drawn from a model: who they are, and what they would answer.

The seed is always the caller's, so that every run sees the same people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import Model

Generator = np.random.Generator


@dataclass(frozen=True, eq=False)
class Clients:
    """n clients of one model. Segments are positions; a pure client has itself as secondary."""

    predominant: NDArray[np.intp]
    """[n]."""
    secondary: NDArray[np.intp]
    """[n]."""
    cases: NDArray[np.int8]
    """[n, questions]: the option each would choose, without any "don't know"."""


def draw_clients(model: Model, count: int, random: Generator) -> Clients:
    """Hypothesis from the prior, level of each trait from the mixed profile, answers from the readings."""
    compiled = model.compiled
    chosen = random.choice(len(compiled.log_prior), size=count, p=np.exp(compiled.log_prior))
    group = compiled.by_mix[chosen].argmax(axis=1)
    levels = [pick(compiled.membership[chosen] @ profile, random) for profile in compiled.profiles]
    answers = [
        pick(reading.T[levels[trait]], random)
        for reading, trait in zip(compiled.readings, compiled.trait_of, strict=True)
    ]
    segments = compiled.segment_count
    return Clients(group // segments, group % segments, np.stack(answers, axis=1).astype(np.int8))


def forget(
    cases: NDArray[np.int8], share: float | NDArray[np.float64], random: Generator
) -> NDArray[np.int8]:
    """The same cases with each answer a "don't know" with probability `share` (one for all, or [n, 1])."""
    return np.where(random.random(cases.shape) < share, np.int8(-1), cases)


def pick(probabilities: NDArray[np.float64], random: Generator) -> NDArray[np.intp]:
    """[n]: one draw from each row of [n, outcomes]."""
    steps = probabilities.cumsum(axis=1)
    return np.asarray((random.random((len(steps), 1)) * steps[:, -1:] > steps).sum(axis=1))
