"""What is found wrong between a quiz and a brief of one content set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from questionnaires.content.errors import ContentError
from questionnaires.content.files.folders import LIBRARY
from questionnaires.content.lint.informants import check
from questionnaires.content.loader import Reading, read
from questionnaires.content.model import Questionnaire
from tests.content.folders import FIVE


@pytest.mark.parametrize("folders", [(LIBRARY,), (FIVE,), (LIBRARY, FIVE)], ids=str)
def test_every_content_set_of_the_repository_can_be_told_from_both_sides(folders: tuple[Path, ...]) -> None:
    reading = read(*folders)
    assert {each.informant for each in reading.content.questionnaires.values()} == {"manager", "prospect"}
    assert list(check(reading)) == []


def found(brief: Questionnaire) -> list[ContentError]:
    """The findings of the library with another brief."""
    reading = read()
    every = {**reading.content.questionnaires, brief.id: brief}
    content = reading.content.model_copy(update={"questionnaires": every})
    return list(check(Reading(content, reading.files)))


def library_brief() -> Questionnaire:
    return read().content.questionnaires["prospect_brief"]


def test_a_fact_that_only_the_brief_states_is_named_with_the_likely_one() -> None:
    brief = library_brief()
    question = next(each for each in brief.qualifying if "decision_maker" in each.options[0].criteria)
    slip = question.options[0].model_copy(update={"fact": "our_contakt"})
    asked = question.model_copy(update={"options": [slip, *question.options[1:]]})
    place = brief.qualifying.index(question)
    changed = [*brief.qualifying[:place], asked, *brief.qualifying[place + 1 :]]
    errors = found(brief.model_copy(update={"qualifying": changed}))
    assert [(each.file, each.path.split(".")[0]) for each in errors] == [
        ("manager_quiz.yaml", "qualifying[1]"),
        ("prospect_brief.yaml", f"qualifying[{place}]"),
    ]
    assert errors[1].hint == "did you mean 'our_contact'?"


def test_two_without_a_trait_in_common_could_never_differ() -> None:
    brief = library_brief()
    reading = read()
    quiz = reading.content.questionnaires["manager_quiz"]
    only = quiz.model_copy(update={"questions": quiz.questions[:1]})
    other = next(each for each in brief.questions if each.trait != quiz.questions[0].trait)
    every = {quiz.id: only, brief.id: brief.model_copy(update={"questions": [other]})}
    content = reading.content.model_copy(update={"questionnaires": every})
    [error] = check(replace(reading, content=content))
    assert (error.file, error.value) == ("prospect_brief.yaml", "no trait that manager_quiz reads too")


def test_numbers_that_cannot_be_scored_together_are_said_to_be_so() -> None:
    brief = library_brief()
    never = {
        option.id: {level.level or "": float(level is option) for level in brief.questions[0].options}
        for option in brief.questions[0].options
    }
    sure = brief.questions[0].model_copy(update={"reading": never})
    [error] = found(brief.model_copy(update={"questions": [sure, *brief.questions[1:]]}))
    assert error.expected == "numbers that can be scored together with manager_quiz"
    assert "holds a 0" in error.value


def test_facts_of_one_side_alone_are_fine_as_yes_and_no_still_contradict_each_other() -> None:
    brief = library_brief()
    bare = [
        question.model_copy(
            update={"options": [each.model_copy(update={"fact": None}) for each in question.options]}
        )
        for question in brief.qualifying
    ]
    assert found(brief.model_copy(update={"qualifying": bare})) == []
