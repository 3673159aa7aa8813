"""How far two people agree over the calls that both scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Transaction
from bot.storage.queries import second_opinions
from scoring import Agreement, agreement_of

LOOKED_AT = 100
"""The last calls of two people: who learnt since is not held to their first ones, and the cost stays."""
SEGMENT = "segment"


@dataclass(frozen=True)
class Habit:
    """Two people's agreement over time."""

    answers: Agreement
    """On the questions that both answered; "don't know" is no answer."""
    segments: Agreement
    """On the predominant segment by the answers of each alone."""


def habit_of(tx: Transaction, one: int, other: int) -> Habit:
    """How far two people agree; the same whichever comes first."""
    said = second_opinions.said_by(tx, one, other, LOOKED_AT)
    return Habit(
        agreement_of([_answers(content, asked_by == one) for asked_by, content in said]),
        agreement_of([_segments(content, asked_by == one) for asked_by, content in said]),
    )


def _answers(content: Mapping[str, Any], in_order: bool) -> dict[str, tuple[str, str]]:
    return {id: pair for id, said in content["answers"].items() if (pair := _known(said, in_order))}


def _segments(content: Mapping[str, Any], in_order: bool) -> dict[str, tuple[str, str]]:
    pair = _known(content["segments"], in_order)
    return {SEGMENT: pair} if pair else {}


def _known(said: list[str | None], in_order: bool) -> tuple[str, str] | None:
    """(one's, other's), or None where either did not know."""
    first, second = said if in_order else reversed(said)
    return None if first is None or second is None else (first, second)
