"""What must hold of a scoring model before anything is computed from it.

Every check names the place, the value and what was expected. After these checks no evidence can be zero under
every hypothesis, so the arithmetic needs no special cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import isfinite

from scoring.definition import Definition, Numbers, Question, Thresholds, Trait

TOLERANCE = 1e-9
"""How far a distribution's sum may be from 1: rounding in a hand-written file, not a mistake."""

MOST_OPTIONS = 127
"""An answer in a batch is one signed byte."""


def check(model: Definition) -> None:
    """Raise ValueError at the first thing that does not hold."""
    _distinct("segments", model.segments, 2)
    _distinct("traits", [trait.id for trait in model.traits], 1)
    _distinct("questions", [question.id for question in model.questions], 1)
    _check_profiles(model)
    _check_questions(model)
    _check_numbers(model.numbers)
    _check_base_rates(model)


def _distinct(what: str, ids: Sequence[str], at_least: int) -> None:
    if len(ids) < at_least:
        raise ValueError(f"{what}: {len(ids)} given, expected at least {at_least}")
    twice = [each for each, count in Counter(ids).items() if count > 1]
    if twice:
        raise ValueError(f"{what}: {twice[0]!r} is given twice, expected distinct ids")


def _check_profiles(model: Definition) -> None:
    traits = {trait.id for trait in model.traits}
    if set(model.profiles) != traits:
        odd = sorted(set(model.profiles) ^ traits)
        raise ValueError(f"profiles: {odd[0]!r} is not in both, expected exactly the traits {sorted(traits)}")
    for trait in model.traits:
        _check_profile(trait, model.profiles[trait.id], model.segments)


def _check_profile(trait: Trait, rows: Sequence[Sequence[float]], segments: Sequence[str]) -> None:
    place = f"profiles[{trait.id!r}]"
    _distinct(f"levels of trait {trait.id!r}", trait.levels, 2)
    _shape(place, rows, len(segments), len(trait.levels))
    for segment, row in zip(segments, rows, strict=True):
        _distribution(f"{place}, segment {segment!r}", row)
    for level, column in zip(trait.levels, zip(*rows, strict=True), strict=True):
        _possible(f"{place}, level {level!r}", column, "segment")


def _check_questions(model: Definition) -> None:
    levels = {trait.id: trait.levels for trait in model.traits}
    readers = Counter(question.trait for question in model.questions)
    for question in model.questions:
        if question.trait not in levels:
            raise ValueError(
                f"question {question.id!r} reads trait {question.trait!r}: expected one of {sorted(levels)}"
            )
        _check_reading(question, levels[question.trait])
        if readers[question.trait] > 1:
            _never_zero(question)


def _check_reading(question: Question, levels: Sequence[str]) -> None:
    place = f"reading of question {question.id!r}"
    _distinct(f"options of question {question.id!r}", question.options, 2)
    if len(question.options) > MOST_OPTIONS:
        raise ValueError(
            f"options of question {question.id!r}: {len(question.options)}, expected {MOST_OPTIONS} at most"
        )
    _shape(place, question.reading, len(question.options), len(levels))
    for level, column in zip(levels, zip(*question.reading, strict=True), strict=True):
        _distribution(f"{place}, level {level!r}", column)
    for option, row in zip(question.options, question.reading, strict=True):
        _possible(f"{place}, option {option!r}", row, "level")


def _never_zero(question: Question) -> None:
    """Two readings of one trait could otherwise contradict each other into an impossible client."""
    if any(value == 0 for row in question.reading for value in row):
        raise ValueError(
            f"reading of question {question.id!r} holds a 0: expected values above 0, as another question "
            f"reads trait {question.trait!r} too and the two may disagree"
        )


def _shape(place: str, rows: Sequence[Sequence[float]], height: int, width: int) -> None:
    found = sorted({len(row) for row in rows})
    if len(rows) != height or found != [width]:
        raise ValueError(f"{place}: {len(rows)} rows of {found} values, expected {height} rows of {width}")


def _distribution(place: str, values: Iterable[float]) -> None:
    numbers = list(values)
    if not all(isfinite(value) and value >= 0 for value in numbers):
        raise ValueError(f"{place}: {numbers}, expected probabilities")
    if abs(sum(numbers) - 1) > TOLERANCE:
        raise ValueError(f"{place}: {numbers} sums to {sum(numbers)}, expected 1")


def _possible(place: str, values: Iterable[float], under: str) -> None:
    if max(values) <= 0:
        raise ValueError(f"{place}: impossible under every {under}, expected a value above 0 somewhere")


def _check_numbers(numbers: Numbers) -> None:
    _within("epsilon", numbers.epsilon, 0, 0.5)
    _within("prior_pure", numbers.prior_pure, 0, 1)
    _within("prior_mix", numbers.prior_mix, 0, 1)
    _distribution("prior_pure and prior_mix", (numbers.prior_pure, numbers.prior_mix))
    if not numbers.mix_shares:
        raise ValueError("mix_shares: none given, expected at least one share between 0.5 and 1")
    for share in numbers.mix_shares:
        _within("mix_shares", share, 0.5, 1)
    _check_thresholds(numbers.thresholds)


def _check_base_rates(model: Definition) -> None:
    rates = model.numbers.base_rates
    if rates is None:
        return
    if len(rates) != len(model.segments):
        raise ValueError(f"base_rates: {len(rates)} given, expected one for each of {list(model.segments)}")
    for segment, rate in zip(model.segments, rates, strict=True):
        _within(f"base_rates, segment {segment!r}", rate, 0, 1)
    _distribution("base_rates", rates)


def _check_thresholds(limits: Thresholds) -> None:
    for name in ("clear", "clear_pair", "likely", "sub_segment", "stop_confidence"):
        _within(f"thresholds.{name}", getattr(limits, name), 0, 1)
    if not (isfinite(limits.minimum_gain) and limits.minimum_gain >= 0):
        raise ValueError(f"thresholds.minimum_gain: {limits.minimum_gain}, expected 0 or more nats")
    if limits.minimum_answers != int(limits.minimum_answers) or limits.minimum_answers < 1:
        raise ValueError(
            f"thresholds.minimum_answers: {limits.minimum_answers}, expected a whole number, 1 or more"
        )


def _within(place: str, value: float, low: float, high: float) -> None:
    if not low < value < high:
        raise ValueError(f"{place}: {value}, expected more than {low} and less than {high}")
