"""The arrays of a model, and the evidence of answers under every hypothesis.

Theory of operation. A hypothesis says what a client is: pure in one segment, or a mix of a predominant and a
secondary segment with a given share. They are laid out as a rectangle, one row per predominant segment: first
the pure one, then each partner in file order times each mix share. Under hypothesis h the client's level of a
trait is drawn from the profiles mixed by the membership theta_h, and the answers are noisy readings of it:

    L_t(h) = sum_s theta_h,s · sum_l P(l | s) · prod_q P(o_q | l)

(naive Bayes over traits with grade of membership). Answers on one trait join *inside* the trait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.definition import Definition, Numbers

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A model as arrays: S segments, H hypotheses, Q questions, N options of all questions in file order."""

    membership: Floats
    """[H, S]: theta, each row a distribution."""
    log_prior: Floats
    """[H]."""
    partners: Indices
    """[S, S-1]: the possible secondaries of each predominant segment."""
    by_predominant: Floats
    """[H, S]: 1 where the hypothesis has that predominant segment."""
    by_mix: Floats
    """[H, S·S]: 1 where the hypothesis has that (predominant, secondary); a pure one counts as (s, s)."""
    profiles: tuple[Floats, ...]
    """Per trait [S, L]."""
    readings: tuple[Floats, ...]
    """Per question [O, L]."""
    trait_of: tuple[int, ...]
    """Per question."""
    readers: tuple[tuple[int, ...], ...]
    """Per trait: the questions that read it."""
    first_option: Indices
    """[Q]: where a question's options begin among the N."""
    question_of: Indices
    """[N]."""
    option_of: Indices
    """[N]: the option's position within its question."""
    evidence: Floats
    """[N, H]: P(option | hypothesis) while nothing else is known of the trait."""
    log_evidence: Floats
    """[N, H]."""
    question_index: dict[str, int]
    option_index: tuple[dict[str, int], ...]
    """Per question: option id -> position."""

    @property
    def segment_count(self) -> int:
        return int(self.membership.shape[1])

    @property
    def pure_membership(self) -> Floats:
        """[S, S]: theta of the pure hypotheses, one row per segment."""
        return self.membership[:: len(self.membership) // self.segment_count]

    def rows(self, question: int) -> slice:
        """Where a question's options lie among the N."""
        start = int(self.first_option[question])
        return slice(start, start + len(self.readings[question]))


def compile_model(model: Definition) -> Compiled:
    """Lay a checked model out as arrays."""
    count = len(model.segments)
    membership, partners = _memberships(count, model.numbers)
    trait_index = {trait.id: position for position, trait in enumerate(model.traits)}
    trait_of = tuple(trait_index[question.trait] for question in model.questions)
    profiles = tuple(np.array(model.profiles[trait.id], dtype=float) for trait in model.traits)
    readings = tuple(np.array(question.reading, dtype=float) for question in model.questions)
    evidence = np.concatenate(
        [
            reading @ profiles[trait].T @ membership.T
            for reading, trait in zip(readings, trait_of, strict=True)
        ]
    )
    sizes = [len(reading) for reading in readings]
    return Compiled(
        membership=membership,
        log_prior=_log_prior(count, model.numbers),
        partners=partners,
        by_predominant=np.repeat(np.eye(count), len(membership) // count, axis=0),
        by_mix=_mix_groups(partners, len(model.numbers.mix_shares)),
        profiles=profiles,
        readings=readings,
        trait_of=trait_of,
        readers=tuple(
            tuple(question for question, trait in enumerate(trait_of) if trait == wanted)
            for wanted in range(len(model.traits))
        ),
        first_option=np.cumsum([0, *sizes[:-1]]),
        question_of=np.repeat(np.arange(len(sizes)), sizes),
        option_of=np.concatenate([np.arange(size) for size in sizes]),
        evidence=evidence,
        log_evidence=np.log(evidence),
        question_index={question.id: position for position, question in enumerate(model.questions)},
        option_index=tuple(
            {option: position for position, option in enumerate(question.options)}
            for question in model.questions
        ),
    )


def _memberships(count: int, numbers: Numbers) -> tuple[Floats, Indices]:
    """Theta [H, S] with epsilon spread in, and the partners [S, S-1]."""
    partners = np.array([[other for other in range(count) if other != own] for own in range(count)])
    rows = []
    for own in range(count):
        rows.append(np.eye(count)[own])
        for other in partners[own]:
            rows.extend(
                share * np.eye(count)[own] + (1 - share) * np.eye(count)[other]
                for share in numbers.mix_shares
            )
    return (1 - numbers.epsilon) * np.array(rows) + numbers.epsilon / count, partners


def _log_prior(count: int, numbers: Numbers) -> Floats:
    """[H]: each group's mass evenly over its hypotheses, or by the base rates of their predominants."""
    shares = len(numbers.mix_shares)
    pure = np.log(numbers.prior_pure / count)
    mix = np.log(numbers.prior_mix / (count * (count - 1) * shares))
    alike = np.tile([pure, *[mix] * ((count - 1) * shares)], count)
    if numbers.base_rates is None:
        return alike
    return np.asarray(alike + np.repeat(np.log(np.array(numbers.base_rates) * count), len(alike) // count))


def _mix_groups(partners: Indices, shares: int) -> Floats:
    count = len(partners)
    secondary = [[own, *np.repeat(partners[own], shares)] for own in range(count)]
    group = np.array([[own * count + other for other in secondary[own]] for own in range(count)]).ravel()
    return np.asarray(np.eye(count * count)[group])


def level_likelihood(compiled: Compiled, answered: Sequence[tuple[int, int]]) -> Floats:
    """[L]: how well each level of a trait explains its (question, option) answers, scaled to a maximum of 1.

    The scale is the same under every hypothesis, so it drops out of the posterior; without it a long row of
    improbable answers would underflow.
    """
    with np.errstate(divide="ignore"):
        logs = np.sum([np.log(compiled.readings[question][option]) for question, option in answered], axis=0)
    return np.asarray(np.exp(logs - logs.max()))


def trait_log_evidence(compiled: Compiled, trait: int, answered: Sequence[tuple[int, int]]) -> Floats:
    """[H]: log L_t(h) of one trait's answers, up to a constant that does not depend on the hypothesis."""
    if len(answered) == 1:
        question, option = answered[0]
        return np.asarray(compiled.log_evidence[compiled.first_option[question] + option])
    by_segment = compiled.profiles[trait] @ level_likelihood(compiled, answered)
    return np.asarray(np.log(compiled.membership @ by_segment))
