"""From a funnel to facts that a template can tell in any language."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from bot.reports.charts.funnel import place_name
from bot.reports.funnel import Funnel, Place
from bot.reports.funnel.figures import LEAST_HERE, LEAST_OVER
from bot.telegram.summaries.words import short, window_facts
from bot.telegram.visit import Visit

Facts = dict[str, Any]
NAME, OF_WHOM = 40, 24
"""Characters of a question's name, and of a manager's."""


def caption_facts(visit: Visit, funnel: Funnel, whose: str | None) -> Facts:
    """What stands below the picture, and alone where there is none."""
    most, unknown = funnel.most_left, funnel.most_unknown
    return {
        **_of_whom(visit, funnel, whose),
        "begun": funnel.begun,
        "done": funnel.done,
        "left": funnel.left,
        "under_way": funnel.under_way,
        "ended": funnel.ended,
        "is_telling": funnel.is_telling,
        "over": funnel.over,
        "needed": LEAST_OVER,
        "most": None if most is None else place_facts(visit, most),
        "unknown": None if unknown is None else place_facts(visit, unknown),
        "half": half_left_by(funnel),
    }


def details_facts(visit: Visit, funnel: Funnel, whose: str | None, most: int) -> Facts:
    """Every figure there is.

    Args:
        most: places and lengths that there is room for, each.
    """
    shown = [place for place in funnel.places if not place.is_empty]
    reached = [length for length in funnel.lengths if length.left]
    return {
        **_of_whom(visit, funnel, whose),
        "places": [place_facts(visit, place) for place in shown[:most]],
        "more": max(0, len(shown) - most),
        "lengths": [
            {"answers": each.answers, "reached": each.reached, "left": each.left} for each in reached[:most]
        ],
    }


def place_facts(visit: Visit, place: Place) -> Facts:
    """One question or step; `step` is None of a question."""
    return {
        "name": short(place_name(place, visit.language), NAME),
        "step": place.id if place.short is None else None,
        "is_older": place.is_older,
        "asked": place.asked,
        "answered": place.answered,
        "unknown": place.unknown,
        "left": place.left,
        "under_way": place.under_way,
        "place": place.mean_place,
    }


def half_left_by(funnel: Funnel) -> int | None:
    """After how many answers half of those were gone who left; None where it is too few to tell."""
    left = [length.left for length in funnel.lengths]
    if not funnel.is_telling or sum(left) < LEAST_HERE:
        return None
    return next(many for many, gone in enumerate(accumulate(left)) if 2 * gone >= sum(left))


def _of_whom(visit: Visit, funnel: Funnel, whose: str | None) -> Facts:
    window = window_facts(funnel.window, visit.house.schedule)
    return {
        **{name: window[name] for name in ("first", "last", "until")},
        "kind": str(funnel.kind),
        "whose": whose and short(whose, OF_WHOM),
    }
