"""A quiz and a brief laid together: one script, whose answer counts, and what to ask next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questionnaires.card.joint import Account, joint_answers, joint_grade, joint_script, question_to_settle
from questionnaires.interview.script import Part
from scoring import joint_model
from tests.card.accounts import IN_ORDER, OUT_OF_REACH, TwoAccounts, deal, small_brief, typical
from tests.card.clients import of_segment, script

NOVICE = of_segment("novices").answers
AGREED = {**NOVICE, **deal(script(), IN_ORDER)}


def test_the_joint_script_holds_everybodys_questions_under_the_ids_of_the_joint_model() -> None:
    joint = joint_script(script(), small_brief())
    assert joint is not None
    assert joint.model == joint_model({"manager": script().model, "prospect": small_brief().model})
    assert [each.id for each in joint.questionnaire.questions] == [each.id for each in joint.model.questions]
    assert joint.part("manager:budget") is Part.QUALIFYING
    assert joint.part("prospect:contact") is Part.FREE
    assert joint.option("prospect:clarity", "vague") == small_brief().option("clarity", "vague")


def test_a_branch_of_the_brief_still_hangs_on_its_question() -> None:
    joint = joint_script(script(), small_brief())
    assert joint is not None
    assert joint.applies("prospect:let_down", {"prospect:experience": "burned"})
    assert not joint.applies("prospect:let_down", {"prospect:experience": "none"})


def test_scripts_whose_numbers_differ_do_not_fit() -> None:
    older = replace(
        small_brief(),
        model=replace(small_brief().model, numbers=replace(small_brief().model.numbers, epsilon=0.04)),
    )
    assert joint_script(script(), older) is None


def test_scripts_that_know_other_criteria_do_not_fit() -> None:
    content = small_brief().content
    fewer = content.grading.model_copy(update={"criteria": content.grading.criteria[1:]})
    other = replace(small_brief(), content=content.model_copy(update={"grading": fewer}))
    assert joint_script(script(), other) is None


def test_answers_get_their_informant_in_front() -> None:
    assert joint_answers({"pace": "at_once"}, {"pace": None, "contact": "given"}) == {
        "manager:pace": "at_once",
        "prospect:pace": None,
        "prospect:contact": "given",
    }


def grades(theirs: dict[str, str], heard: tuple[str, ...] = (), **yours: str) -> tuple[str, ...]:
    """The grades of a client who is an A by the quiz."""
    quiz = Account(script(), {**AGREED, **yours})
    return joint_grade(quiz, Account(small_brief(), theirs), heard).grades


def test_what_the_prospect_says_nothing_of_is_graded_by_the_quiz() -> None:
    assert grades({}) == ("A",)


def test_of_two_answers_about_a_fact_the_prospects_own_word_counts() -> None:
    assert grades({"money": "little"}) == ("B",)


def test_a_flat_contradiction_leaves_the_grade_open_and_is_the_first_thing_to_ask() -> None:
    quiz, brief = Account(script(), AGREED), Account(small_brief(), {"money": "nothing"})
    found = joint_grade(quiz, brief, ())
    assert found.grades == ("A", "B", "C")
    assert found.decisive == ("budget",)


def test_a_manager_who_answered_after_the_prospect_has_heard_it_and_has_the_last_word() -> None:
    assert grades({"money": "nothing"}, heard=("budget",)) == ("A",)
    assert grades({"money": "plenty"}, heard=("budget",), budget="too_small") == ("C",)


def test_another_answer_of_the_managers_settles_no_contradiction() -> None:
    assert grades({"money": "nothing"}, heard=("time_frame", "pace")) == ("A", "B", "C")


def test_different_facts_of_one_value_leave_the_grade_as_it_is() -> None:
    assert grades({"boss": "other"}) == ("A",)


def test_an_open_result_is_settled_by_what_the_two_disagree_on_most() -> None:
    two = TwoAccounts(of_segment("novices").answers, {"experience": "burned", "clarity": "clear_idea"})
    strongest = two.views.disagreements[0].trait
    asked = question_to_settle(two.script, two.answers, two.views.disagreements)
    assert asked == f"manager:{strongest}"


def test_without_a_disagreement_the_quiz_is_asked_on_and_the_brief_never_is() -> None:
    two = TwoAccounts({"experience": "none"}, {"experience": "none"})
    asked = question_to_settle(two.script, two.answers, ())
    assert asked is not None
    assert asked.startswith("manager:") and asked != "manager:experience"


@pytest.mark.parametrize("options", [IN_ORDER, OUT_OF_REACH])
def test_a_silent_prospect_changes_no_grade(options: tuple[str, ...]) -> None:
    answers = {**NOVICE, **deal(script(), options)}
    silent = dict.fromkeys(typical(small_brief(), "pros"))
    assert joint_grade(Account(script(), answers), Account(small_brief(), silent), ()) == script().grade(
        answers
    )
