"""The picture's caption: it says everything without the picture, and what there is no room for goes last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.outcomes.amounts import money
from bot.reports.charts import Names
from bot.reports.charts.conversion import draw_conversions
from bot.reports.conversion import ENOUGH, Conversion, Conversions
from bot.reports.figures import OPEN
from bot.telegram.ending.words import amount_in_words
from bot.telegram.length import CAPTION, fitted
from bot.telegram.outgoing import Drawing, Keyboard, Letter, Post
from bot.telegram.summaries.words import segment_names, short, window_facts
from bot.telegram.visit import Visit


@dataclass(frozen=True)
class Room:
    """How much of everything a caption has room for."""

    segment: int = 40
    """Characters of a segment's name."""
    segments: int = 12
    mixes: int = 3
    has_amounts: bool = True
    has_grades: bool = True


ROOMS = (
    Room(),
    Room(mixes=0),
    Room(segment=24, mixes=0, has_grades=False),
    Room(segment=16, mixes=0, has_grades=False, has_amounts=False),
    Room(segment=12, segments=8, mixes=0, has_grades=False, has_amounts=False),
)
"""From everything to what must be said; the first that fits is taken."""


def letter(visit: Visit, found: Conversions, keyboard: Keyboard) -> Letter:
    """The picture with its caption; a word alone where there is no case."""
    if not found.all.cases:
        return Post(visit.chat, visit.page("segments_empty", keyboard, **_days(visit, found)))
    names = Names.of(visit.unit.scripts.today.content, visit.language)
    currency = visit.unit.scripts.studio.named_currency
    worded = partial(money, currency=currency, language=visit.language)
    days = _days(visit, found)
    first = days["first"] or days["last"]
    draw = partial(draw_conversions, found, first, names, worded, visit.language)
    captions = (visit.page("segments", keyboard, **facts_of(visit, found, room)) for room in ROOMS)
    return Drawing(visit.chat, draw, fitted(captions, CAPTION))


def facts_of(visit: Visit, found: Conversions, room: Room) -> dict[str, Any]:
    """What the caption tells."""
    segments = [each for each in found.segments if each.cases][: room.segments]
    return {
        **_days(visit, found),
        "all": _facts(visit, found.all, room),
        "segments": _rows(visit, segments, room),
        "grades": _rows(visit, found.grades if room.has_grades else (), room),
        "mixes": _rows(visit, found.mixes[: room.mixes], room),
        "enough": ENOUGH,
    }


def _days(visit: Visit, found: Conversions) -> dict[str, Any]:
    """The first day, None of a single one, and the last."""
    facts = window_facts(found.window, visit.house.schedule)
    return {name: facts[name] for name in ("first", "last")}


def _rows(visit: Visit, found: Iterable[Conversion], room: Room) -> list[dict[str, Any]]:
    return [_facts(visit, each, room) for each in found]


def _facts(visit: Visit, each: Conversion, room: Room) -> dict[str, Any]:
    """One kind, with names for ids; `name` is None of what is open, which the template names."""
    names = segment_names(visit)
    shown = [short(names.get(id, id), room.segment) for id in each.ids]
    has_amounts = room.has_amounts and each.amounts > 0
    return {
        "name": None if each.ids == (OPEN,) else " + ".join(shown),
        "cases": each.cases,
        "decided": each.decided,
        "won": each.won,
        "share": each.share,
        "interval": each.interval,
        "amounts": each.amounts if has_amounts else 0,
        "total": amount_in_words(visit, each.total),
        "median": None if each.median is None else amount_in_words(visit, each.median),
    }
