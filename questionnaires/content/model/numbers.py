"""`scoring.yaml`: every number of the arithmetic that is not a profile."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from questionnaires.content.model.base import Model


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

    scale: dict[str, Annotated[float, Field(gt=0, le=1_000_000)]]
    """What a mark in a profile weighs, e.g. `"●●●": 12`."""
    reliability: float = Field(gt=0, lt=1)
    epsilon: float = Field(gt=0, lt=0.5)
    prior: Prior
    mix_shares: list[Annotated[float, Field(gt=0.5, lt=1)]] = Field(min_length=1)
    """The predominant segment's share in a mix; each value is one hypothesis per ordered pair."""
    thresholds: Thresholds
