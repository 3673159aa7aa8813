"""The laws of one scoring, over random models and answers."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import (
    Model,
    Question,
    Result,
    Trait,
    UnknownOption,
    UnknownQuestion,
    Verdict,
    reliable_reading,
    score,
)
from scoring.posterior import posterior
from tests.scoring import reference
from tests.scoring.example import NUMBERS, example_model
from tests.scoring.sameness import assert_same, no_ties
from tests.scoring.strategies import answers_to, interviews, law, models

Interview = tuple[Model, dict[str, str | None]]
EXAMPLE = example_model()
NOVICE: dict[str, str | None] = {
    "experience": "none",
    "criterion": "price",
    "trust": "blind",
    "pace": "drifting",
}


@law
@given(interviews())
def test_the_fast_path_equals_the_reference(interview: Interview) -> None:
    assert_same(score(*interview), reference.score(*interview))


@law
@given(interviews(), st.data())
def test_the_order_of_answers_never_matters(interview: Interview, data: st.DataObject) -> None:
    model, answers = interview
    shuffled = data.draw(st.permutations(list(answers.items())))
    assert score(model, dict(shuffled)) == score(model, answers)


@law
@given(interviews())
def test_skipping_changes_nothing(interview: Interview) -> None:
    model, answers = interview
    skipped = {question.id: None for question in model.questions}
    assert score(model, skipped | answers) == score(model, answers)


@law
@given(interviews())
def test_confidence_and_shares_are_distributions(interview: Interview) -> None:
    result = score(*interview)
    for values in (result.confidence, result.shares):
        assert all(0 <= value <= 1 for value in values.values())
        assert math.fsum(values.values()) == pytest.approx(1, abs=1e-12)


@law
@given(interviews(), st.data())
def test_relabelling_segments_permutes_the_result(interview: Interview, data: st.DataObject) -> None:
    model, answers = interview
    before = score(model, answers)
    assume(no_ties(before))
    order = data.draw(st.permutations(range(len(model.segments))))
    moved = replace(
        model,
        segments=tuple(model.segments[place] for place in order),
        profiles={trait: tuple(rows[place] for place in order) for trait, rows in model.profiles.items()},
    )
    assert_same(replace(score(moved, answers), model=model.version), before)


@law
@given(models())
def test_no_real_answer_returns_the_prior_and_no_predominant(model: Model) -> None:
    result = score(model, {question.id: None for question in model.questions})
    even = dict.fromkeys(model.segments, 1 / len(model.segments))
    assert (result.predominant, result.secondary, result.sub_segment, result.pair) == (None,) * 4
    assert (result.verdict, result.reasons, result.tentative) == (Verdict.OPEN, (), False)
    assert result.confidence == pytest.approx(even)
    assert result.shares == pytest.approx(even)
    assert result == score(model, {})


@law
@given(models(), st.data())
def test_a_traits_first_answer_never_lowers_the_odds_of_the_pure_segment_it_favours(
    model: Model, data: st.DataObject
) -> None:
    question = data.draw(st.sampled_from(model.questions))
    option = data.draw(st.sampled_from(range(len(question.options))))
    others = {
        each: answer
        for each, answer in data.draw(answers_to(model)).items()
        if all(each != asked.id or asked.trait != question.trait for asked in model.questions)
    }
    before = _pure(model, others)
    after = _pure(model, others | {question.id: question.options[option]})
    likely = np.array(model.profiles[question.trait]) @ np.array(question.reading[option])
    for one in range(len(before)):
        for other in range(len(before)):
            if likely[one] > likely[other]:
                assert after[one] / after[other] >= before[one] / before[other] * (1 - 1e-12)


def _pure(model: Model, answers: dict[str, str | None]) -> list[float]:
    """P(pure s | answers) for every segment."""
    mix = (posterior(model, answers).probability @ model.compiled.by_mix).reshape(len(model.segments), -1)
    return [float(value) for value in np.diag(mix)]


@law
@given(interviews())
def test_a_result_comes_back_from_json_to_the_last_bit(interview: Interview) -> None:
    result = score(*interview)
    again = Result.from_json(result.to_json())
    assert again == result
    assert list(again.confidence) == list(result.confidence)


@law
@given(interviews())
def test_reasons_are_given_for_every_answered_trait_strongest_for_first(interview: Interview) -> None:
    model, answers = interview
    found = score(model, answers).reasons
    answered = {question.trait for question in model.questions if answers.get(question.id) is not None}
    assert {reason.trait for reason in found} == answered
    assert [reason.decibans for reason in found] == sorted(
        (reason.decibans for reason in found), reverse=True
    )


def test_a_typical_novice_is_named_with_the_answers_that_say_so() -> None:
    result = score(EXAMPLE, NOVICE)
    assert (result.predominant, result.verdict) == ("novices", Verdict.CLEAR)
    assert {reason.trait for reason in result.reasons} == set(NOVICE)
    assert all(reason.decibans > 0 for reason in result.reasons)


def test_an_answer_against_the_predominant_weighs_below_zero() -> None:
    result = score(EXAMPLE, NOVICE | {"clarity": "written"})
    assert result.reasons[-1].trait == "clarity"
    assert result.reasons[-1].decibans < 0


def test_an_even_mix_of_two_is_a_clear_pair_and_says_which() -> None:
    answers = {
        "experience": "none",
        "trust": "blind",
        "involvement": "leaves",
        "criterion": "guarantees",
        "payment": "staged",
        "openness": "low",
        "expertise": "low",
        "role": "owner",
        "clarity": "wordless",
        "demands": "basics",
        "process": "stepwise",
        "size": "micro",
    }
    result = score(EXAMPLE, answers)
    assert result.verdict is Verdict.CLEAR_PAIR
    assert result.pair is not None and set(result.pair) == {"novices", "cautious"}
    assert result.pair[0] == result.predominant
    assert (result.sub_segment, result.tentative) == (result.pair, False)


def test_a_sub_segment_waits_for_four_real_answers() -> None:
    three = {"trust": "distrust", "experience": "none", "involvement": "leaves", "size": None}
    assert score(EXAMPLE, three).sub_segment is None
    four = score(EXAMPLE, three | {"payment": "staged"})
    assert four.sub_segment is not None and four.tentative


def test_exact_ties_go_to_the_first_segment_of_the_file() -> None:
    model = replace(EXAMPLE, profiles={trait: (rows[0],) * 4 for trait, rows in EXAMPLE.profiles.items()})
    result = score(model, NOVICE)
    assert (result.predominant, result.secondary) == ("pros", "nimble")


def test_the_same_thing_said_twice_hardly_counts_more_than_once() -> None:
    """Two questions on one trait; as independent traits the second would double the decibans."""
    trait = EXAMPLE.traits[0]
    reading = reliable_reading(trait.levels, trait.levels, 0.999)
    twice = replace(
        EXAMPLE,
        questions=tuple(Question(name, trait.id, trait.levels, reading) for name in ("manager", "prospect")),
    )
    once = score(twice, {"manager": "none"})
    both = score(twice, {"manager": "none", "prospect": "none"})
    assert both.reasons[0].decibans == pytest.approx(once.reasons[0].decibans, abs=0.05)
    assert len(both.reasons) == 1


def test_extreme_confidence_stays_finite() -> None:
    sure = ((1 - 1e-12, 1e-12), (1e-12, 1 - 1e-12))
    traits = tuple(Trait(f"t{place}", ("yes", "no")) for place in range(400))
    reading = reliable_reading(("yes", "no"), ("yes", "no"), 0.999)
    model = Model(
        segments=("one", "other"),
        traits=traits,
        questions=tuple(Question(trait.id, trait.id, trait.levels, reading) for trait in traits),
        profiles={trait.id: sure for trait in traits},
        numbers=replace(NUMBERS, epsilon=1e-9),
    )
    result = score(model, {trait.id: "yes" for trait in traits})
    assert result.predominant == "one"
    numbers = [
        *result.confidence.values(),
        *result.shares.values(),
        *(each.decibans for each in result.reasons),
    ]
    assert all(math.isfinite(number) for number in numbers)
    assert len(json.loads(result.to_json())["reasons"]) == 400


def test_many_answers_on_one_trait_do_not_underflow() -> None:
    reading = ((1e-12, 1 - 1e-12), (1 - 1e-12, 1e-12))
    model = Model(
        segments=("one", "other"),
        traits=(Trait("t", ("yes", "no")),),
        questions=tuple(Question(f"q{place}", "t", ("a", "b"), reading) for place in range(60)),
        profiles={"t": ((0.8, 0.2), (0.3, 0.7))},
        numbers=NUMBERS,
    )
    result = score(model, {f"q{place}": "ab"[place % 2] for place in range(60)})
    assert result.confidence == pytest.approx({"one": 0.5, "other": 0.5})


def test_an_unknown_question_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(UnknownQuestion, match=r"'expertize'.*expected one of experience, .*mean 'expertise'"):
        score(EXAMPLE, {"expertize": "low"})


@pytest.mark.parametrize("option", ["lo", 3, ["low"], True])
def test_an_unknown_option_is_refused_with_the_ones_there_are(option: object) -> None:
    with pytest.raises(
        UnknownOption, match=r"for question 'expertise': expected one of low, shallow, professional, or null"
    ):
        score(EXAMPLE, {"expertise": option})  # type: ignore[dict-item]
