"""The scoring model again, in plain Python, as slowly as the formulas read: what the fast path must equal.

Shares no arithmetic with the package: loops over hypotheses, linear probabilities, entropy by re-scoring
every possible answer. Right for models of ordinary size only, as it would underflow on very large ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, log, log10

from scoring import Answers, Goal, Model, Reason, Result, Verdict

TIE = 1e-9


@dataclass(frozen=True)
class Hypothesis:
    """What a client may be, with its prior and its share of every segment."""

    predominant: str
    secondary: str | None
    prior: float
    membership: dict[str, float]


def hypotheses(model: Model) -> Iterator[Hypothesis]:
    """All pures and all ordered mixes."""
    numbers, count = model.numbers, len(model.segments)
    mixes = (count - 1) * len(numbers.mix_shares)
    rates = numbers.base_rates or (1 / count,) * count
    for own, rate in zip(model.segments, rates, strict=True):
        yield Hypothesis(own, None, numbers.prior_pure * rate, _membership(model, own, own, 1.0))
        for other in model.segments:
            for share in numbers.mix_shares if other != own else ():
                membership = _membership(model, own, other, share)
                yield Hypothesis(own, other, numbers.prior_mix * rate / mixes, membership)


def _membership(model: Model, own: str, other: str, share: float) -> dict[str, float]:
    epsilon = model.numbers.epsilon
    whole = dict.fromkeys(model.segments, 0.0)
    whole[own] += share
    whole[other] += 1 - share
    return {each: (1 - epsilon) * whole[each] + epsilon / len(model.segments) for each in model.segments}


def likelihood(model: Model, answers: Answers, hypothesis: Hypothesis) -> float:
    """P(answers | hypothesis): a product over traits, each a sum over its levels."""
    product = 1.0
    for trait in model.traits:
        by_segment = (
            weight * _trait_likelihood(model, trait.id, answers, segment)
            for segment, weight in hypothesis.membership.items()
        )
        product *= fsum(by_segment)
    return product


def _trait_likelihood(model: Model, trait: str, answers: Answers, segment: str) -> float:
    row = model.profiles[trait][model.segments.index(segment)]
    total = 0.0
    for level, probability in enumerate(row):
        for question in model.questions:
            option = answers.get(question.id)
            if question.trait == trait and option is not None:
                probability *= question.reading[question.options.index(option)][level]
        total += probability
    return total


def weights(model: Model, answers: Answers) -> list[tuple[Hypothesis, float]]:
    """Every hypothesis with prior times likelihood."""
    return [(each, each.prior * likelihood(model, answers, each)) for each in hypotheses(model)]


def confidence(model: Model, answers: Answers) -> dict[str, float]:
    """P(predominant = segment | answers)."""
    found = weights(model, answers)
    total = fsum(weight for _, weight in found)
    return {
        segment: fsum(weight for each, weight in found if each.predominant == segment) / total
        for segment in model.segments
    }


def score(model: Model, answers: Answers) -> Result:
    """The whole result."""
    found = weights(model, answers)
    total = fsum(weight for _, weight in found)
    sure = confidence(model, answers)
    shares = {
        segment: fsum(weight * each.membership[segment] for each, weight in found) / total
        for segment in model.segments
    }
    real = [question for question, option in answers.items() if option is not None]
    if not real:
        return Result(None, None, None, False, Verdict.OPEN, sure, shares, None, (), model.version)
    own = _first_largest(sure)
    other = _first_largest({segment: share for segment, share in shares.items() if segment != own})
    mix = {
        (each.predominant, partner): fsum(
            weight for one, weight in found if (one.predominant, one.secondary) == (each.predominant, partner)
        )
        / total
        for each, _ in found
        for partner in model.segments
    }
    pairs = {b: mix[own, b] + mix[b, own] for b in model.segments if b != own}
    partner = _first_largest(pairs)
    limits = model.numbers.thresholds
    verdict = _verdict(model, sure[own], pairs[partner])
    mixed = fsum(mix[own, b] for b in pairs) / sure[own]
    named = mixed > limits.sub_segment and len(real) >= limits.minimum_answers
    firm = verdict in (Verdict.CLEAR, Verdict.CLEAR_PAIR) and mix[own, other] / sure[own] > 0.5
    return Result(
        predominant=own,
        secondary=other,
        sub_segment=(own, other) if named else None,
        tentative=named and not firm,
        verdict=verdict,
        confidence=sure,
        shares=shares,
        pair=(own, partner) if verdict is Verdict.CLEAR_PAIR else None,
        reasons=reasons(model, answers, own),
        model=model.version,
    )


def _first_largest(values: Mapping[str, float]) -> str:
    return next(each for each, value in values.items() if value >= max(values.values()) - TIE)


def _verdict(model: Model, best: float, pair: float) -> Verdict:
    limits = model.numbers.thresholds
    if best >= limits.clear:
        return Verdict.CLEAR
    if pair >= limits.clear_pair:
        return Verdict.CLEAR_PAIR
    return Verdict.LIKELY if best >= limits.likely else Verdict.OPEN


def reasons(model: Model, answers: Answers, own: str) -> tuple[Reason, ...]:
    """Leave each answered trait out and see how far the odds fall."""
    trait_of = {question.id: question.trait for question in model.questions}
    real = {question: option for question, option in answers.items() if option is not None}
    whole = _decibans(model, real, own)
    found = []
    for trait in model.traits:
        rest = {question: option for question, option in real.items() if trait_of[question] != trait.id}
        if rest != real:
            found.append(Reason(trait.id, whole - _decibans(model, rest, own)))
    return tuple(sorted(found, key=lambda reason: -reason.decibans))


def _decibans(model: Model, answers: Answers, own: str) -> float:
    found = weights(model, answers)
    mine = fsum(weight for each, weight in found if each.predominant == own)
    rest = fsum(weight for each, weight in found if each.predominant != own)
    return 10 * log10(mine / rest)


def gains(model: Model, answers: Answers, goal: Goal) -> dict[str, float]:
    """Expected drop of entropy, for every open question, by trying every answer."""
    now = weights(model, answers)
    total = fsum(weight for _, weight in now)
    found = {}
    for question in model.questions:
        if question.id in answers:
            continue
        after = 0.0
        for option in question.options:
            then = weights(model, {**answers, question.id: option})
            after += fsum(weight for _, weight in then) / total * _entropy(then, goal)
        found[question.id] = _entropy(now, goal) - after
    return found


def _entropy(found: list[tuple[Hypothesis, float]], goal: Goal) -> float:
    groups: dict[tuple[str, str | None], float] = {}
    for each, weight in found:
        key = (each.predominant, each.secondary if goal is Goal.MIX else None)
        groups[key] = groups.get(key, 0.0) + weight
    total = fsum(groups.values())
    return -fsum(mass / total * log(mass / total) for mass in groups.values())
