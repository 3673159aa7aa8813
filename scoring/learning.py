"""Learning from clients whose segment somebody confirmed: profiles and base rates, step by step.

Theory of operation. A confirmed client is one observation: who they are (the predominant segment, and the
secondary if it was given) and what they answered. Each profile P(l | s) has a Dirichlet prior around the
expert's, worth KAPPA clients per segment and trait. What a client tells of a trait cannot be credited whole
to their predominant segment: under hypothesis h their level is drawn from the profiles mixed by theta_h, and
only a noisy reading of it is known. So the answers are shared out (expectation-maximisation, Dempster, Laird
& Rubin 1977): with w_i the posterior over the hypotheses that the confirmation leaves open and R_il =
prod_q P(o_iq | l), the expected counts of trait t are

    c(s, l) = sum_i sum_h w_i,h · theta_h,s · P(l | s) · R_il / L_it(h)

and the next profiles are (KAPPA · expert + c) / (KAPPA + sum_l c). Each round raises the posterior density of
the profiles (`density`), or leaves it: that is the proof that the rounds are right. A trait without an answer
is missing, and counts nothing. Base rates are counts of confirmed predominants over KAPPA clients spread
evenly; within a confirmed client they cancel, so that the two are learned apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.answers import NO_ANSWER
from scoring.batch import Cases, check_cases
from scoring.compiled import Compiled, Floats
from scoring.definition import Table
from scoring.model import Model

KAPPA = 30.0
"""Confirmed clients that the expert's word on a profile is worth, per segment and trait."""
SETTLED = 1e-7
"""Largest change of a probability at which the rounds stop."""
MOST_ROUNDS = 500
UNKNOWN = -1
"""Stands for a secondary that was not given."""

Places = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Confirmed:
    """n confirmed clients. Segments are positions in the model."""

    cases: Cases
    """[n, questions]: their answers (see `encode`)."""
    predominant: Places
    """[n]."""
    secondary: Places
    """[n]: `UNKNOWN` where nobody said: any, or none."""

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Confirmed:
        """Some of them: `chosen` is [n]."""
        return Confirmed(self.cases[chosen], self.predominant[chosen], self.secondary[chosen])


@dataclass(frozen=True, eq=False)
class _Likelihood:
    """What the answers of some clients say of one trait's levels; only of those who answered."""

    who: NDArray[np.intp]
    """[m]: their positions."""
    levels: Floats
    """[m, L]: prod_q P(o_q | level), scaled to a maximum of 1."""


@dataclass(frozen=True, eq=False)
class _Class:
    """The clients of one predominant segment: only its K hypotheses are open to them."""

    membership: Floats
    """[K, S]."""
    log_open: Floats
    """[m, K]: the log prior of what the confirmation leaves open, -inf of the rest."""
    likelihoods: list[_Likelihood]
    """Per trait."""


def learn(expert: Model, confirmed: Confirmed, kappa: float = KAPPA) -> Model:
    """The expert's model after the confirmed clients: profiles and base rates; without any, the same model.

    The order of the clients makes no difference beyond rounding. Questions, readings, epsilon, the masses of
    pure and mixed and the thresholds stay. Raises ValueError where `confirmed` does not fit the model.
    """
    _check(expert, confirmed)
    if not len(confirmed):
        return expert
    *_, profiles = rounds(expert, confirmed, kappa)
    numbers = replace(expert.numbers, base_rates=base_rates(len(expert.segments), confirmed, kappa))
    return replace(
        expert,
        numbers=numbers,
        profiles={
            trait.id: _rows(rows, expert.profiles[trait.id])
            for trait, rows in zip(expert.traits, profiles, strict=True)
        },
    )


def base_rates(segments: int, confirmed: Confirmed, kappa: float = KAPPA) -> tuple[float, ...]:
    """P(predominant = s): counts of the confirmed, smoothed by `kappa` clients spread evenly."""
    counts = np.bincount(confirmed.predominant, minlength=segments) + kappa / segments
    return tuple((counts / counts.sum()).tolist())


def rounds(expert: Model, confirmed: Confirmed, kappa: float = KAPPA) -> Iterator[tuple[Floats, ...]]:
    """The profiles [S, L] of every trait, first the expert's, then after each round until they settle."""
    compiled = expert.compiled
    classes = _classes(compiled, confirmed)
    profiles = compiled.profiles
    yield profiles
    for _ in range(MOST_ROUNDS):
        counts = _summed(_expected_counts(profiles, each) for each in classes)
        after = tuple(map(_posterior_mode, compiled.profiles, counts, [kappa] * len(counts)))
        moved = max(float(np.abs(new - old).max()) for new, old in zip(after, profiles, strict=True))
        profiles = after
        yield profiles
        if moved < SETTLED:
            return


def density(expert: Model, confirmed: Confirmed, profiles: tuple[Floats, ...], kappa: float = KAPPA) -> float:
    """log of the profiles' posterior density, up to a constant: what every round raises.

    The likelihood of the confirmed clients' answers and segments, and the Dirichlet prior around the expert.
    """
    compiled = expert.compiled
    prior = sum(_log_prior(own, profile) for own, profile in zip(compiled.profiles, profiles, strict=True))
    return sum(_log_evidence(profiles, each) for each in _classes(compiled, confirmed)) + kappa * prior


