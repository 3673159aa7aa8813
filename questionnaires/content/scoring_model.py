"""From content to the numbers that scoring works with: marks to distributions, options to readings."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

import scoring
from questionnaires.content import model


def scoring_model(content: model.ContentSet, questionnaire: str) -> scoring.Model:
    """The scoring model of one questionnaire (by id) of a valid content set; KeyError for an unknown id.

    A profile mark weighs what `scale` says; the weights of a segment over a trait's levels are divided by
    their sum. An option reads its level with the question's reliability, or as the question's own table says.
    """
    traits = content.traits.traits
    levels = {trait.id: tuple(level.id for level in trait.levels) for trait in traits}
    segments = tuple(segment.id for segment in content.segments.segments)
    return scoring.Model(
        segments=segments,
        traits=tuple(scoring.Trait(name, names) for name, names in levels.items()),
        questions=tuple(
            _question(question, levels[question.trait], content.scoring.reliability)
            for question in content.questionnaires[questionnaire].questions
        ),
        profiles={trait.id: _profile(trait, segments, content.scoring.scale) for trait in traits},
        numbers=_numbers(content.scoring),
    )


def grade_table(content: model.ContentSet) -> scoring.GradeTable:
    """The decision table of `grading.yaml`."""
    return scoring.GradeTable(
        criteria=tuple(criterion.id for criterion in content.grading.criteria),
        rules=tuple(
            scoring.GradeRule(
                rule.grade, rule.step, {name: frozenset(values) for name, values in rule.when.items()}
            )
            for rule in content.grading.rules
        ),
    )


def _profile(
    trait: model.Trait, segments: tuple[str, ...], scale: dict[str, float]
) -> tuple[tuple[float, ...], ...]:
    """[segments][levels]: P(level | segment)."""
    return tuple(shares([_weight(level, segment, scale) for level in trait.levels]) for segment in segments)


def _weight(level: model.Level, segment: str, scale: dict[str, float]) -> float:
    mark = level.profile[segment]
    return scale[mark] if isinstance(mark, str) else mark


def shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Weights as parts of 1.

    Their total is rounded once. What `sum` makes of floats changed in Python 3.12, and a last bit is another
    version of the model.
    """
    total = fsum(weights)
    return tuple(weight / total for weight in weights)


def _question(question: model.Question, levels: tuple[str, ...], reliability: float) -> scoring.Question:
    options = tuple(option.id for option in question.options)
    if question.reading:
        table = question.reading
        reading = tuple(tuple(table[option][level] for level in levels) for option in options)
    else:
        read = [option.level or "" for option in question.options]
        reading = scoring.reliable_reading(read, levels, question.reliability or reliability)
    return scoring.Question(question.id, question.trait, options, reading)


def _numbers(numbers: model.Scoring) -> scoring.Numbers:
    return scoring.Numbers(
        epsilon=numbers.epsilon,
        prior_pure=numbers.prior.pure,
        prior_mix=numbers.prior.mix,
        mix_shares=tuple(numbers.mix_shares),
        thresholds=scoring.Thresholds(**numbers.thresholds.model_dump()),
    )
