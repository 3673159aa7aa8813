"""A script: one questionnaire with everything needed to ask it, score it and explain it, compiled once.

An interview keeps the script it began with: its content hash and its model's version name it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from questionnaires.content.canonical import Edition
from questionnaires.content.model import (
    ContentSet,
    FreeQuestion,
    IndustryOption,
    IndustryQuestion,
    Option,
    QualifyingOption,
    QualifyingQuestion,
    Question,
    Questionnaire,
    Text,
)
from scoring import Advice, Goal, GradeTable, LeadGrade, Model, Order, advise

AnyQuestion = Question | QualifyingQuestion | FreeQuestion | IndustryQuestion
AnyOption = Option | QualifyingOption | IndustryOption
Answers = Mapping[str, str | None]
"""Question id -> option id, in the order of asking; None = asked, not known."""
ADVICE_KEPT = 4096
"""Sets of answers for which a script remembers what to ask next: about ten megabytes."""
GRADES_KEPT = 1024
"""What may be known of the criteria, for which a script remembers the grade."""
GIVEN = "given"
"""In place of an option, the answer to a free question to which something was written or sent."""


def in_language(text: Text, language: str) -> str:
    """The text in a language, or in the first language it has."""
    return text.get(language) or next(iter(text.values()))


@dataclass(frozen=True)
class Choice:
    """An option on the screen; `number` counts from 1, and may be typed."""

    number: int
    option: str
    label: str
    example: str | None
    chosen: bool = False


def options_of(question: AnyQuestion) -> tuple[AnyOption, ...]:
    """The options of any question, in file order."""
    return tuple(question.options)


class Part(StrEnum):
    """Which part of the questionnaire a question belongs to."""

    TRAIT = "trait"
    QUALIFYING = "qualifying"
    FREE = "free"
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
    def is_brief(self) -> bool:
        """Whether the answers are the prospect's own words."""
        return self.questionnaire.informant == "prospect"

    @cached_property
    def is_fixed(self) -> bool:
        """Whether it is asked in the order of its file."""
        return self.is_brief or self.questionnaire.order == "fixed"

    @cached_property
    def questions(self) -> dict[str, AnyQuestion]:
        """Every question by id: traits, then qualifying, free, and the industry."""
        quiz = self.questionnaire
        industry = [quiz.industry] if quiz.industry else []
        every: list[AnyQuestion] = [*quiz.questions, *quiz.qualifying, *quiz.free, *industry]
        return {question.id: question for question in every}

    @cached_property
    def _options(self) -> dict[str, dict[str, AnyOption]]:
        """Question id -> option id -> option, in file order."""
        return {id: {each.id: each for each in options_of(asked)} for id, asked in self.questions.items()}

    @cached_property
    def order(self) -> dict[str, int]:
        """Question id -> its place in the script; what buttons carry instead of ids."""
        return {question_id: place for place, question_id in enumerate(self.questions)}

    def question_at(self, place: int) -> str | None:
        """The question at a place in the script, or None where there is none."""
        ids = list(self.questions)
        return ids[place] if place < len(ids) else None

    @cached_property
    def qualifying_ids(self) -> tuple[str, ...]:
        """What is asked after the traits, in order: qualifying and free questions, then the industry."""
        return tuple(id for id in self.questions if self.part(id) is not Part.TRAIT)

    @cached_property
    def advise(self) -> Callable[[tuple[tuple[str, str | None], ...], Goal], Advice]:
        """What scoring recommends for trait answers; the latest ones are remembered.

        Several conditions of one event ask for the same, and interviews begin alike.
        """
        order = Order.FIXED if self.is_fixed else Order.ADAPTIVE

        @lru_cache(maxsize=ADVICE_KEPT)
        def advised(told: tuple[tuple[str, str | None], ...], goal: Goal) -> Advice:
            return advise(self.model, dict(told), goal=goal, order=order)

        return advised

    @cached_property
    def choices(self) -> Callable[[str, str], tuple[Choice, ...]]:
        """The options of a question in a language, numbered, none chosen: laid out once for everybody."""

        @cache
        def laid_out(question_id: str, language: str) -> tuple[Choice, ...]:
            options = enumerate(options_of(self.questions[question_id]), start=1)
            return tuple(
                Choice(n, each.id, in_language(each.label, language), _example(each, language))
                for n, each in options
            )

        return laid_out

    @cached_property
    def worded(self) -> dict[tuple[str, str], str]:
        """(question id, language) -> how a screen words the question: by whoever shows it, once."""
        return {}

    @cached_property
    def traits(self) -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
        """Trait question id -> what the answers before must be for it to be asked; in file order."""
        return {
            question.id: tuple((earlier, frozenset(options)) for earlier, options in question.when.items())
            for question in self.questionnaire.questions
        }

    def part(self, question_id: str) -> Part:
        """Which part of the questionnaire the question belongs to."""
        return _PARTS[type(self.questions[question_id])]

    @cached_property
    def has_branches(self) -> bool:
        """Whether any question is asked only after certain answers."""
        return any(self.traits.values())

    def applies(self, question_id: str, answers: Answers) -> bool:
        """Whether the answers given before let the question be asked at all."""
        conditions = self.traits.get(question_id)
        return not conditions or all(answers.get(earlier) in options for earlier, options in conditions)

    def file_option(self, question_id: str) -> str | None:
        """The option that a file chooses which is sent while the question is on the screen."""
        question = self.questions[question_id]
        if not isinstance(question, Question):
            return None
        return next((option.id for option in question.options if option.takes_file), None)

    def asks_contact(self, question_id: str | None) -> bool:
        """Whether that is the question how to reach them."""
        question = self.questions.get(question_id) if question_id else None
        return isinstance(question, FreeQuestion) and question.kind == "contact"

    def option(self, question_id: str, option_id: str) -> AnyOption:
        """The option of a question.

        Raises:
            KeyError: the question has no such option; a free question has none at all.
        """
        return self._options[question_id][option_id]

    def options(self, question_id: str) -> tuple[str, ...]:
        """What an existing question takes for an answer, besides nothing: ids of options, or `GIVEN`."""
        return (GIVEN,) if self.part(question_id) is Part.FREE else tuple(self._options[question_id])

    def has_option(self, question_id: str, option_id: str) -> bool:
        """Whether the question exists and takes that for an answer."""
        return question_id in self.questions and option_id in self.options(question_id)

    def trait_answers(self, answers: Answers) -> dict[str, str | None]:
        """Only the answers that are evidence about traits."""
        return {id: option for id, option in answers.items() if id in self.traits}

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
        return self._graded(tuple(self.criteria(answers).items()))

    @cached_property
    def _graded(self) -> Callable[[tuple[tuple[str, str | None], ...]], LeadGrade]:
        """The grade for what is known of the criteria; as these are few, most of it was met before."""

        @lru_cache(maxsize=GRADES_KEPT)
        def graded(known: tuple[tuple[str, str | None], ...]) -> LeadGrade:
            return self.grades.grade(dict(known))

        return graded

    def next_step(self, segment: str) -> tuple[Text, ...]:
        """What a prospect of this segment reads last, the wording to try first in front; may be empty."""
        own = next(each for each in self.content.segments.segments if each.id == segment)
        return tuple(text for text in (own.next_step, own.next_step_without) if text is not None)

    def industry(self, answers: Answers) -> str | None:
        """The client's industry, if it was told."""
        question = self.questionnaire.industry
        return answers.get(question.id) if question else None


def _example(option: AnyOption, language: str) -> str | None:
    if isinstance(option, IndustryOption) or option.example is None:
        return None
    return in_language(option.example, language)


_PARTS: Mapping[type[AnyQuestion], Part] = {
    Question: Part.TRAIT,
    QualifyingQuestion: Part.QUALIFYING,
    FreeQuestion: Part.FREE,
    IndustryQuestion: Part.INDUSTRY,
}
