"""The lead grade as a card says it: what to do with the prospect, and what is not known yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from questionnaires.interview.script import Answers, Script, in_language
from scoring import LeadGrade


@dataclass(frozen=True)
class GradeLine:
    """The lead grade; several grades while something is not known."""

    grades: tuple[str, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    """Names of the criteria that could still change it, the most decisive first."""
    ask: str | None
    """What to ask to learn the first of them: the card's question, unless another settles more."""
    reason: str | None
    """Of the rule that decides, unless it speaks of what the two informants contradict each other on."""
    disputed: bool = False
    """The first of them is open because the two informants contradict each other on it."""


def grade_line(
    script: Script,
    answers: Answers,
    grade: LeadGrade | None,
    language: str,
    disputed: Collection[str] = frozenset(),
) -> GradeLine | None:
    """The grade line; None when nothing was asked about the deal.

    Args:
        script: the content the interview began with.
        answers: of the interview.
        grade: as it was stored.
        language: of the reader.
        disputed: criteria that two informants contradict each other on.
    """
    known = script.criteria(answers)
    if grade is None or all(value is None for value in known.values()):
        return None
    steps = {step.id: in_language(step.name, language) for step in script.content.grading.steps}
    criteria = {criterion.id: criterion for criterion in script.content.grading.criteria}
    missing = [criteria[id] for id in grade.decisive]
    rule = script.content.grading.rules[grade.rule] if grade.rule is not None else None
    return GradeLine(
        grades=tuple(grade.grades),
        steps=tuple(steps[id] for id in grade.steps),
        missing=tuple(in_language(criterion.name, language) for criterion in missing),
        ask=in_language(missing[0].ask, language) if missing else None,
        reason=in_language(rule.reason, language) if rule and rule.when.keys().isdisjoint(disputed) else None,
        disputed=bool(missing) and missing[0].id in disputed,
    )
