"""What the picture of conversions shows, in the reader's words and in order, before it is placed. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_interval

from bot.reports.charts.names import Names
from bot.reports.charts.wording import spoken
from bot.reports.conversion import Conversion, Conversions
from bot.reports.figures import OPEN
from messages import label
from scoring import Interval

MOST_ROWS = 12
"""Segments that the picture has room for; those with the fewest decided cases are left to the text."""
OPEN_COLOUR, ALL_COLOUR = "#a6afb8", "#1b2430"
Money = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of cases."""

    name: str
    figures: str
    """The share in words, of how many, or that these are too few."""
    amounts: str
    """What those won brought; empty where no amount is known."""
    share: float
    interval: Interval | None
    """None: no dot, as there are too few to tell."""
    colour: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the picture, from top to bottom."""

    headline: str
    occasion: str
    rows: tuple[Row, ...]
    """The last one is all cases together."""
    key: str
    """What the dots and the lines mean."""


def sheet_of(found: Conversions, first: date, names: Names, money: Money, language: str) -> Sheet:
    """Word conversions for a picture; `first` is the first day that they are about."""
    told = [each for each in found.segments if each.cases]
    most = sorted(told, key=lambda each: -each.decided)[:MOST_ROWS]
    rows = [_of_segment(each, names, money, language) for each in told if each in most]
    everything = _row(found.all, label("chart_all", language), ALL_COLOUR, money, language)
    days = format_interval(first, found.window.ends_on, "yMMMd", locale=spoken(language))
    return Sheet(
        headline=label("chart_conversion", language),
        occasion=str(days),
        rows=(*rows, everything),
        key=label("chart_interval", language),
    )


def _of_segment(each: Conversion, names: Names, money: Money, language: str) -> Row:
    (id,) = each.ids
    if id == OPEN:
        return _row(each, label("chart_segment_open", language), OPEN_COLOUR, money, language)
    return _row(each, names.name(id), names.colour(id), money, language)


def _row(each: Conversion, name: str, colour: str, money: Money, language: str) -> Row:
    facts = {"won": each.won, "decided": each.decided, "share": round(100 * each.share)}
    kind = "chart_won_share" if each.interval else "chart_won_few" if each.decided else "chart_none_decided"
    return Row(
        name=name,
        figures=label(kind, language, **facts),
        amounts=_amounts(each, money, language),
        share=each.share,
        interval=each.interval,
        colour=colour,
    )


def _amounts(each: Conversion, money: Money, language: str) -> str:
    if not each.amounts:
        return ""
    total = label("chart_total", language, total=money(each.total), count=each.amounts)
    if each.median is None:
        return total
    return label("chart_median", language, median=money(each.median), total=total)
