"""What a content set may say, file by file, as frozen models.

A content set is a folder of YAML files. Each top-level model below is one file; `ContentSet` is all of them
together. The models check what one value can know about itself; what takes several places or files (a tactic
naming a trait, a question reading a level) is checked by `checks`, and what takes a reader's eye by `lint`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""Lower-case words joined by `_`, at most 32 characters: stable, stored in the database, never shown."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""A two-letter language code, as Telegram sends it."""

Text = dict[Language, Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]]
"""One sentence or label, once per declared language. May name studio facts in braces: `{start_price}`."""

Phase = Literal["before_signing", "during_work", "growing"]
Kind = Literal["say", "objection", "trap", "ask", "send", "not_yet", "next", "follow_up", "follow_up_line"]
Stance = Literal["push", "hold"]
CriterionValue = Literal["yes", "partly", "no"]
Grade = Literal["A", "B", "C", "D"]


class Model(BaseModel):
    """Frozen; an unknown key or a number in quotes is an error: a typing mistake must not pass silently."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


# --- set.yaml ---------------------------------------------------------------------------------------------


class Manifest(Model):
    """`set.yaml`: which languages every text of this set is written in; the first is the fallback."""

    languages: list[Language] = Field(min_length=1)


# --- segments.yaml ----------------------------------------------------------------------------------------


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
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Segments(Model):
    """`segments.yaml`."""

    segments: list[Segment] = Field(min_length=2, max_length=12)


# --- traits.yaml ------------------------------------------------------------------------------------------


class Level(Model):
    """One level of a trait, with how typical it is of each segment (a mark of the scale, or a weight > 0)."""

    id: Identifier
    name: Text
    profile: dict[Identifier, str | Annotated[float, Field(gt=0)]]


class Trait(Model):
    """Something about a client that tells segments apart."""

    id: Identifier
    name: Text
    levels: list[Level] = Field(min_length=2)


class Traits(Model):
    """`traits.yaml`."""

    traits: list[Trait] = Field(min_length=1)


# --- scoring.yaml -----------------------------------------------------------------------------------------


class Prior(Model):
    """Prior mass of all pure and of all mixed hypotheses together; they sum to 1."""

    pure: float = Field(gt=0, lt=1)
    mix: float = Field(gt=0, lt=1)


class Thresholds(Model):
    """Where a verdict changes its name and when the quiz may stop."""

    clear: float = Field(gt=0.5, lt=1)
    clear_pair: float = Field(gt=0.5, lt=1)
    likely: float = Field(gt=0, lt=1)
    sub_segment: float = Field(gt=0, lt=1)
    minimum_answers: int = Field(ge=1)
    stop_confidence: float = Field(gt=0.5, lt=1)
    minimum_gain: float = Field(gt=0)
    """Nats of expected information below which one more question is not worth its tap."""


class Scoring(Model):
    """`scoring.yaml`: every number of the arithmetic that is not a profile."""

    scale: dict[str, Annotated[float, Field(gt=0)]]
    """What a mark in a profile weighs, e.g. `"●●●": 12`."""
    reliability: float = Field(gt=0, lt=1)
    epsilon: float = Field(gt=0, lt=0.5)
    prior: Prior
    mix_shares: list[Annotated[float, Field(gt=0.5, lt=1)]] = Field(min_length=1)
    """The predominant segment's share in a mix; each value is one hypothesis per ordered pair."""
    thresholds: Thresholds


# --- <questionnaire>.yaml ---------------------------------------------------------------------------------


class Option(Model):
    """One answer a person can tap."""

    id: Identifier
    label: Text
    """On the button, at most 40 characters."""
    example: Text
    """What it sounds like: shown under the question as "for example"."""
    reason: Text
    """As the card says it: "first site", "asked the price first"."""
    level: Identifier | None = None
    """The level it reads. None only where `reading` on the question gives the table."""


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


class QualifyingOption(Model):
    """One answer about whether the prospect is worth the time: sets one or more criteria."""

    id: Identifier
    label: Text
    example: Text
    reason: Text
    criteria: dict[Identifier, CriterionValue] = Field(min_length=1)


class QualifyingQuestion(Model):
    """A question about one or more criteria of `grading.yaml`."""

    id: Identifier
    text: Text
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


class Questionnaire(Model):
    """A questionnaire file, found by its `id`."""

    id: Identifier
    title: Text
    order: Literal["adaptive", "fixed"] = "adaptive"
    questions: list[Question] = Field(min_length=1)
    qualifying: list[QualifyingQuestion] = []
    industry: IndustryQuestion | None = None


