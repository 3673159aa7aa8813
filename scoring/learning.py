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

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.answers import NO_ANSWER
from scoring.batch import Cases, check_cases
from scoring.compiled import Compiled, Floats
from scoring.model import Model, Table

KAPPA = 30.0
"""Confirmed clients that the expert's word on a profile is worth, per segment and trait."""
SETTLED = 1e-8
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
    """What the confirmed clients' answers say of one trait's levels; only those who answered."""

    who: NDArray[np.intp]
    """[m]: their positions."""
    levels: Floats
    """[m, L]: prod_q P(o_q | level), scaled to a maximum of 1."""


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
    likelihoods = _likelihoods(compiled, confirmed)
    open_to = _log_open(compiled, confirmed)
    profiles = compiled.profiles
    yield profiles
    for _ in range(MOST_ROUNDS):
        counts = _expected_counts(compiled, profiles, likelihoods, open_to)
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
    logs = _log_open(compiled, confirmed)
    for profile, likelihood in zip(profiles, _likelihoods(compiled, confirmed), strict=True):
        logs[likelihood.who] += np.log(likelihood.levels @ profile.T @ compiled.membership.T)
    top = logs.max(axis=1)
    clients = top + np.log(np.exp(logs - top[:, None]).sum(axis=1))
    prior = sum(_log_prior(own, profile) for own, profile in zip(compiled.profiles, profiles, strict=True))
    return float(clients.sum() + kappa * prior)


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


def _log_open(compiled: Compiled, confirmed: Confirmed) -> Floats:
    """[n, H]: the log prior of what the confirmation leaves open, -inf of the rest.

    Priors of the compiled model: evenly spread or not, a confirmed predominant's base rate cancels.
    """
    segments = compiled.segment_count
    own = compiled.by_predominant[:, confirmed.predominant].T
    pair = confirmed.predominant.astype(int) * segments + np.maximum(confirmed.secondary, 0)
    allowed = np.where((confirmed.secondary == UNKNOWN)[:, None], own, compiled.by_mix[:, pair].T)
    return np.where(allowed > 0, compiled.log_prior, -np.inf)


def _likelihoods(compiled: Compiled, confirmed: Confirmed) -> list[_Likelihood]:
    return [_likelihood(compiled, confirmed, trait) for trait in range(len(compiled.profiles))]


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


def _expected_counts(
    compiled: Compiled, profiles: tuple[Floats, ...], likelihoods: list[_Likelihood], open_to: Floats
) -> list[Floats]:
    """Per trait [S, L]: how often each segment showed each level, shared out by what is known."""
    by_segment = [each.levels @ profile.T for profile, each in zip(profiles, likelihoods, strict=True)]
    evidence = [of_trait @ compiled.membership.T for of_trait in by_segment]
    logs = open_to.copy()
    for each, found in zip(likelihoods, evidence, strict=True):
        logs[each.who] += np.log(found)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return [
        profile * (((weights[each.who] / found) @ compiled.membership).T @ each.levels)
        for profile, each, found in zip(profiles, likelihoods, evidence, strict=True)
    ]


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
