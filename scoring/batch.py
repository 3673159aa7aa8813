"""Many cases at once: the same arithmetic as one scoring, column by column, in memory that stays flat.

For judging a questionnaire on simulated clients, for calibration and for re-scoring a studio's whole base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.answers import NO_ANSWER
from scoring.compiled import Compiled, Floats
from scoring.model import Model
from scoring.posterior import TIE
from scoring.results import Verdict

CHUNK = 2048
"""Cases worked on together: small enough that their hypotheses stay in the processor's cache."""

VERDICTS = tuple(Verdict)
"""What a verdict code stands for."""

Cases = NDArray[np.int8]
Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class BatchResult:
    """The results of n cases. Segments are positions in the model; -1 = none."""

    predominant: Codes
    """[n]."""
    secondary: Codes
    """[n]."""
    sub_segment: NDArray[np.bool_]
    """[n]: the mix (predominant, secondary) is named."""
    verdict: Codes
    """[n]: positions in `VERDICTS`."""
    confidence: Floats
    """[n, S]."""
    shares: Floats
    """[n, S]."""


def score_batch(model: Model, cases: Cases) -> BatchResult:
    """Score many cases; `cases` is int8 [n, questions], an option's position or -1 (see `encode`).

    Raises ValueError for another shape, or for a position beyond a question's options.
    """
    check_cases(model, cases)
    count, segments = len(cases), len(model.segments)
    result = BatchResult(
        predominant=np.empty(count, np.int8),
        secondary=np.empty(count, np.int8),
        sub_segment=np.empty(count, np.bool_),
        verdict=np.empty(count, np.int8),
        confidence=np.empty((count, segments)),
        shares=np.empty((count, segments)),
    )
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        _score_part(model, cases[part], result, part)
    return result


def check_cases(model: Model, cases: Cases) -> None:
    """Raise ValueError where cases are not int8 [n, questions] with positions of the model's options."""
    questions = len(model.questions)
    if cases.ndim != 2 or cases.shape[1] != questions or cases.dtype != np.int8:
        raise ValueError(f"cases are {cases.dtype} {cases.shape}: expected int8 (n, {questions})")
    sizes = np.array([len(question.options) for question in model.questions])
    wrong = np.argwhere((cases < NO_ANSWER) | (cases >= sizes))
    if len(wrong):
        case, question = wrong[0]
        raise ValueError(
            f"case {case}, question {model.questions[question].id!r}: option {cases[case, question]}, "
            f"expected -1 to {sizes[question] - 1}"
        )


def _score_part(model: Model, cases: Cases, result: BatchResult, part: slice) -> None:
    compiled, limits = model.compiled, model.numbers.thresholds
    probability = _probabilities(compiled, cases)
    mix = (probability @ compiled.by_mix).reshape(len(cases), compiled.segment_count, -1)
    confidence = mix.sum(axis=2)
    shares = probability @ compiled.membership
    answered = (cases != NO_ANSWER).sum(axis=1)
    row = np.arange(len(cases))
    own = _first_largest(confidence)
    rivals = shares.copy()
    rivals[row, own] = -1.0
    pure = mix[row, own, own]
    best = confidence[row, own]
    pairs = mix[row, own] + mix[row, :, own]
    pairs[row, own] = -1.0
    none = answered == 0
    result.confidence[part] = confidence
    result.shares[part] = shares
    result.predominant[part] = np.where(none, -1, own)
    result.secondary[part] = np.where(none, -1, _first_largest(rivals))
    result.sub_segment[part] = (best - pure > limits.sub_segment * best) & (
        answered >= limits.minimum_answers
    )
    result.verdict[part] = np.select(
        [none, best >= limits.clear, pairs.max(axis=1) >= limits.clear_pair, best >= limits.likely],
        [VERDICTS.index(each) for each in (Verdict.OPEN, Verdict.CLEAR, Verdict.CLEAR_PAIR, Verdict.LIKELY)],
        VERDICTS.index(Verdict.OPEN),
    )


def _probabilities(compiled: Compiled, cases: Cases) -> Floats:
    """[n, H]: the posterior of each case."""
    logs = compiled.log_prior + _lone_evidence(compiled, cases)
    for trait, readers in enumerate(compiled.readers):
        if len(readers) > 1:
            logs += _joined_evidence(compiled, cases, trait, readers)
    logs -= logs.max(axis=1, keepdims=True)
    np.exp(logs, out=logs)
    logs /= logs.sum(axis=1, keepdims=True)
    return logs


def _lone_evidence(compiled: Compiled, cases: Cases) -> Floats:
    """[n, H]: log evidence of the traits that one question reads, as one product with the answers one-hot."""
    lone = np.array([len(compiled.readers[trait]) == 1 for trait in compiled.trait_of])
    columns = compiled.question_of[lone[compiled.question_of]]
    options = compiled.option_of[lone[compiled.question_of]]
    chosen = (cases[:, columns] == options).astype(float)
    return np.asarray(chosen @ compiled.log_evidence[compiled.first_option[columns] + options])


def _joined_evidence(compiled: Compiled, cases: Cases, trait: int, readers: tuple[int, ...]) -> Floats:
    """[n, H]: log evidence of a trait that several questions read, joined inside the trait."""
    levels = np.zeros((len(cases), compiled.profiles[trait].shape[1]))
    for question in readers:
        levels += _log_reading(compiled.readings[question])[cases[:, question]]
    likelihood = np.exp(levels - levels.max(axis=1, keepdims=True))
    return np.asarray(np.log(likelihood @ compiled.profiles[trait].T @ compiled.membership.T))


def _log_reading(reading: Floats) -> Floats:
    """[options + 1, L]: the last row, which position -1 picks, is no evidence."""
    return np.vstack([np.log(reading), np.zeros(reading.shape[1])])


def _first_largest(values: Floats) -> NDArray[Any]:
    """[n]: position of each row's largest value; among equals within 1e-9 the first."""
    return np.asarray(np.argmax(values >= values.max(axis=1, keepdims=True) - TIE, axis=1))
