"""`grading.yaml`: whether a prospect is worth the time, by short criteria and a table of rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from questionnaires.content.model.base import Identifier, Model, Text

CriterionValue = Literal["yes", "partly", "no"]
Grade = Literal["A", "B", "C", "D"]


class Criterion(Model):
    """One of the short criteria that filter prospects."""

    id: Identifier
    name: Text
    """As in "Deadline not known": a noun, capitalised as at the start of a sentence."""
    ask: Text
    """What to ask the client to learn it, in words a manager can say aloud."""


class GradingRule(Model):
    """The first rule whose `when` holds gives the grade. An empty `when` always holds and must be last."""

    grade: Grade
    step: Identifier
    when: dict[Identifier, Annotated[list[CriterionValue], Field(min_length=1)]] = Field(default_factory=dict)
    reason: Text


class Step(Model):
    """What to do with a prospect of this grade."""

    id: Identifier
    name: Text
    """As in "Grade A, work now": lower case."""
    say: Text | None = None
    """What to say aloud where this step ends the matter; it then stands on the card in place of tactics."""


class Grading(Model):
    """`grading.yaml`."""

    criteria: list[Criterion] = Field(min_length=1, max_length=8)
    steps: list[Step] = Field(min_length=1)
    rules: list[GradingRule] = Field(min_length=1)
