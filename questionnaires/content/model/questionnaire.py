"""`<questionnaire>.yaml`: what is asked, in what words, and what an answer reads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from questionnaires.content.model.base import Identifier, Model, Text
from questionnaires.content.model.grading import CriterionValue


class Option(Model):
    """One answer a person can tap."""

    id: Identifier
    label: Text
    """On the button, at most 40 characters."""
    example: Text | None = None
    """What it sounds like: shown under the question as "for example"."""
    reason: Text
    """As the card says it: "first site", "asked the price first"."""
    level: Identifier | None = None
    """The level it reads. None only where `reading` on the question gives the table."""
    takes_file: bool = False
    """Sending a file while the question is on the screen chooses this option."""


class Question(Model):
    """A question that reads one trait."""

    id: Identifier
    trait: Identifier
    text: Text
    short: Text
    """In lists: "Earlier sites"."""
    ask: Text
    """How to ask the client this, in words a manager can say aloud."""
    options: list[Option] = Field(min_length=2, max_length=6)
    reliability: float | None = Field(default=None, gt=0, lt=1)
    reading: dict[Identifier, dict[Identifier, Annotated[float, Field(gt=0, le=1)]]] | None = None
    """option id -> level id -> P(option | level), when options and levels do not match one to one."""
    when: dict[Identifier, Annotated[list[Identifier], Field(min_length=1)]] = Field(default_factory=dict)
    """Asked only where each of these earlier questions was answered by one of the listed options."""


class QualifyingOption(Model):
    """One answer about whether the prospect is worth the time: sets one or more criteria."""

    id: Identifier
    label: Text
    example: Text | None = None
    reason: Text
    criteria: dict[Identifier, CriterionValue] = Field(min_length=1)
    fact: Identifier | None = None
    """What it states as a fact. Of two informants who state different facts about one criterion one is wrong;
    without facts only "yes" and "no" contradict each other."""


class QualifyingQuestion(Model):
    """A question about one or more criteria of `grading.yaml`."""

    id: Identifier
    text: Text
    """A prospect's may name studio facts."""
    text_without: Text | None = None
    """Used instead where a fact that `text` names is not given. The options must fit both."""
    short: Text
    options: list[QualifyingOption] = Field(min_length=2, max_length=6)


class IndustryOption(Model):
    """An industry, so that the fitting case can be named."""

    id: Identifier
    label: Text


class IndustryQuestion(Model):
    """The optional last question. Its answers choose cases and decide nothing else."""

    id: Identifier
    text: Text
    short: Text
    options: list[IndustryOption] = Field(min_length=1, max_length=20)


class FreeQuestion(Model):
    """A question without options: things that a person writes, sends or shares."""

    id: Identifier
    kind: Literal["examples", "contact"]
    """What they like (texts, links, photos, files), or how to reach them."""
    text: Text
    short: Text

    @property
    def options(self) -> list[Option]:
        """None to tap, so that every question can be asked for its options."""
        return []


Informant = Literal["manager", "prospect"]


class Questionnaire(Model):
    """A questionnaire file, found by its `id`."""

    id: Identifier
    title: Text
    informant: Informant = "manager"
    """Whose words the answers are. A prospect's is asked in fixed order, and what is not about traits is
    optional and comes after sending."""
    order: Literal["adaptive", "fixed"] = "adaptive"
    questions: list[Question] = Field(min_length=1)
    qualifying: list[QualifyingQuestion] = Field(default_factory=list)
    free: list[FreeQuestion] = Field(default_factory=list)
    """Asked after the qualifying questions."""
    industry: IndustryQuestion | None = None
