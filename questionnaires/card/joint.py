"""A quiz and a brief about one client, laid together: one script, one set of answers, one lead grade.

The scoring of two informants stands in `scoring.informants`; here is what a card needs besides: the texts
under the ids that the joint model uses ("manager:pace", "prospect:pace"), and whose answer counts where both
speak of one fact (budget, time frame, who decides).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import scoring
from questionnaires.content.model import (
    FreeQuestion,
    IndustryQuestion,
    QualifyingOption,
    QualifyingQuestion,
    Question,
    Questionnaire,
)
from questionnaires.content.model.grading import CriterionValue
from questionnaires.interview.script import Answers, Script
from scoring import Disagreement, LeadGrade, Model, advise

Asked = TypeVar("Asked", Question, QualifyingQuestion, FreeQuestion, IndustryQuestion)

MANAGER, PROSPECT = "manager", "prospect"
JOINT = "joint"
OPPOSITE = frozenset({"yes", "no"})
"""What two people cannot both be right about; next to "partly" either may stand."""


@dataclass(frozen=True)
class Account:
    """What one informant says: the script they were asked by, and their answers."""

    script: Script
    answers: Answers


@dataclass(frozen=True)
class Stand:
    """What one informant's answer says of a criterion."""

    question: str
    option: QualifyingOption
    value: CriterionValue


def joint_script(quiz: Script, brief: Script) -> Script | None:
    """One script with everybody's questions, in the content of the quiz; None where the two do not fit.

    They fit where their scoring models differ in questions only and both speak of the same criteria. The
    script is for drawing cards: it is never asked.
    """
    model = _joint_model(quiz.model, brief.model)
    criteria = [{each.id for each in script.content.grading.criteria} for script in (quiz, brief)]
    if model is None or criteria[0] != criteria[1]:
        return None
    questionnaire = _joint_questionnaire(quiz.questionnaire, brief.questionnaire)
    return replace(quiz, questionnaire=questionnaire, model=model, digest=f"{quiz.digest}+{brief.digest}")


def joint_answers(quiz: Answers, brief: Answers) -> dict[str, str | None]:
    """Both sets of answers under the ids of the joint script."""
    return scoring.joint_answers({MANAGER: quiz, PROSPECT: brief})


def is_of_prospect(question: str) -> bool:
    """Whether an id of a joint script is one of the prospect's questions."""
    return question.startswith(f"{PROSPECT}:")


def stands(account: Account) -> dict[str, Stand]:
    """Criterion -> what the informant says of it; of two questions about one criterion the later counts."""
    found: dict[str, Stand] = {}
    for question in account.script.questionnaire.qualifying:
        option_id = account.answers.get(question.id)
        option = next((each for each in question.options if each.id == option_id), None)
        if option is None:
            continue
        for criterion, value in option.criteria.items():
            found[criterion] = Stand(question.id, option, value)
    return found


def contradict(one: Stand, other: Stand) -> bool:
    """Whether the two cannot both be true: they state different facts, or "yes" and "no"."""
    if one.option.fact and other.option.fact:
        return one.option.fact != other.option.fact
    return {one.value, other.value} == OPPOSITE


def joint_grade(quiz: Account, brief: Account, heard: Collection[str]) -> LeadGrade:
    """The lead grade by what both say, in the quiz's table.

    Of one fact the prospect's own word counts, except where the manager answered after it, having heard it.
    A flat contradiction that nobody has cleared up since is "not known", so the grade stays open and says
    what to ask.

    Args:
        quiz: the manager's account.
        brief: the prospect's.
        heard: the quiz's questions that were answered after the brief's.
    """
    yours, theirs = stands(quiz), stands(brief)
    criteria = [criterion.id for criterion in quiz.script.content.grading.criteria]
    return quiz.script.grades.grade({id: _agreed(yours.get(id), theirs.get(id), heard) for id in criteria})


def question_to_settle(
    joint: Script, answers: Answers, disagreements: tuple[Disagreement, ...]
) -> str | None:
    """The manager's question to ask aloud: of what the two disagree on most, else what would tell most."""
    questions = joint.questionnaire.questions
    if disagreements:
        trait = disagreements[0].trait
        return next(each.id for each in questions if each.trait == trait and not is_of_prospect(each.id))
    closed = {each.id: None for each in questions if is_of_prospect(each.id)}
    return advise(joint.model, closed | joint.trait_answers(answers)).next_question


def _agreed(yours: Stand | None, theirs: Stand | None, heard: Collection[str]) -> str | None:
    if yours is None or theirs is None:
        said = yours or theirs
        return said.value if said else None
    if yours.question in heard:
        return yours.value
    return None if contradict(yours, theirs) and yours.value != theirs.value else theirs.value


@lru_cache(maxsize=16)
def _joint_model(quiz: Model, brief: Model) -> Model | None:
    try:
        return scoring.joint_model({MANAGER: quiz, PROSPECT: brief})
    except ValueError:
        return None


def _joint_questionnaire(quiz: Questionnaire, brief: Questionnaire) -> Questionnaire:
    """Both questionnaires' parts one after the other; unchecked, as joint ids stand in no file."""
    both = {MANAGER: quiz, PROSPECT: brief}
    parts = {
        part: [_renamed(question, who) for who, each in both.items() for question in getattr(each, part)]
        for part in ("questions", "qualifying", "free")
    }
    industry = _renamed(quiz.industry, MANAGER) if quiz.industry else None
    return quiz.model_copy(update={"id": JOINT, "industry": industry, **parts})


def _renamed(question: Asked, informant: str) -> Asked:
    changes: dict[str, object] = {"id": f"{informant}:{question.id}"}
    if isinstance(question, Question):
        changes["when"] = {f"{informant}:{id}": options for id, options in question.when.items()}
    return question.model_copy(update=changes)
