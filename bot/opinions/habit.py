"""How far two people agree over the calls that both scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.queries import second_opinions
from bot.storage.transaction import Transaction
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
        agreement_of([_known(content["answers"], asked_by, one) for asked_by, content in said]),
        agreement_of([_known({SEGMENT: content["segments"]}, asked_by, one) for asked_by, content in said]),
    )


def _known(said: Mapping[str, Sequence[str | None]], asked_by: int, one: int) -> dict[str, tuple[str, str]]:
    """Question -> (one's option, the other's), of those that both knew; stored are the asker's first."""
    known = {id: (first, second) for id, (first, second) in said.items() if first and second}
    return known if asked_by == one else {id: (second, first) for id, (first, second) in known.items()}
