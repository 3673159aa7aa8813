"""A script: one questionnaire with everything needed to ask it, score it and explain it, compiled once.

An interview keeps the script it began with; two scripts are the same when their content hash is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from questionnaires.content.canonical import Edition
from questionnaires.content.model import (
    ContentSet,
    IndustryOption,
    IndustryQuestion,
    Option,
    QualifyingOption,
    QualifyingQuestion,
    Question,
    Questionnaire,
)
from scoring import GradeTable, LeadGrade, Model

AnyQuestion = Question | QualifyingQuestion | IndustryQuestion
AnyOption = Option | QualifyingOption | IndustryOption
Answers = Mapping[str, str | None]
"""Question id -> option id, in the order of asking; None = asked, not known."""


def options_of(question: AnyQuestion) -> tuple[AnyOption, ...]:
    """The options of any question, in file order."""
    return tuple(question.options)


class Part(StrEnum):
    """Which part of the quiz a question belongs to."""

    TRAIT = "trait"
    QUALIFYING = "qualifying"
    INDUSTRY = "industry"


@dataclass(frozen=True)
class Script:
    """A questionnaire, ready to run."""

    content: ContentSet
    questionnaire: Questionnaire
    model: Model
    grades: GradeTable
    digest: str
    """Of the edition: what an interview pins."""

    @classmethod
    def of(cls, edition: Edition, questionnaire_id: str) -> Script:
        """Compile one questionnaire of an edition.

        Raises:
            KeyError: the edition has no questionnaire of that id.
        """
        return cls(
            content=edition.content,
            questionnaire=edition.content.questionnaires[questionnaire_id],
            model=edition.model(questionnaire_id),
            grades=edition.grades,
            digest=edition.digest,
        )

    @cached_property
    def questions(self) -> dict[str, AnyQuestion]:
        """Every question by id: traits, then qualifying, then industry."""
        quiz = self.questionnaire
        industry = [quiz.industry] if quiz.industry else []
        every: list[AnyQuestion] = [*quiz.questions, *quiz.qualifying, *industry]
        return {question.id: question for question in every}

    @cached_property
    def order(self) -> dict[str, int]:
        """Question id -> its place in the script; what buttons carry instead of ids."""
        return {question_id: place for place, question_id in enumerate(self.questions)}

    @cached_property
    def qualifying_ids(self) -> tuple[str, ...]:
        """What is asked after the stop rule, in order: qualifying questions, then the industry."""
        return tuple(id for id in self.questions if self.part(id) is not Part.TRAIT)

    def part(self, question_id: str) -> Part:
        """Which part of the quiz the question belongs to."""
        question = self.questions[question_id]
        if isinstance(question, Question):
            return Part.TRAIT
        return Part.QUALIFYING if isinstance(question, QualifyingQuestion) else Part.INDUSTRY

    def option(self, question_id: str, option_id: str) -> AnyOption:
        """The option of a question.

        Raises:
            KeyError: the question has no such option.
        """
        for option in options_of(self.questions[question_id]):
            if option.id == option_id:
                return option
        raise KeyError(option_id)

    def has_option(self, question_id: str, option_id: str) -> bool:
        """Whether the question exists and offers that option."""
        question = self.questions.get(question_id)
        return question is not None and any(o.id == option_id for o in options_of(question))

    def trait_answers(self, answers: Answers) -> dict[str, str | None]:
        """Only the answers that are evidence about traits."""
        return {id: option for id, option in answers.items() if self.part(id) is Part.TRAIT}

    def criteria(self, answers: Answers) -> dict[str, str | None]:
        """Criterion -> yes, partly, no, or None where nobody knows; a later question overrides."""
        known: dict[str, str | None] = {c.id: None for c in self.content.grading.criteria}
        for question in self.questionnaire.qualifying:
            option_id = answers.get(question.id)
            if option_id is not None:
                option = self.option(question.id, option_id)
                assert isinstance(option, QualifyingOption)
                known.update(option.criteria)
        return known

    def grade(self, answers: Answers) -> LeadGrade:
        """The lead grade as far as the answers decide it."""
        return self.grades.grade(self.criteria(answers))

    def industry(self, answers: Answers) -> str | None:
        """The client's industry, if it was told."""
        question = self.questionnaire.industry
        return answers.get(question.id) if question else None
