"""What the client said, as the answers tell it: the levels they showed, and the reasons worth repeating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.content.model import Option
from questionnaires.interview.screens import in_language
from questionnaires.interview.script import Answers, Part, Script
from scoring import Reason, Result

WORTH_SAYING = 0.5
"""Decibans below which a reason is noise."""
LIGHTEST, HEAVIEST, TELLING = 0.5, 1.5, 4.0
"""The range of a trait's weight, and the decibans from which it has all of it."""


@dataclass(frozen=True)
class Shown:
    """What a client showed of one trait."""

    levels: frozenset[str]
    weight: float = 1.0
    """How telling it was for this client, between `LIGHTEST` and `HEAVIEST`."""


def shown_by(script: Script, answers: Answers, result: Result) -> dict[str, Shown]:
    """Trait -> the levels that the answers name, with the trait's weight in the result."""
    levels: dict[str, frozenset[str]] = {}
    for trait, option in _given(script, answers):
        if option.level is not None:
            levels[trait] = levels.get(trait, frozenset()) | {option.level}
    weights = {reason.trait: _weight(reason) for reason in result.reasons}
    return {trait: Shown(names, weights.get(trait, 1.0)) for trait, names in levels.items()}


def reasons_for(script: Script, answers: Answers, result: Result, language: str) -> tuple[str, ...]:
    """What spoke for the predominant segment, the strongest first, as a card says it."""
    return _said(script, answers, _strong(result, +1), language)


def reasons_against(script: Script, answers: Answers, result: Result, language: str) -> tuple[str, ...]:
    """What spoke against it, the strongest first."""
    return _said(script, answers, _strong(result, -1), language)


def _weight(reason: Reason) -> float:
    return LIGHTEST + (HEAVIEST - LIGHTEST) * min(abs(reason.decibans) / TELLING, 1.0)


def _strong(result: Result, sign: int) -> list[Reason]:
    side = [reason for reason in result.reasons if sign * reason.decibans >= WORTH_SAYING]
    return sorted(side, key=lambda reason: -abs(reason.decibans))


def _said(script: Script, answers: Answers, reasons: list[Reason], language: str) -> tuple[str, ...]:
    said: Mapping[str, list[str]] = {reason.trait: [] for reason in reasons}
    for trait, option in _given(script, answers):
        if trait in said:
            said[trait].append(in_language(option.reason, language))
    return tuple(text for texts in said.values() for text in texts)


def _given(script: Script, answers: Answers) -> Iterator[tuple[str, Option]]:
    """(trait, option) of each real answer about a trait, in file order."""
    for question in script.questionnaire.questions:
        option_id = answers.get(question.id)
        if option_id is not None and script.part(question.id) is Part.TRAIT:
            option = script.option(question.id, option_id)
            assert isinstance(option, Option)
            yield question.trait, option
