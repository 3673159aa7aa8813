"""A model refuses contradictory numbers, knows its hash, and comes back from JSON exactly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from scoring import Model, Numbers, Question, Trait, reliable_reading
from tests.scoring.example import NUMBERS, THRESHOLDS, example_model
from tests.scoring.strategies import law, models

EXAMPLE = example_model()
VERSION = "c9b263235f1210c5"
FIRST = EXAMPLE.questions[0]


@law
@given(models())
def test_a_model_comes_back_from_json_exactly(model: Model) -> None:
    again = Model.from_json(model.to_json())
    assert again == model
    assert (again.version, hash(again), again.to_json()) == (model.version, hash(model), model.to_json())


def test_the_version_is_the_same_in_another_process_and_python() -> None:
    """String hashing differs between processes, and what `sum` does between Pythons; the version must not."""
    code = "from tests.scoring.example import example_model; print(example_model().version)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == EXAMPLE.version == VERSION


def _numbers(**changes: object) -> Callable[[Model], Model]:
    return lambda model: replace(model, numbers=replace(NUMBERS, **changes))  # type: ignore[arg-type]


def _thresholds(**changes: float) -> Callable[[Model], Model]:
    return _numbers(thresholds=replace(THRESHOLDS, **changes))  # type: ignore[arg-type]


def _first_question(**changes: object) -> Callable[[Model], Model]:
    question: Question = replace(FIRST, **changes)  # type: ignore[arg-type]
    return lambda model: replace(model, questions=(question, *model.questions[1:]))


CHANGES = [
    lambda model: replace(model, segments=("pro", *model.segments[1:])),
    lambda model: replace(model, segments=model.segments[::-1]),
    lambda model: replace(model, questions=model.questions[::-1]),
    lambda model: replace(model, profiles={**model.profiles, "role": ((0.5, 0.25, 0.25),) * 4}),
    _first_question(id="earlier"),
    _first_question(options=("zero", *FIRST.options[1:])),
    _first_question(reading=reliable_reading(FIRST.options, FIRST.options, 0.951)),
    _numbers(epsilon=0.031),
    _numbers(prior_pure=0.31, prior_mix=0.69),
    _numbers(mix_shares=(0.55, 0.65)),
    *(
        _thresholds(**{name: 0.77})
        for name in ("clear", "clear_pair", "likely", "sub_segment", "stop_confidence")
    ),
    _thresholds(minimum_gain=0.031),
    _thresholds(minimum_answers=5),
]


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_a_number_or_an_id_is_another_version(change: Callable[[Model], Model]) -> None:
    assert change(EXAMPLE).version != EXAMPLE.version


def test_whole_numbers_and_their_decimals_are_one_version() -> None:
    sure = replace(EXAMPLE, profiles={**EXAMPLE.profiles, "role": ((0.0, 1.0, 0.0), *((0.5, 0.0, 0.5),) * 3)})
    same = replace(EXAMPLE, profiles={**EXAMPLE.profiles, "role": ((0, 1, 0), *((0.5, 0, 0.5),) * 3)})
    assert sure.version == same.version


def test_the_profiles_cannot_be_changed_behind_the_hash() -> None:
    with pytest.raises(TypeError):
        EXAMPLE.profiles["role"] = ()  # type: ignore[index]


def test_a_model_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 7: expected 1"):
        Model.from_json(EXAMPLE.to_json().replace('"format":1', '"format":7'))


TWO = (Trait("t", ("a", "b")),)
EVEN = ((0.5, 0.5), (0.5, 0.5))


def _small(
    segments: tuple[str, ...] = ("one", "other"),
    traits: tuple[Trait, ...] = TWO,
    questions: tuple[Question, ...] = (Question("q", "t", ("a", "b"), EVEN),),
    profiles: dict[str, tuple[tuple[float, ...], ...]] | None = None,
    numbers: Numbers = NUMBERS,
) -> Model:
    return Model(segments, traits, questions, {"t": EVEN} if profiles is None else profiles, numbers)


def _question(reading: tuple[tuple[float, ...], ...], name: str = "q", trait: str = "t") -> Question:
    return Question(name, trait, ("a", "b"), reading)


SURE = ((1.0, 0.0), (0.0, 1.0))
WRONG: list[tuple[Callable[[], Model], str]] = [
    (lambda: _small(segments=("one",)), "segments: 1 given, expected at least 2"),
    (lambda: _small(segments=("one", "one")), "segments: 'one' is given twice"),
    (lambda: _small(traits=(*TWO, *TWO)), "traits: 't' is given twice"),
    (lambda: _small(questions=()), "questions: 0 given, expected at least 1"),
    (lambda: _small(traits=(Trait("t", ("a",)),)), "levels of trait 't': 1 given"),
    (lambda: _small(profiles={}), "'t' is not in both"),
    (
        lambda: _small(profiles={"t": ((0.5, 0.5),)}),
        r"profiles\['t'\]: 1 rows of \[2\] values, expected 2 rows of 2",
    ),
    (lambda: _small(profiles={"t": ((0.5, 0.4), (0.5, 0.5))}), "segment 'one': .* sums to 0.9, expected 1"),
    (lambda: _small(profiles={"t": ((1.5, -0.5), (0.5, 0.5))}), "segment 'one': .*, expected probabilities"),
    (lambda: _small(profiles={"t": ((float("nan"), 1.0), (0.5, 0.5))}), "expected probabilities"),
    (lambda: _small(profiles={"t": ((1.0, 0.0), (1.0, 0.0))}), "level 'b': impossible under every segment"),
    (
        lambda: _small(questions=(_question(EVEN, trait="u"),)),
        r"question 'q' reads trait 'u': expected one of \['t'\]",
    ),
    (lambda: _small(questions=(_question(((0.5, 0.5), (0.5, 0.4))),)), "level 'b': .* expected 1"),
    (
        lambda: _small(questions=(_question(((0.0, 0.0), (1.0, 1.0))),)),
        "option 'a': impossible under every level",
    ),
    (lambda: _small(questions=(_question(SURE), _question(EVEN, "r"))), "holds a 0: expected values above 0"),
    (lambda: _small(numbers=replace(NUMBERS, epsilon=0.0)), "epsilon: 0.0, expected more than 0"),
    (lambda: _small(numbers=replace(NUMBERS, prior_pure=0.4)), "prior_pure and prior_mix: .* expected 1"),
    (lambda: _small(numbers=replace(NUMBERS, mix_shares=())), "mix_shares: none given"),
    (lambda: _small(numbers=replace(NUMBERS, mix_shares=(0.5,))), "mix_shares: 0.5, expected more than 0.5"),
    (lambda: _thresholds(clear=1.0)(_small()), "thresholds.clear: 1.0"),
    (lambda: _thresholds(minimum_answers=0)(_small()), "thresholds.minimum_answers: 0"),
    (lambda: _thresholds(minimum_gain=-1.0)(_small()), "thresholds.minimum_gain: -1.0"),
]


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_contradictory_numbers_are_refused_with_place_and_expectation(
    make: Callable[[], Model], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_the_default_reading_puts_the_reliability_on_the_own_level() -> None:
    reading = reliable_reading(("b", "a", "c"), ("a", "b", "c"), 0.9)
    expected = [[0.05, 0.9, 0.05], [0.9, 0.05, 0.05], [0.05, 0.05, 0.9]]
    assert np.allclose(reading, expected, atol=1e-15, rtol=0)


def test_options_that_do_not_match_the_levels_one_to_one_need_their_own_table() -> None:
    with pytest.raises(ValueError, match="exactly once; write an explicit reading"):
        reliable_reading(("a", "a"), ("a", "b"), 0.9)


def test_a_reliability_beyond_certainty_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 < reliability < 1"):
        reliable_reading(("a", "b"), ("a", "b"), 1.0)