# --- grading.yaml -----------------------------------------------------------------------------------------


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
    when: dict[Identifier, Annotated[list[CriterionValue], Field(min_length=1)]] = {}
    reason: Text


class Step(Model):
    """What to do with a prospect of this grade."""

    id: Identifier
    name: Text
    """As in "Grade A, work now": lower case."""


class Grading(Model):
    """`grading.yaml`."""

    criteria: list[Criterion] = Field(min_length=1, max_length=8)
    steps: list[Step] = Field(min_length=1)
    rules: list[GradingRule] = Field(min_length=1)


# --- tactics/<segment>.yaml -------------------------------------------------------------------------------


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
    traits: dict[Identifier, list[Identifier]] = {}
    """trait -> levels this form speaks to; adds to the tactic's own."""
    topics: dict[Identifier, Stance] = {}
    """What this form pushes or holds back: `{extras: push}`. Opposite stances never stand on one card."""
    careful: bool = False
    """Written for low trust: goes before its peers when the client showed any."""


class Tactic(Model):
    """A principle of the segment's tactics, with the concrete forms it takes."""

    id: Identifier
    principle: Text
    traits: dict[Identifier, list[Identifier]] = {}
    forms: list[Form] = Field(min_length=1)


class Tactics(Model):
    """`tactics/<segment>.yaml`."""

    segment: Identifier
    tactics: list[Tactic] = Field(min_length=1)


# --- studio.yaml ------------------------------------------------------------------------------------------


class Package(Model):
    """A standard offer."""

    id: Identifier
    name: Text
    price: float = Field(gt=0)
    includes: Text
    working_days: int | None = Field(default=None, gt=0)


class Case(Model):
    """Earlier work to show."""

    id: Identifier
    title: Text
    """As in "the … case": "the Harbour Café site"."""
    industries: list[Identifier] = []
    """Industry option ids it fits: its own and the neighbouring ones."""
    size: Literal["micro", "small", "medium", "large"] = "small"
    result: Text | None = None
    link: str | None = None


class Studio(Model):
    """`studio.yaml`: what this studio really offers. Nothing is promised that is not written here."""

    name: Text | None = None
    contact: str | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    packages: list[Package] = []
    guarantee: Text | None = None
    """A full sentence."""
    stages: list[Text] = []
    """The steps of a project in order, each a short noun: brief, prototype, design, launch."""
    staged_payment: Text | None = None
    """A full sentence on paying step by step."""
    revisions: Text | None = None
    """A full sentence on how many rounds of changes a step includes."""
    response_time: Text | None = None
    """Fits after "we answer …": "within two working hours"."""
    meeting_team: Text | None = None
    """Fits after "with …": "our director and the technical lead"."""
    support: Text | None = None
    """A full sentence on what happens after launch."""
    extras: list[Text] = []
    """Additional services, each a short noun: SEO, contextual advertising."""
    bonus: Text | None = None
    """What can be added for a newcomer without charge; fits after "we add …"."""
    special_terms: Text | None = None
    """A full sentence: special conditions on additional services."""
    one_pager: Text | None = None
    """What short paper about the smallest package can be sent: "the Start one-pager"."""
    cases: list[Case] = []


FACTS: dict[str, str] = {
    "studio": "the studio's name",
    "contact": "how to reach the studio",
    "start_name": "the cheapest package's name",
    "start_price": "its price, with the currency, written for the reader's language",
    "start_includes": "what it includes",
    "start_days": "its working days, a number",
    "guarantee": "the guarantee, a full sentence",
    "stages": "the stages in order, joined for reading",
    "stage_count": "how many stages, a number",
    "first_stage": "the first stage",
    "staged_payment": "paying step by step, a full sentence",
    "revisions": "rounds of changes, a full sentence",
    "response_time": "fits after 'we answer'",
    "meeting_team": "fits after 'with'",
    "support": "after launch, a full sentence",
    "extras": "additional services, joined for reading",
    "bonus": "fits after 'we add'",
    "special_terms": "special conditions, a full sentence",
    "one_pager": "the paper about the smallest package",
    "case": "title of a case in the client's or a neighbouring industry; absent when none fits",
    "case_result": "that case's result, a full sentence",
    "case_link": "that case's address",
    "large_case": "title of a case for a large client",
}
"""The names a text may use in braces, with what each stands for. `card.facts` fills them."""


class ContentSet(Model):
    """Everything a deployment asks, scores and says. `questionnaires` and `tactics` are keyed by id."""

    manifest: Manifest
    segments: Segments
    traits: Traits
    scoring: Scoring
    questionnaires: dict[Identifier, Questionnaire]
    grading: Grading
    tactics: dict[Identifier, Tactics]
    studio: Studio
