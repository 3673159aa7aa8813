"""What arithmetic finds: segments no answers lead to, questions that tell nothing, grades nobody gets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from questionnaires.content.errors import ContentError
from questionnaires.content.loader import Reading
from questionnaires.content.model import Question, Questionnaire
from questionnaires.content.scoring_model import grade_table, scoring_model
from scoring import Model, advise, score

FLOOR = 0.02
"""Nats about the predominant segment, where it is first asked, below which a question is not worth a tap."""


def check(reading: Reading) -> Iterator[ContentError]:
    """Findings on every questionnaire, then on the grading."""
    for questionnaire in reading.content.questionnaires.values():
        model = scoring_model(reading.content, questionnaire.id)
        yield from _unreachable(reading, questionnaire, model)
        yield from _uninformative(reading, questionnaire, model)
        yield from _uncovered(reading, questionnaire)
    yield from _hidden_rules(reading)


def _unreachable(reading: Reading, questionnaire: Questionnaire, model: Model) -> Iterator[ContentError]:
    file = reading.files["segments.yaml"]
    for index, segment in enumerate(model.segments):
        best = score(model, most_typical(model, segment)).predominant
        if best != segment:
            value = f"even its most typical answers in {questionnaire.id} lead to {best!r}"
            yield file.error(("segments", index), value, f"answers that make {segment!r} predominant")


def most_typical(model: Model, segment: str) -> dict[str, str | None]:
    """Per question the option that speaks most for this segment against the others' average."""
    own = model.segments.index(segment)
    answers: dict[str, str | None] = {}
    for question in model.questions:
        told = np.array(model.profiles[question.trait]) @ np.array(question.reading).T
        ratio = told[own] / np.delete(told, own, axis=0).mean(axis=0)
        answers[question.id] = question.options[int(ratio.argmax())]
    return answers


def _uninformative(reading: Reading, questionnaire: Questionnaire, model: Model) -> Iterator[ContentError]:
    file = reading.files[f"{questionnaire.id}.yaml"]
    for index, question in enumerate(questionnaire.questions):
        gain = max(advise(model, before).gains[question.id] for before in ways_to(question))
        if gain < FLOOR:
            value = f"tells {gain:.3f} nats about the segment"
            hint = "its levels are about as typical of every segment, see traits.yaml"
            yield file.error(("questions", index), value, f"at least {FLOOR}", hint)


def ways_to(question: Question) -> Iterator[dict[str, str | None]]:
    """The answers that lead to a question: none, or for a branch each choice of those it hangs on."""
    for options in product(*question.when.values()):
        yield dict(zip(question.when, options, strict=True))


def _uncovered(reading: Reading, questionnaire: Questionnaire) -> Iterator[ContentError]:
    """A quiz that asks about criteria at all should ask about each; a prospect is not asked for all."""
    if questionnaire.informant == "prospect":
        return
    options = [option for question in questionnaire.qualifying for option in question.options]
    asked = {criterion for option in options for criterion in option.criteria}
    missing = [one.id for one in reading.content.grading.criteria if one.id not in asked]
    if options and missing:
        file = reading.files[f"{questionnaire.id}.yaml"]
        yield file.error(("qualifying",), f"nothing asks about {', '.join(missing)}", "every criterion asked")


def _hidden_rules(reading: Reading) -> Iterator[ContentError]:
    file = reading.files["grading.yaml"]
    grading, table = reading.content.grading, grade_table(reading.content)
    hidden = table.unreached_rules()
    for index in hidden:
        yield file.error(("rules", index), "never decides", "a case that no earlier rule takes")
    used = {rule.step for index, rule in enumerate(grading.rules) if index not in hidden}
    for index, step in enumerate(grading.steps):
        if step.id not in used:
            yield file.error(("steps", index), f"no rule leads to {step.id!r}", "a rule that does")
