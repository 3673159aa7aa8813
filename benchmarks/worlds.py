"""Simulated clients of several worlds: the model's own, and some in which the model is wrong.

A stop rule that is better only where the model is right is not better. Each world redraws its profiles
several times, so that no result hangs on one draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import Model
from tests.scoring.clients import Generator, pick

Floats = NDArray[np.float64]
DRAWS = 16
"""How many times a world's profiles are redrawn."""


@dataclass(frozen=True)
class World:
    """How clients come to be, and how far that is from what the model believes."""

    name: str
    unknown: float
    """Share of "don't know"."""
    pure: float = 0.3
    mix_shares: tuple[float, ...] = (0.55, 0.65, 0.75)
    reliability: float = 0.95
    power: float = 1.0
    """Above 1 clients are more typical than the profiles say: each row to this power, normalised."""
    concentration: float | None = None
    """Profiles are drawn around the model's, a Dirichlet of so many pseudo-counts; None = the model's own."""
    faces: int | None = None
    """A mixed client shows so many faces, each wholly of one segment, so that answers hang together."""


WORLDS = (
    World("model, 1/3", 1 / 3),
    World("model, 2/3", 2 / 3),
    World("off, 1/3", 1 / 3, reliability=0.88, concentration=15),
    World("off, 2/3", 2 / 3, reliability=0.88, concentration=15),
    World("typical, 1/4", 0.25, 0.7, (0.65, 0.75), 0.97, 2.5, 20),
    World("typical, 1/2", 0.55, 0.3, (0.65, 0.75), 0.97, 2.5, 20),
    World("faces, 1/3", 1 / 3, 0.3, (0.6, 0.7), 0.93, 1.5, 20, faces=4),
    World("faces, 2/3", 2 / 3, 0.3, (0.6, 0.7), 0.93, 1.5, 20, faces=4),
)
"""The number in a name is the share of "don't know". "typical" is nearest to notes that people write."""


def populate(
    model: Model, world: World, count: int, random: Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The clients' predominant segments [n], and their answers [n, questions], -1 = "don't know"."""
    parts = [_people(model, world, count // DRAWS, random) for _ in range(DRAWS)]
    return np.concatenate([who for who, _ in parts]), np.concatenate([cases for _, cases in parts])


def _people(
    model: Model, world: World, count: int, random: Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    segments = len(model.segments)
    own = random.integers(0, segments, count)
    membership = _membership(world, own, segments, random)
    faces = (
        np.stack([pick(membership, random) for _ in range(world.faces or 0)], axis=1) if world.faces else None
    )
    answers = []
    for profile in _profiles(model, world, random):
        shown = (
            membership if faces is None else np.eye(segments)[faces[np.arange(count), _any(faces, random)]]
        )
        level = pick(shown @ profile, random)
        slip = (level + random.integers(1, profile.shape[1], count)) % profile.shape[1]
        answers.append(np.where(random.random(count) < world.reliability, level, slip))
    cases = np.stack(answers, axis=1)
    return own, np.where(random.random(cases.shape) < world.unknown, -1, cases)


def _membership(world: World, own: NDArray[np.intp], segments: int, random: Generator) -> Floats:
    other = (own + random.integers(1, segments, len(own))) % segments
    pure = random.random(len(own)) < world.pure
    share = np.where(pure, 1.0, random.choice(world.mix_shares, len(own)))[:, None]
    return np.asarray(share * np.eye(segments)[own] + (1 - share) * np.eye(segments)[other])


def _profiles(model: Model, world: World, random: Generator) -> list[Floats]:
    """Per question, as each reads one trait: the world's own [S, L]."""
    profiles = [model.compiled.profiles[trait] ** world.power for trait in model.compiled.trait_of]
    profiles = [profile / profile.sum(axis=1, keepdims=True) for profile in profiles]
    if world.concentration is None:
        return profiles
    return [
        np.stack([random.dirichlet(row * world.concentration) for row in profile]) for profile in profiles
    ]


def _any(faces: NDArray[np.intp], random: Generator) -> NDArray[np.intp]:
    return random.integers(0, faces.shape[1], len(faces))
