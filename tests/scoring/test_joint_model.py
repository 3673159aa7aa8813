"""A joint model: what fits together and what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from scoring import Model, UnknownOption, UnknownQuestion, joint_answers, joint_model, two_views
from tests.scoring.example import NUMBERS, THRESHOLDS, example_model
from tests.scoring.strategies import law, models

EXAMPLE = example_model()
BOTH = {"manager": EXAMPLE, "prospect": EXAMPLE}


def test_questions_of_one_name_are_told_apart_by_informant() -> None:
    joint = joint_model(BOTH)
    assert [question.id for question in joint.questions] == [
        *(f"manager:{question.id}" for question in EXAMPLE.questions),
        *(f"prospect:{question.id}" for question in EXAMPLE.questions),
    ]
    assert joint_answers({"prospect": {"size": None}, "manager": {"size": "micro", "role": "owner"}}) == {
        "manager:size": "micro",
        "manager:role": "owner",
        "prospect:size": None,
    }


@law
@given(models())
def test_a_joint_model_is_a_model_that_can_be_kept_behind_its_version(model: Model) -> None:
    joint = joint_model({"manager": model, "prospect": model})
    assert Model.from_json(joint.to_json()).version == joint.version != model.version


MISFITS: list[tuple[Callable[[Model], Model], str]] = [
    (
        lambda model: replace(model, segments=("pro", *model.segments[1:])),
        r"segments\[0\] is 'pros' and 'pro'",
    ),
    (
        lambda model: replace(model, traits=model.traits[::-1]),
        r"traits\[0\].id is 'experience' and 'demands'",
    ),
    (
        lambda model: replace(model, profiles={**model.profiles, "role": ((0.5, 0.25, 0.25),) * 4}),
        r"profiles.role\[0\]\[0\] is 0.0\d+ and 0.5",
    ),
    (
        lambda model: replace(model, numbers=replace(NUMBERS, thresholds=replace(THRESHOLDS, clear=0.91))),
        "numbers.thresholds.clear is 0.9 and 0.91",
    ),
    (
        lambda model: replace(model, numbers=replace(NUMBERS, mix_shares=(0.6,))),
        r"numbers.mix_shares is \[0.55, 0.65, 0.75\] and \[0.6\]",
    ),
]


@pytest.mark.parametrize(("change", "message"), MISFITS)
def test_models_that_differ_beyond_their_questions_are_refused_with_the_difference(
    change: Callable[[Model], Model], message: str
) -> None:
    with pytest.raises(
        ValueError, match=f"'manager' and 'prospect' do not fit together: {message}, expected"
    ):
        joint_model({"prospect": change(EXAMPLE), "manager": EXAMPLE})


def test_a_reading_that_could_make_two_informants_impossible_is_refused() -> None:
    trait = EXAMPLE.traits[0]
    sure = tuple(tuple(float(own == level) for level in trait.levels) for own in trait.levels)
    certain = replace(EXAMPLE, questions=(replace(EXAMPLE.questions[0], reading=sure),))
    with pytest.raises(ValueError, match="reading of question 'manager:experience' holds a 0"):
        joint_model({"manager": certain, "prospect": certain})


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: joint_model({}), "informants: none given, expected at least one"),
    (lambda: joint_model({"the:manager": EXAMPLE}), "informant 'the:manager': expected an id without ':'"),
    (lambda: joint_answers({"": {"size": None}}), "informant '': expected an id without ':'"),
    (lambda: two_views({"manager": EXAMPLE}, {}), r"informants: \['manager'\], expected two"),
    (lambda: two_views(BOTH, {"lead": {}}), "unknown informant 'lead': expected one of manager, prospect"),
    (lambda: two_views(BOTH, {}, 0.0), "shown_from: 0.0, expected more than 0 decibans"),
]


@pytest.mark.parametrize(("ask", "message"), REFUSED)
def test_what_makes_no_sense_of_two_informants_is_refused(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ask()


def test_an_answer_that_is_not_the_informants_own_is_refused_by_its_own_name() -> None:
    with pytest.raises(UnknownQuestion, match="unknown question 'sise'"):
        two_views(BOTH, {"prospect": {"sise": "micro"}})
    with pytest.raises(UnknownOption, match="unknown option 'tiny' for question 'size'"):
        two_views(BOTH, {"prospect": {"size": "tiny"}})
