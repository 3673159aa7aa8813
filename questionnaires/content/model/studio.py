"""`studio.yaml`: what this studio really offers, and the names under which a text may speak of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from questionnaires.content.model.base import Identifier, Model, Text


class Package(Model):
    """A standard offer."""

    id: Identifier
    name: Text
    price: float = Field(gt=0, le=1_000_000_000)
    includes: Text
    working_days: int | None = Field(default=None, gt=0)


class Case(Model):
    """Earlier work to show."""

    id: Identifier
    title: Text
    """As in "the … case": "the Harbour Café site"."""
    industries: list[Identifier] = Field(default_factory=list)
    """Industry option ids it fits: its own and the neighbouring ones."""
    size: Literal["micro", "small", "medium", "large"] = "small"
    result: Text | None = None
    link: str | None = None


class Studio(Model):
    """`studio.yaml`: what this studio really offers. Nothing is promised that is not written here."""

    name: Text | None = None
    contact: str | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    packages: list[Package] = Field(default_factory=list)
    guarantee: Text | None = None
    """A full sentence."""
    stages: list[Text] = Field(default_factory=list)
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
    extras: list[Text] = Field(default_factory=list)
    """Additional services, each a short noun: SEO, contextual advertising."""
    bonus: Text | None = None
    """What can be added for a newcomer without charge; fits after "we add …"."""
    special_terms: Text | None = None
    """A full sentence: special conditions on additional services."""
    one_pager: Text | None = None
    """What short paper about the smallest package can be sent: "the Start one-pager"."""
    cases: list[Case] = Field(default_factory=list)

    @property
    def named_currency(self) -> str | None:
        """The currency, where the studio wrote one: no amount of theirs is given one by guess."""
        return self.currency if "currency" in self.model_fields_set else None


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
