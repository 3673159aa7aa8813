"""Learning again, in plain Python, client by client and hypothesis by hypothesis, as the formula reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import fsum, log

from scoring import Answers, Model
from tests.scoring.reference import Hypothesis, hypotheses, likelihood

Client = tuple[Answers, str, str | None]
"""Answers, confirmed predominant, secondary if it was given."""
Profiles = dict[str, dict[str, list[float]]]
"""Trait -> segment -> level."""


def learned(model: Model, clients: Sequence[Client], kappa: float, rounds: int) -> Profiles:
    """The profiles after so many rounds."""
    expert = _profiles(model)
    now = model
    for _ in range(rounds):
        counts = _counts(now, clients)
        after = {
            trait: {
                segment: [
                    (kappa * prior + count) / (kappa + fsum(counts[trait][segment]))
                    for prior, count in zip(row, counts[trait][segment], strict=True)
                ]
                for segment, row in of_trait.items()
            }
            for trait, of_trait in expert.items()
        }
        now = replace(
            now,
            profiles={
                trait: tuple(tuple(of_trait[segment]) for segment in model.segments)
                for trait, of_trait in after.items()
            },
        )
    return _profiles(now)


def log_loss(model: Model, clients: Sequence[Client]) -> float:
    """Mean of -log P(confirmed predominant | answers)."""
    losses = []
    for answers, first, _ in clients:
        weights = [(each, each.prior * likelihood(model, answers, each)) for each in hypotheses(model)]
        total = fsum(weight for _, weight in weights)
        losses.append(-log(fsum(weight for each, weight in weights if each.predominant == first) / total))
    return fsum(losses) / len(losses)


def _profiles(model: Model) -> Profiles:
    return {
        trait: dict(zip(model.segments, map(list, rows), strict=True))
        for trait, rows in model.profiles.items()
    }


def _counts(model: Model, clients: Sequence[Client]) -> Profiles:
    counts: Profiles = {
        trait.id: {segment: [0.0] * len(trait.levels) for segment in model.segments} for trait in model.traits
    }
    for answers, first, second in clients:
        held = [each for each in hypotheses(model) if _is_open(each, first, second)]
        weights = [each.prior * likelihood(model, answers, each) for each in held]
        for hypothesis, weight in zip(held, weights, strict=True):
            for trait in model.traits:
                _share_out(model, trait.id, answers, hypothesis, weight / fsum(weights), counts)
    return counts


def _is_open(hypothesis: Hypothesis, first: str, second: str | None) -> bool:
    return hypothesis.predominant == first and second in (None, hypothesis.secondary)


def _share_out(
    model: Model, trait: str, answers: Answers, hypothesis: Hypothesis, weight: float, counts: Profiles
) -> None:
    asked = [each for each in model.questions if each.trait == trait and answers.get(each.id) is not None]
    if not asked:
        return
    joint: dict[tuple[str, int], float] = {}
    for segment, share in hypothesis.membership.items():
        for level, probability in enumerate(model.profiles[trait][model.segments.index(segment)]):
            for question in asked:
                option = answers[question.id]
                assert option is not None
                probability *= question.reading[question.options.index(option)][level]
            joint[segment, level] = share * probability
    total = fsum(joint.values())
    for (segment, level), value in joint.items():
        counts[trait][segment][level] += weight * value / total
