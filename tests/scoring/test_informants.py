"""Two informants about one client: the laws of scoring them alone and together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import (
    Answers,
    Model,
    TwoViews,
    reliable_reading,
    score,
    two_views,
)
from tests.scoring import informants_reference
from tests.scoring.example import example_model
from tests.scoring.sameness import assert_same, no_ties
from tests.scoring.strategies import TwoInformants, answers_to, interviews, law, two_informants

EXAMPLE = example_model()
BOTH = {"manager": EXAMPLE, "prospect": EXAMPLE}


def with_reliability(model: Model, reliability: float, *traits: str) -> Model:
    """The same questions, those on the traits (all where none is named) read with another reliability."""
    return replace(
        model,
        questions=tuple(
            replace(each, reading=reliable_reading(each.options, each.options, reliability))
            if not traits or each.trait in traits
            else each
            for each in model.questions
        ),
    )


@law
@given(two_informants())
def test_the_joint_result_equals_the_plain_reference(two: TwoInformants) -> None:
    found = two_views(two.models, two.answers).together
    views: informants_reference.Views = [(two.models[name], two.answers[name]) for name in two.models]
    assert found.confidence == pytest.approx(informants_reference.confidence(views), rel=1e-12, abs=1e-12)
    assert found.shares == pytest.approx(informants_reference.shares(views), rel=1e-12, abs=1e-12)


@law
@given(two_informants())
def test_each_one_alone_is_scored_as_if_there_were_no_other(two: TwoInformants) -> None:
    alone = two_views(two.models, two.answers).alone
    assert alone == {name: score(two.models[name], two.answers[name]) for name in two.models}


@law
@given(two_informants(), st.sampled_from(("manager", "prospect")), st.booleans())
def test_beside_a_silent_informant_the_other_is_all_there_is(
    two: TwoInformants, speaker: str, skipped: bool
) -> None:
    silent: dict[str, Answers] = {
        name: {question.id: None for question in model.questions}
        for name, model in two.models.items()
        if skipped and name != speaker
    }
    found = two_views(two.models, silent | {speaker: two.answers[speaker]})
    assert replace(found.together, model=found.alone[speaker].model) == found.alone[speaker]
    assert found.disagreements == ()


@law
@given(two_informants())
def test_it_never_matters_who_is_named_first(two: TwoInformants) -> None:
    turned = two_views(dict(reversed(two.models.items())), dict(reversed(two.answers.items())), 1.0)
    assert turned.to_json() == two_views(two.models, two.answers, 1.0).to_json()


@law
@given(two_informants())
def test_it_never_matters_who_of_the_two_says_what(two: TwoInformants) -> None:
    other = {"manager": "prospect", "prospect": "manager"}
    before = two_views(two.models, two.answers, 1.0)
    assume(no_ties(before.together))
    after = two_views(
        {other[name]: model for name, model in two.models.items()},
        {other[name]: answers for name, answers in two.answers.items()},
        1.0,
    )
    assert_same(replace(after.together, model=before.together.model), before.together)
    assert after.alone == {other[name]: result for name, result in before.alone.items()}
    assert after.disagreements == tuple(
        replace(each, levels={other[name]: level for name, level in each.levels.items()})
        for each in before.disagreements
    )


@law
@given(two_informants(), st.data())
def test_relabelling_segments_permutes_both_views(two: TwoInformants, data: st.DataObject) -> None:
    before = two_views(two.models, two.answers, 1.0)
    assume(no_ties(before.together))
    order = data.draw(st.permutations(range(len(two.models["manager"].segments))))
    moved = {name: _relabelled(model, order) for name, model in two.models.items()}
    after = two_views(moved, two.answers, 1.0)
    assert_same(replace(after.together, model=before.together.model), before.together)
    assert _weights(after) == pytest.approx(_weights(before), abs=1e-9)


def _relabelled(model: Model, order: list[int]) -> Model:
    return replace(
        model,
        segments=tuple(model.segments[place] for place in order),
        profiles={trait: tuple(rows[place] for place in order) for trait, rows in model.profiles.items()},
    )


def _weights(views: TwoViews) -> dict[str, float]:
    return {each.trait: each.decibans for each in views.disagreements}


@law
@given(interviews(), st.data())
def test_however_one_interview_is_split_between_two_the_joint_result_is_the_same(
    interview: tuple[Model, dict[str, str | None]], data: st.DataObject
) -> None:
    """On disjoint traits as on shared ones: the joint model is the model with all the questions."""
    model, answers = interview
    assume(len(model.questions) > 1 and no_ties(score(model, answers)))
    cut = data.draw(st.integers(1, len(model.questions) - 1))
    shuffled = data.draw(st.permutations(model.questions))
    parts = {"manager": tuple(shuffled[:cut]), "prospect": tuple(shuffled[cut:])}
    joint = two_views(
        {name: replace(model, questions=questions) for name, questions in parts.items()},
        {
            name: {each.id: answers[each.id] for each in questions if each.id in answers}
            for name, questions in parts.items()
        },
    ).together
    assert_same(replace(joint, model=model.version), score(model, answers))


@law
@given(answers_to(EXAMPLE))
def test_two_flawless_witnesses_who_agree_say_no_more_than_one(answers: dict[str, str | None]) -> None:
    """As independent traits the second would double every weight."""
    flawless = with_reliability(EXAMPLE, 1 - 1e-13)
    found = two_views({"manager": flawless, "prospect": flawless}, {"manager": answers, "prospect": answers})
    alone = found.alone["manager"]
    assert found.together.confidence == pytest.approx(dict(alone.confidence), abs=1e-9)
    assert found.together.shares == pytest.approx(dict(alone.shares), abs=1e-9)


def test_two_who_agree_are_surer_than_one_and_less_than_twice_as_sure() -> None:
    found = two_views(BOTH, {"manager": {"trust": "distrust"}, "prospect": {"trust": "distrust"}})
    once, both = (result.reasons[0].decibans for result in (found.alone["manager"], found.together))
    assert once < both < 1.2 * once


def test_a_less_reliable_answer_about_trust_weighs_less() -> None:
    """How reliable a prospect's question is, is data of the question; nothing else is needed."""
    cautious: Answers = {"experience": "burned", "trust": "distrust"}
    shaken = [
        two_views(
            {"manager": EXAMPLE, "prospect": with_reliability(EXAMPLE, reliability, "trust")},
            {"manager": cautious, "prospect": {"trust": "blind"}},
        ).together.confidence["cautious"]
        for reliability in (0.3, 0.7, 0.95)
    ]
    alone = score(EXAMPLE, cautious).confidence["cautious"]
    assert alone > shaken[0] > shaken[1] > shaken[2]


@law
@given(two_informants())
def test_two_views_come_back_from_json_to_the_last_bit(two: TwoInformants) -> None:
    found = two_views(two.models, two.answers, 1.0)
    assert TwoViews.from_json(found.to_json()) == found
