"""How invented clients end: whether they buy, for how much, how long it takes, and what was done with cards.

Segments differ as they do in a studio: whoever knows what they want decides fast and often, the careful ones
late and seldom; grades matter more than segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator

from bot.storage.queries.outcomes import REASONS

IS_TOLD = 0.85
"""Share of clients about whom anybody says how it ended."""
POSTPONED = 0.12
BY_GRADE: Mapping[str, float] = {"A": 0.62, "B": 0.42, "C": 0.2, "D": 0.05}
BETWEEN = 0.3
"""Share that is won where the grade is not decided."""
BY_PLACE = (1.25, 1.1, 0.95, 0.7)
"""How many times as often a segment is won, by its place among the studio's, over and over."""
DAYS, DEAL = (9.0, 13.0, 18.0, 26.0), (2_900, 2_100, 1_300, 3_400)
"""How long it takes on average, and what a deal is worth, likewise; in whole units of the currency."""
HAS_AMOUNT = 0.9
REASON_SHARES = (0.3, 0.22, 0.13, 0.27, 0.08)
USE_IS_TOLD = 0.7
USES, USE_SHARES = ("used", "sent", "not_yet"), (0.3, 0.5, 0.2)
DAY = timedelta(days=1)


def outcome(
    random: Generator, at: datetime, until: datetime, drawn: Mapping[str, Any], segments: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The columns of a client's outcome; none where none is known by the end of the history.

    Args:
        random: where chance comes from.
        at: when the first card was drawn.
        until: when the history ends.
        drawn: the drawn columns of the client's result.
        segments: the studio's, in order.
    """
    place = segments.index(drawn["predominant"]) if drawn["predominant"] in segments else 0
    told_at = at + (2 + float(random.exponential(_of(DAYS, place)))) * DAY
    if random.random() < IS_TOLD and told_at < until:
        yield {**_NOTHING, **_ending(random, told_at, drawn["grades"], place), "created_at": told_at}


_NOTHING = {"amount": None, "reason": None, "postponed_until": None, "sealed_note": None}


def _ending(random: Generator, told_at: datetime, grades: str, place: int) -> dict[str, Any]:
    if random.random() < POSTPONED:
        return {"kind": "postponed", "postponed_until": told_at + 30 * DAY}
    if random.random() < min(0.95, BY_GRADE.get(grades, BETWEEN) * _of(BY_PLACE, place)):
        return {"kind": "won", "amount": _amount(random, place)}
    return {"kind": "lost", "reason": str(random.choice(REASONS, p=REASON_SHARES))}


def uses(random: Generator, at: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """The columns of what was done with a card: told the next morning, if at all."""
    told_at = at + float(random.uniform(15, 22)) / 24 * DAY
    if random.random() < USE_IS_TOLD and told_at < until:
        yield {"kind": str(random.choice(USES, p=USE_SHARES)), "created_at": told_at}


def _amount(random: Generator, place: int) -> int | None:
    """Hundredths of the currency; most deals are small and a few are large."""
    if random.random() > HAS_AMOUNT:
        return None
    return 5_000 * max(2, round(_of(DEAL, place) * float(random.lognormal(0, 0.45)) / 50))


def _of(by_place: tuple[float, ...], place: int) -> float:
    return by_place[place % len(by_place)]
