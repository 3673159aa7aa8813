"""What the client said, as the answers tell it: the levels they showed, and the reasons worth repeating."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from questionnaires.card.joint import is_of_prospect
from questionnaires.content.model import Option, Question
from questionnaires.interview.script import Answers, Script, in_language
from scoring import Reason, Result

WORTH_SAYING = 0.5
"""Decibans below which a reason is noise."""
Given = Sequence[tuple[Question, Option]]
"""Real answers about traits, in file order."""
LIGHTEST, HEAVIEST, TELLING = 0.5, 1.5, 4.0
"""The range of a trait's weight, and the decibans from which it has all of it."""


@dataclass(frozen=True)
class Shown:
    """What a client showed of one trait."""

    levels: frozenset[str]
    weight: float = 1.0
    """How telling it was for this client, between `LIGHTEST` and `HEAVIEST`."""


def shown_by(script: Script, answers: Answers, result: Result) -> dict[str, Shown]:
    """Trait -> the levels that the answers name, with the trait's weight in the result.

    Where two informants speak of one trait the client's own words count alone: it is they who are spoken to.
    """
    given = list(_given(script, answers))
    own = {question.trait for question, _ in given if is_of_prospect(question.id)}
    levels: dict[str, frozenset[str]] = {}
    for question, option in given:
        if option.level is not None and (question.trait not in own or is_of_prospect(question.id)):
            levels[question.trait] = levels.get(question.trait, frozenset()) | {option.level}
    weights = {reason.trait: _weight(reason) for reason in result.reasons}
    return {trait: Shown(names, weights.get(trait, 1.0)) for trait, names in levels.items()}


def reasons_for(
    script: Script, answers: Answers, result: Result, language: str, told: Collection[str] = ()
) -> tuple[str, ...]:
    """What spoke for the predominant segment, the strongest first, as a card says it.

    Of several answers about one trait the one that speaks most for it. `told`: traits that the card has
    spoken of already.
    """
    return _said(script, answers, result, language, +1, told)


def reasons_against(
    script: Script, answers: Answers, result: Result, language: str, told: Collection[str] = ()
) -> tuple[str, ...]:
    """What spoke against it, the strongest first."""
    return _said(script, answers, result, language, -1, told)


def _weight(reason: Reason) -> float:
    return LIGHTEST + (HEAVIEST - LIGHTEST) * min(abs(reason.decibans) / TELLING, 1.0)


def _said(
    script: Script, answers: Answers, result: Result, language: str, sign: int, told: Collection[str]
) -> tuple[str, ...]:
    fresh = [reason for reason in result.reasons if reason.trait not in told]
    side = [reason for reason in fresh if sign * reason.decibans >= WORTH_SAYING]
    given = list(_given(script, answers))
    texts = [
        in_language(_telling(script, given, result, reason.trait, sign).reason, language)
        for reason in sorted(side, key=lambda reason: -abs(reason.decibans))
    ]
    return tuple(dict.fromkeys(texts))


def _telling(script: Script, given: Given, result: Result, trait: str, sign: int) -> Option:
    """Of the answers about a trait the one that speaks most for the predominant segment, or against it."""
    about = [(question, option) for question, option in given if question.trait == trait]
    if len(about) == 1:
        return about[0][1]
    return max(about, key=lambda pair: sign * _support(script, str(result.predominant), *pair))[1]


def _support(script: Script, segment: str, question: Question, option: Option) -> float:
    """P(option | segment) against that of all segments together."""
    read = next(each for each in script.model.questions if each.id == question.id)
    reading = read.reading[read.options.index(option.id)]
    chances = {
        id: sum(level * chance for level, chance in zip(profile, reading, strict=True))
        for id, profile in zip(script.model.segments, script.model.profiles[question.trait], strict=True)
    }
    return chances[segment] / sum(chances.values())


def _given(script: Script, answers: Answers) -> Iterator[tuple[Question, Option]]:
    """(question, option) of each real answer about a trait, in file order."""
    for question in script.questionnaire.questions:
        option_id = answers.get(question.id)
        if option_id is not None:
            option = script.option(question.id, option_id)
            assert isinstance(option, Option)
            yield question, option
