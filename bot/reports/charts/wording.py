"""The sentences at the head of a picture: what came in, what stands out, and when that was. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal

from bot.reports.charts.names import Names
from bot.reports.observations import Observation, Sight
from bot.reports.summary import Summary
from messages import label, languages

LEADS_FROM = 3
"""Cases of one segment from which it may be called most of them."""
MOST_LETTERS = 24
"""Of a segment's name in the title."""
LISTED_DAYS = 2
"""Missed days that are named one by one; of more, the first and the last."""
FAR = {Sight.BUSY: "chart_busy", Sight.QUIET: "chart_quiet"}
SHARES = {
    Sight.MORE_OF: "chart_more_of",
    Sight.LESS_OF: "chart_less_of",
    Sight.MANY_OPEN: "chart_many_open",
}


def headline(summary: Summary, language: str) -> str:
    """How many came in, beside the usual; far from it only where an observation says so."""
    cases = _cases(summary.cases.count, language)
    if summary.cases.usual is None:
        return cases
    seen = {each.sight for each in summary.observations} if summary.cases.count else set()
    name = next((FAR[sight] for sight in FAR if sight in seen), "chart_usually")
    return label(name, language, cases=cases, usual=number(summary.cases.usual, language))


def finding(summary: Summary, names: Names, language: str) -> str | None:
    """What stands out among the segments: an observation, else the one that most cases are of."""
    for each in summary.observations:
        if each.sight in SHARES:
            return _share(each, names, language)
    total = summary.cases.count
    most = max(summary.segments, key=lambda each: each.count, default=None)
    if most is None or most.count < LEADS_FROM or 2 * most.count <= total:
        return None
    return label("chart_mostly", language, segment=_short(names.name(most.id)), count=most.count, of=total)


def occasion(summary: Summary, language: str) -> str:
    """Whose figures these are and of when: the day, or the span of days, and what was missed before."""
    window = summary.window
    is_one_day = window.first_day == window.ends_on
    when = (
        format_skeleton("yMMMEd", window.ends_on, locale=spoken(language))
        if is_one_day
        else format_interval(window.first_day, window.ends_on, "yMMMd", locale=spoken(language))
    )
    parts = [_owner(summary), when]
    if window.missed:
        parts.append(label("chart_missed", language, dates=_dates(window.missed, language)))
    return " · ".join(part for part in parts if part)


def number(value: float, language: str) -> str:
    """A count, or a median of counts, with at most one decimal."""
    return str(format_decimal(value, "#,##0.#", locale=spoken(language)))


def spoken(language: str) -> str:
    """The language itself, or English where the bot does not speak it."""
    return language if language in languages() else "en"


def _cases(count: int, language: str) -> str:
    if not count:
        return label("chart_none", language)
    form = Locale.parse(spoken(language)).plural_form(count)
    return label(f"chart_cases_{form}", language, count=number(count, language))


def _share(seen: Observation, names: Names, language: str) -> str:
    segment = _short(names.name(seen.segment)) if seen.segment else ""
    return label(SHARES[seen.sight], language, segment=segment, count=seen.count, of=seen.of)


def _short(name: str) -> str:
    """A name that leaves room for the figures behind it."""
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def _owner(summary: Summary) -> str | None:
    rows = {row.person_id: row.name for row in summary.managers}
    return None if summary.owner_id is None else rows.get(summary.owner_id)


def _dates(days: Sequence[date], language: str) -> str:
    if len(days) <= LISTED_DAYS:
        return ", ".join(format_skeleton("MMMd", each, locale=spoken(language)) for each in days)
    return str(format_interval(days[0], days[-1], "MMMd", locale=spoken(language)))
