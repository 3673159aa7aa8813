"""`tactics/<segment>.yaml`: what to say and do, as principles and the concrete forms they take."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import Field

from questionnaires.content.model.base import Identifier, Model, Text

Phase = Literal["before_signing", "during_work", "growing"]
Kind = Literal["say", "objection", "trap", "ask", "send", "not_yet", "next", "follow_up", "follow_up_line"]
Stance = Literal["push", "hold"]


class Form(Model):
    """One concrete form of a tactic: something to say, send, ask, avoid or do next."""

    id: Identifier
    phase: Phase
    kind: Kind
    text: Text
    """`objection`: the client's sentence. Otherwise the line itself."""
    answer: Text | None = None
    """`objection` only: what to reply."""
    without: Text | None = None
    """Used instead of `text` when a studio fact it names is not given; with neither, the line is left out."""
    answer_without: Text | None = None
    traits: dict[Identifier, list[Identifier]] = Field(default_factory=dict)
    """trait -> levels this form speaks to; adds to the tactic's own."""
    topics: dict[Identifier, Stance] = Field(default_factory=dict)
    """What this form pushes or holds back: `{extras: push}`. Opposite stances never stand on one card."""
    careful: bool = False
    """Written for low trust: goes before its peers when the client showed any."""


class Tactic(Model):
    """A principle of the segment's tactics, with the concrete forms it takes."""

    id: Identifier
    principle: Text
    traits: dict[Identifier, list[Identifier]] = Field(default_factory=dict)
    forms: list[Form] = Field(min_length=1)

    def speaks_to(self, form: Form) -> Mapping[str, frozenset[str]]:
        """Trait -> levels that one of its forms speaks to, the tactic's own and the form's."""
        return {trait: frozenset(levels) for trait, levels in {**self.traits, **form.traits}.items()}


class Tactics(Model):
    """`tactics/<segment>.yaml`."""

    segment: Identifier
    tactics: list[Tactic] = Field(min_length=1)

    @cached_property
    def forms(self) -> Mapping[Phase, tuple[tuple[Form, Mapping[str, frozenset[str]]], ...]]:
        """Phase -> its forms in file order, each with what it speaks to: trait -> levels."""
        every = [(form, tactic.speaks_to(form)) for tactic in self.tactics for form in tactic.forms]
        return {
            phase: tuple((form, wanted) for form, wanted in every if form.phase == phase)
            for phase in get_args(Phase)
        }

    @cached_property
    def worded(self) -> dict[Hashable, Any]:
        """What its forms say, by phase, language and facts: laid out once, by whoever words them."""
        return {}
