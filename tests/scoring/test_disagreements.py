"""Where two informants disagree: only where it matters who of them is right."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import Answers, two_views
from tests.scoring import informants_reference
from tests.scoring.example import example_model
from tests.scoring.strategies import TwoInformants, law, two_informants

EXAMPLE = example_model()
BOTH = {"manager": EXAMPLE, "prospect": EXAMPLE}
NIMBLE: Answers = {"criterion": "speed", "pace": "at_once", "clarity": "clear"}
NOVICE: Answers = {"experience": "none", "payment": "smallest", "clarity": "wordless"}


@law
@given(two_informants(), st.sampled_from((0.5, 2.0, 10.0)))
def test_disagreements_equal_the_plain_reference(two: TwoInformants, shown_from: float) -> None:
    found = two_views(two.models, two.answers, shown_from)
    expected = _gaps(two, found.together.predominant, found.together.secondary)
    assume(all(abs(gap - shown_from) > 1e-9 for gap in expected.values()))
    shown = {trait: gap for trait, gap in expected.items() if gap > shown_from}
    assert {each.trait: each.decibans for each in found.disagreements} == pytest.approx(shown, abs=1e-9)


def _gaps(two: TwoInformants, one: str | None, other: str | None) -> dict[str, float]:
    """Trait -> decibans, wherever both name a level."""
    model = two.models["manager"]
    gaps = {}
    for trait in model.traits if one and other else ():
        named = [
            informants_reference.named_level(two.models[name], two.answers[name], trait.id)
            for name in two.models
        ]
        if None not in named:
            odds = [
                informants_reference.level_odds(model, trait.id, str(level), str(one), str(other))
                for level in named
            ]
            gaps[trait.id] = abs(odds[0] - odds[1])
    return gaps


@law
@given(two_informants())
def test_disagreements_are_about_different_levels_strongest_first(two: TwoInformants) -> None:
    found = two_views(two.models, two.answers, 1e-9).disagreements
    assert all(each.levels["manager"] != each.levels["prospect"] for each in found)
    weights = [each.decibans for each in found]
    assert weights == sorted(weights, reverse=True)


@law
@given(two_informants())
def test_two_who_say_the_same_never_disagree(two: TwoInformants) -> None:
    model, answers = two.models["manager"], two.answers["manager"]
    same = {name: model for name in two.models}
    assert two_views(same, dict.fromkeys(same, answers), 1e-9).disagreements == ()


def test_a_clear_idea_for_the_manager_is_a_wordless_wish_for_the_prospect() -> None:
    """By hand, from the marks ●●● 12, ●● 4, ● 1, · 0.2 and epsilon 0.03 over four segments:

    P(clear | nimble) = 12/14, P(clear | novices) = 1/13.2, mean over the segments 0.31381;
    P(wordless | nimble) = 1/14, P(wordless | novices) = 12/13.2, mean 0.47548.
    """
    clear = (0.97 * 12 / 14 + 0.03 * 0.31381) / (0.97 * 1 / 13.2 + 0.03 * 0.31381)
    wordless = (0.97 * 1 / 14 + 0.03 * 0.47548) / (0.97 * 12 / 13.2 + 0.03 * 0.47548)
    found = two_views(BOTH, {"manager": NIMBLE, "prospect": NOVICE})
    assert {found.together.predominant, found.together.secondary} == {"nimble", "novices"}
    (gap,) = found.disagreements
    assert (gap.trait, gap.levels) == ("clarity", {"manager": "clear", "prospect": "wordless"})
    assert gap.decibans == pytest.approx(10 * math.log10(clear / wordless), abs=1e-3)
    assert gap.decibans == pytest.approx(20.4, abs=0.05)


def test_levels_that_tell_the_candidates_hardly_apart_are_no_disagreement() -> None:
    """Expertise: shallow against low is 9.3 decibans between nimble and novice clients."""
    found = two_views(
        BOTH, {"manager": {**NIMBLE, "expertise": "shallow"}, "prospect": {**NOVICE, "expertise": "low"}}
    )
    assert {found.together.predominant, found.together.secondary} == {"nimble", "novices"}
    assert [each.trait for each in found.disagreements] == ["clarity"]


def test_the_strongest_disagreement_comes_first_whatever_the_file_order() -> None:
    found = two_views(
        BOTH,
        {
            "manager": {**NIMBLE, "experience": "few", "expertise": "shallow"},
            "prospect": {**NOVICE, "expertise": "low"},
        },
        shown_from=9.0,
    )
    weights = [round(each.decibans, 1) for each in found.disagreements]
    assert weights == [20.7, 20.4, 9.3]
    assert [each.trait for each in found.disagreements] == ["experience", "clarity", "expertise"]


def test_a_disagreement_is_shown_from_its_threshold_on() -> None:
    answers = {"manager": NIMBLE, "prospect": NOVICE}
    gap = two_views(BOTH, answers).disagreements[0].decibans
    assert len(two_views(BOTH, answers, gap).disagreements) == 1
    assert two_views(BOTH, answers, math.nextafter(gap, math.inf)).disagreements == ()


def test_a_dont_know_disagrees_with_nobody() -> None:
    found = two_views(BOTH, {"manager": NIMBLE, "prospect": {**NOVICE, "clarity": None}})
    assert found.disagreements == ()


def test_an_informant_who_contradicts_their_own_answer_names_no_level() -> None:
    """Two questions on one trait, answered differently: equally likely levels, so nothing to hold against."""
    clarity = next(question for question in EXAMPLE.questions if question.id == "clarity")
    twice = replace(EXAMPLE, questions=(*EXAMPLE.questions, replace(clarity, id="again")))
    models = {"manager": EXAMPLE, "prospect": twice}
    manager: Answers = {**NIMBLE, "clarity": "wordless"}
    prospect: Answers = {**NOVICE, "clarity": "clear"}
    torn = two_views(models, {"manager": manager, "prospect": {**prospect, "again": "wordless"}})
    firm = two_views(models, {"manager": manager, "prospect": {**prospect, "again": "clear"}})
    assert torn.disagreements == ()
    assert [each.trait for each in firm.disagreements] == ["clarity"]


def test_a_level_that_a_segment_never_has_still_weighs_a_finite_amount() -> None:
    never = {"clarity": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.5, 0.5))}
    strict = replace(EXAMPLE, profiles={**EXAMPLE.profiles, **never})
    found = two_views(dict.fromkeys(BOTH, strict), {"manager": NIMBLE, "prospect": NOVICE})
    (gap,) = found.disagreements
    assert gap.trait == "clarity"
    assert 20 < gap.decibans < math.inf
