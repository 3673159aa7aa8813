"""A manager's quiz and a prospect's brief about the same clients: can a card lay them side by side?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from questionnaires.content import model
from questionnaires.content.errors import ContentError, did_you_mean
from questionnaires.content.loader import Reading
from questionnaires.content.scoring_model import scoring_model
from scoring import joint_model


def check(reading: Reading) -> Iterator[ContentError]:
    """Pairs that cannot be scored together or never differ, and facts that only one of the two states."""
    every = reading.content.questionnaires
    quizzes = [each for each in every.values() if each.informant == "manager"]
    briefs = [each for each in every.values() if each.informant == "prospect"]
    for quiz, brief in product(quizzes, briefs):
        yield from _unjoined(reading, quiz, brief)
        yield from _apart(reading, quiz, brief)
        yield from _one_sided(reading, quiz, brief)
        yield from _one_sided(reading, brief, quiz)


def _unjoined(
    reading: Reading, quiz: model.Questionnaire, brief: model.Questionnaire
) -> Iterator[ContentError]:
    models = {str(each.informant): scoring_model(reading.content, each.id) for each in (quiz, brief)}
    try:
        joint_model(models)
    except ValueError as error:
        file = reading.files[f"{brief.id}.yaml"]
        yield file.error(("questions",), str(error), f"numbers that can be scored together with {quiz.id}")


def _apart(reading: Reading, quiz: model.Questionnaire, brief: model.Questionnaire) -> Iterator[ContentError]:
    if {each.trait for each in quiz.questions}.isdisjoint(each.trait for each in brief.questions):
        yield reading.files[f"{brief.id}.yaml"].error(
            ("questions",),
            f"no trait that {quiz.id} reads too",
            "one in common, so that a card can say where the two differ",
        )


def _one_sided(
    reading: Reading, own: model.Questionnaire, other: model.Questionnaire
) -> Iterator[ContentError]:
    """A fact that the other never states contradicts whatever it does state: mostly a slip of the pen."""
    stated = _facts(other)
    for at, question in enumerate(own.qualifying):
        for place, option in enumerate(question.options):
            known = {fact for criterion in option.criteria for fact in stated.get(criterion, ())}
            if option.fact and known and option.fact not in known:
                file = reading.files[f"{own.id}.yaml"]
                yield file.wrong(
                    ("qualifying", at, "options", place, "fact"),
                    option.fact,
                    f"a fact that {other.id} states about {', '.join(option.criteria)} too",
                    did_you_mean(option.fact, known),
                )


def _facts(of: model.Questionnaire) -> dict[str, set[str]]:
    """Criterion -> the facts that options state about it."""
    found: dict[str, set[str]] = {}
    for option in (option for question in of.qualifying for option in question.options):
        for criterion in option.criteria if option.fact else ():
            found.setdefault(criterion, set()).add(str(option.fact))
    return found
