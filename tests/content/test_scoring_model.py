"""Marks become distributions, options become readings, rules become a table."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.content.loader import load
from questionnaires.content.scoring_model import grade_table, scoring_model, shares
from tests.content.folders import FIVE, copy_of_five, edit, errors_of

READING = """    short: {en: "Trust", ru: "Доверие"}
    reading:
      low: {low: 0.8, facts: 0.2, high: 0.1}
      facts: {low: 0.1, facts: 0.6, high: 0.1}
      high: {low: 0.1, facts: 0.2, high: 0.8}
"""
SHORT = '    short: {en: "Trust", ru: "Доверие"}\n'


def test_the_marks_of_a_segment_are_shared_out_over_a_traits_levels() -> None:
    made = scoring_model(load(FIVE), "manager_quiz")
    # trust, sprinters: low "low", facts "some", high "high"; the scale has 0.3, 3 and 12
    marks = load(FIVE).traits.traits[2].levels
    weights = [{"high": 12, "some": 3, "low": 0.3}[str(level.profile["sprinters"])] for level in marks]
    assert made.profiles["trust"][1] == pytest.approx([weight / sum(weights) for weight in weights])


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=8))
def test_weights_are_shared_out_alike_in_every_python(weights: list[float]) -> None:
    total = float(sum(map(Fraction, weights)))  # rounded once, whatever the order
    assert shares(weights) == tuple(weight / total for weight in weights)


def test_a_number_in_a_profile_is_a_weight_of_its_own(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "traits.yaml", "planners: high", "planners: 24")
    before, after = scoring_model(load(FIVE), "manager_quiz"), scoring_model(load(own), "manager_quiz")
    assert after.profiles["brief"][0][0] > before.profiles["brief"][0][0]
    assert sum(after.profiles["brief"][0]) == pytest.approx(1)


def test_an_option_reads_its_level_with_the_reliability_of_its_question(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "manager_quiz.yaml", "    trait: trust\n", "    trait: trust\n    reliability: 0.7\n")
    by_id = {question.id: question.reading for question in scoring_model(load(own), "manager_quiz").questions}
    assert by_id["trust"][0] == pytest.approx((0.7, 0.15, 0.15))
    assert by_id["pace"][0] == pytest.approx((0.95, 0.05 / 3, 0.05 / 3, 0.05 / 3))


def test_a_table_of_its_own_replaces_the_reliability(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "manager_quiz.yaml", SHORT, READING)
    [trust] = [each for each in scoring_model(load(own), "manager_quiz").questions if each.id == "trust"]
    assert trust.reading == ((0.8, 0.2, 0.1), (0.1, 0.6, 0.1), (0.1, 0.2, 0.8))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("facts: 0.6", "facts: 0.7", "the options of facts sum to 1.1: expected a sum of 1 for every level"),
        (
            "low: {low: 0.8, ",
            "low: {",
            "low is missing for low: expected a number for every option and level",
        ),
        (
            "      high: {low: 0.1",
            "      hihg: {low: 0.1",
            "'hihg': expected one of the options: low, facts, high",
        ),
        (
            "{low: 0.8, facts",
            "{lwo: 0.8, facts",
            "'lwo': expected one of the levels of trust: low, facts, high",
        ),
        ("low: 0.8", "low: 0", "0: expected a number above 0"),
    ],
)
def test_a_table_that_is_no_distribution_is_a_mistake(tmp_path: Path, old: str, new: str, said: str) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "manager_quiz.yaml", SHORT, READING.replace(old, new))
    assert any(said in str(error) for error in errors_of(own))


def test_another_number_is_another_model(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "scoring.yaml", "epsilon: 0.03", "epsilon: 0.04")
    assert (
        scoring_model(load(own), "manager_quiz").version != scoring_model(load(FIVE), "manager_quiz").version
    )


def test_another_word_is_the_same_model(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "segments.yaml", "en: Planners", "en: Schedulers")
    assert (
        scoring_model(load(own), "manager_quiz").version == scoring_model(load(FIVE), "manager_quiz").version
    )


def test_the_first_rule_that_fits_gives_the_grade() -> None:
    table = grade_table(load(FIVE))
    assert table.grade({"budget": "yes", "date": "partly"}).grades == ("A",)
    assert table.grade({"budget": "no", "date": "no"}).grades == ("D",)
    assert table.grade({"budget": "no"}).grades == ("C", "D")
