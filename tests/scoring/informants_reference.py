"""Two informants again, in plain Python: what the joint model must equal.

Knows nothing of joined models: every informant keeps a model and answers apart, and only a level's likelihood
is a product over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum, log10, prod

from scoring import Answers, Model
from tests.scoring.reference import Hypothesis, hypotheses

Views = list[tuple[Model, Answers]]
TIE = 1e-9


def weights(views: Views) -> list[tuple[Hypothesis, float]]:
    """Every hypothesis with prior times the likelihood of everybody's answers."""
    model = views[0][0]
    return [
        (each, each.prior * prod(_evidence(views, trait.id, each.membership) for trait in model.traits))
        for each in hypotheses(model)
    ]


def confidence(views: Views) -> dict[str, float]:
    """P(predominant = segment | everybody's answers)."""
    found = weights(views)
    total = fsum(weight for _, weight in found)
    return {
        segment: fsum(weight for each, weight in found if each.predominant == segment) / total
        for segment in views[0][0].segments
    }


def shares(views: Views) -> dict[str, float]:
    """Expected membership."""
    found = weights(views)
    total = fsum(weight for _, weight in found)
    return {
        segment: fsum(weight * each.membership[segment] for each, weight in found) / total
        for segment in views[0][0].segments
    }


def _evidence(views: Views, trait: str, membership: Mapping[str, float]) -> float:
    """L_t(h): over segments and levels, everybody's answers inside."""
    model = views[0][0]
    levels = next(each.levels for each in model.traits if each.id == trait)
    return fsum(
        membership[segment] * row[level] * prod(explained(*view, trait, level) for view in views)
        for segment, row in zip(model.segments, model.profiles[trait], strict=True)
        for level in range(len(levels))
    )


def explained(model: Model, answers: Answers, trait: str, level: int) -> float:
    """P(one informant's answers on a trait | level)."""
    likelihood = 1.0
    for question in model.questions:
        option = answers.get(question.id)
        if question.trait == trait and option is not None:
            likelihood *= question.reading[question.options.index(option)][level]
    return likelihood


def named_level(model: Model, answers: Answers, trait: str) -> str | None:
    """The level that one informant's answers on a trait name; None without an answer or in a tie."""
    asked = {question.id for question in model.questions if question.trait == trait}
    if all(answers.get(question) is None for question in asked):
        return None
    levels = next(each.levels for each in model.traits if each.id == trait)
    found = [explained(model, answers, trait, level) for level in range(len(levels))]
    best = [level for level, value in zip(levels, found, strict=True) if value >= max(found) * (1 - TIE)]
    return best[0] if len(best) == 1 else None


def level_odds(model: Model, trait: str, level: str, one: str, other: str) -> float:
    """Decibans for pure `one` against pure `other`, were the level known."""
    place = next(each.levels for each in model.traits if each.id == trait).index(level)
    pure = {each.predominant: each.membership for each in hypotheses(model) if each.secondary is None}
    column = {segment: row[place] for segment, row in zip(model.segments, model.profiles[trait], strict=True)}
    mine, theirs = (
        fsum(share * column[segment] for segment, share in pure[who].items()) for who in (one, other)
    )
    return 10 * log10(mine / theirs)