def _log_evidence(profiles: tuple[Floats, ...], clients: _Class) -> float:
    logs = clients.log_open.copy()
    for profile, likelihood in zip(profiles, clients.likelihoods, strict=True):
        logs[likelihood.who] += np.log(likelihood.levels @ profile.T @ clients.membership.T)
    top = logs.max(axis=1)
    return float((top + np.log(np.exp(logs - top[:, None]).sum(axis=1))).sum())


def _log_prior(expert: Floats, profile: Floats) -> float:
    """sum of P0·log P; a level that the expert rules out stays ruled out and adds nothing."""
    held = expert > 0
    return float((expert[held] * np.log(profile[held])).sum())


def _check(model: Model, confirmed: Confirmed) -> None:
    check_cases(model, confirmed.cases)
    count, segments = len(confirmed), len(model.segments)
    if confirmed.predominant.shape != (count,) or confirmed.secondary.shape != (count,):
        raise ValueError(f"segments of {count} confirmed clients: expected one each, and a secondary or -1")
    first, second = confirmed.predominant, confirmed.secondary
    wrong = (first < 0) | (first >= segments) | (second < UNKNOWN) | (second >= segments) | (first == second)
    if wrong.any():
        place = int(np.argmax(wrong))
        raise ValueError(
            f"confirmed client {place}: segments {first[place]} and {second[place]}, "
            f"expected two different ones of 0 to {segments - 1}, the second may be -1"
        )


def _classes(compiled: Compiled, confirmed: Confirmed) -> list[_Class]:
    """The clients by their predominant segments, as far as there are any."""
    return [
        _class(compiled, confirmed[confirmed.predominant == own], int(own))
        for own in np.unique(confirmed.predominant)
    ]


def _class(compiled: Compiled, clients: Confirmed, own: int) -> _Class:
    """Within one predominant segment its base rate cancels, whatever it is."""
    size = len(compiled.membership) // compiled.segment_count
    rows = slice(own * size, (own + 1) * size)
    of_secondary = compiled.by_mix[rows, own * compiled.segment_count :].T
    is_open = (clients.secondary == UNKNOWN)[:, None] | (of_secondary[clients.secondary] > 0)
    return _Class(
        membership=compiled.membership[rows],
        log_open=np.where(is_open, compiled.log_prior[rows], -np.inf),
        likelihoods=[_likelihood(compiled, clients, trait) for trait in range(len(compiled.profiles))],
    )


def _likelihood(compiled: Compiled, confirmed: Confirmed, trait: int) -> _Likelihood:
    """Answers joined inside the trait; in logs, as a long row of improbable ones would underflow."""
    readers = compiled.readers[trait]
    who = np.flatnonzero((confirmed.cases[:, list(readers)] != NO_ANSWER).any(axis=1))
    logs = np.zeros((len(who), compiled.profiles[trait].shape[1]))
    for question in readers:
        logs += _log_reading(compiled.readings[question])[confirmed.cases[who, question]]
    return _Likelihood(who, np.exp(logs - logs.max(axis=1, keepdims=True)))


def _log_reading(reading: Floats) -> Floats:
    """[options + 1, L]: the last row, which position -1 picks, is no evidence."""
    with np.errstate(divide="ignore"):
        return np.vstack([np.log(reading), np.zeros(reading.shape[1])])


def _expected_counts(profiles: tuple[Floats, ...], clients: _Class) -> list[Floats]:
    """Per trait [S, L]: how often each segment showed each level, shared out by what is known."""
    traits = list(zip(profiles, clients.likelihoods, strict=True))
    evidence = [each.levels @ profile.T @ clients.membership.T for profile, each in traits]
    logs = clients.log_open.copy()
    for (_, each), found in zip(traits, evidence, strict=True):
        logs[each.who] += np.log(found)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return [
        profile * (((weights[each.who] / found) @ clients.membership).T @ each.levels)
        for (profile, each), found in zip(traits, evidence, strict=True)
    ]


def _summed(counts: Iterable[list[Floats]]) -> list[Floats]:
    return [np.sum(of_trait, axis=0) for of_trait in zip(*counts, strict=True)]


def _posterior_mode(expert: Floats, counts: Floats, kappa: float) -> Floats:
    """(kappa · expert + counts) / (kappa + sum), written so that no count leaves the expert's row as is."""
    total = counts.sum(axis=1, keepdims=True)
    return np.asarray(expert + (counts - total * expert) / (kappa + total))


def _rows(learned: Floats, expert: Table) -> Table:
    """Rows that sum to 1 to the last bit that a float has; the expert's own where nothing was learned."""
    rows = np.maximum(learned, 0.0)
    shares = rows / rows.sum(axis=1, keepdims=True)
    return tuple(
        own if np.array_equal(row, own) else tuple(share.tolist())
        for row, share, own in zip(learned, shares, expert, strict=True)
    )
