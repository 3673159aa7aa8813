"""`set.yaml`, `segments.yaml`, `traits.yaml`: who the clients are, and what tells them apart."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from questionnaires.content.model.base import Identifier, Language, Model, Text


class Manifest(Model):
    """`set.yaml`: the languages every text of this set is written in, and what it leaves out."""

    languages: list[Language] = Field(min_length=1)
    """The first is the fallback."""
    without: list[Identifier] = Field(default_factory=list)
    """Questionnaires of an earlier folder that this set does not ask: `[prospect_brief]`."""


class Segment(Model):
    """A behavioural segment. File order breaks exact ties."""

    id: Identifier
    name: Text
    """The group's name: "Novices"."""
    compound: Text
    """The form used in a sub-segment's name: "novice" in "novice-cautious"."""
    leaning: Text
    """How a tentative secondary is said: "leaning cautious"."""
    about: Text
    """One sentence: who these clients are."""
    next_step: Text | None = None
    """What a prospect reads at the end of a brief where the verdict is clear: what happens next, in the tone
    that suits them, without a word on segments. May name studio facts."""
    next_step_without: Text | None = None
    """Used instead when a fact it names is not given; with neither, the neutral next step is said."""
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Segments(Model):
    """`segments.yaml`."""

    segments: list[Segment] = Field(min_length=2, max_length=12)


class Level(Model):
    """One level of a trait, with how typical it is of each segment (a mark of the scale, or a weight > 0)."""

    id: Identifier
    name: Text
    profile: dict[Identifier, str | Annotated[float, Field(gt=0, le=1_000_000)]]


class Trait(Model):
    """Something about a client that tells segments apart."""

    id: Identifier
    name: Text
    levels: list[Level] = Field(min_length=2)


class Traits(Model):
    """`traits.yaml`."""

    traits: list[Trait] = Field(min_length=1)
