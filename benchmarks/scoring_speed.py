"""How fast the scoring is, as ratios to the plain-Python reference in the same run.

    python -m benchmarks.scoring_speed

Ratios carry over from one machine to another where bare times do not. One core: the products are small.
"""

from __future__ import annotations

import os

# Before NumPy is imported: its threads would make "per core" mean nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from scoring import Answers, Goal, Model, advise, score, score_batch
from tests.scoring import reference
from tests.scoring.clients import draw_clients, forget
from tests.scoring.example import example_model

SEED = 11
BATCH = 100_000
HALFWAY: Answers = {
    "experience": "none",
    "trust": None,
    "criterion": "price",
    "pace": "drifting",
    "size": "micro",
    "role": "owner",
}
"""In the middle of a quiz: five real answers, one "don't know", seven questions open."""


@dataclass(frozen=True)
class Timing:
    """Seconds for one case, fast and by the reference."""

    name: str
    fast: float
    plain: float


def main() -> None:
    """Print the table."""
    model = example_model()
    model.compiled  # noqa: B018 - made once per model, so not a part of any one scoring
    print(f"{'':28}{'µs a case':>12}{'cases/s':>12}{'times the reference':>22}")
    for timing in (_one_scoring(model), _next_question(model), _batch(model)):
        pace, ratio = 1 / timing.fast, timing.plain / timing.fast
        print(f"{timing.name:28}{timing.fast * 1e6:12.1f}{pace:12,.0f}{ratio:22,.0f}")


def _one_scoring(model: Model) -> Timing:
    fast = _seconds(lambda: score(model, HALFWAY), 300)
    return Timing("one scoring", fast, _seconds(lambda: reference.score(model, HALFWAY), 3))


def _next_question(model: Model) -> Timing:
    fast = _seconds(lambda: advise(model, HALFWAY), 300)
    plain = _seconds(lambda: reference.gains(model, HALFWAY, Goal.PREDOMINANT), 1)
    return Timing("one next question", fast, plain)


def _batch(model: Model) -> Timing:
    """Against the reference's posterior alone: a batch gives no reasons."""
    random = np.random.default_rng(SEED)  # noqa: TID251 - the same people in every run
    cases = forget(draw_clients(model, BATCH, random).cases, 1 / 3, random)
    fast = _seconds(lambda: score_batch(model, cases), 1) / BATCH
    return Timing(f"{BATCH:,} cases in a batch", fast, _seconds(lambda: reference.weights(model, HALFWAY), 3))


def _seconds(work: Callable[[], object], times: int) -> float:
    """Seconds a call: the median of five rounds, after one to warm up."""
    work()
    return median(_round(work, times) for _ in range(5))


def _round(work: Callable[[], object], times: int) -> float:
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times


if __name__ == "__main__":
    main()
