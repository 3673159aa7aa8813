"""What the director's page says, in the reader's words, before anything is placed or drawn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from babel.dates import format_skeleton
from babel.numbers import format_percent

from bot.reports.charts.sheet import Day, Panel, Step, sheet_of
from bot.reports.charts.wording import number, spoken
from bot.reports.figures import Count
from bot.reports.observations import Observation
from bot.reports.onepage.reader import Reader
from bot.reports.overview import Overview
from bot.reports.summary import Bar, Summary
from bot.reports.weeks import WEEK
from bot.reports.windows import Window
from messages import label

FEWEST_WEEKS = 4
"""Weeks before these days of which the middle one is worth a line."""
COMMON = 2
"""Cases from which a mix is a common one."""


NOTHING = "–"
SHORT_DATES = {"ja": "Md", "ru": "Md"}
"""Where the name of a month is too long to stand under a column."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the large figures at the head."""

    word: str
    figure: str
    beside: str
    """What it is to be compared with; empty where there is nothing."""


@dataclass(frozen=True, slots=True)
class OnePage:
    """Everything on the page, from top to bottom."""

    studio: str
    """Empty where it has no name."""
    occasion: str
    headline: str
    finding: str
    """Empty where no segment stands out."""
    figures: tuple[Figure, ...]
    usual: str
    segments: Panel
    grades: Panel
    weeks_head: str
    weeks: tuple[Day, ...]
    weeks_usual: float | None
    weeks_key: str
    """What the line means; empty without one."""
    briefs_head: str
    briefs: tuple[Step, ...]
    """Empty where nothing happened to one."""
    no_briefs: str
    seen_head: str
    seen: tuple[str, ...]
    notes: tuple[str, ...]


def page_of(overview: Overview, reader: Reader) -> OnePage:
    """Word an overview for the page."""
    summary, language = overview.summary, reader.language
    picture = sheet_of(summary, reader.segments, language)
    weeks_usual = _middle(overview.weeks, summary.window)
    middle = "" if weeks_usual is None else number(weeks_usual, language)
    return OnePage(
        studio=reader.studio,
        occasion=picture.occasion,
        headline=picture.headline,
        finding=picture.finding or "",
        figures=_figures(summary, reader),
        usual=label("chart_usual" if picture.segments.has_usual else "onepage_no_usual", language),
        segments=picture.segments,
        grades=picture.grades,
        weeks_head=label("onepage_weeks", language),
        weeks=_weeks(overview.weeks, summary.window, language),
        weeks_usual=weeks_usual,
        weeks_key=label("onepage_middle", language, count=middle) if middle else "",
        briefs_head=picture.briefs_head,
        briefs=picture.briefs,
        no_briefs=label("onepage_no_briefs", language),
        seen_head=label("onepage_seen", language),
        seen=_seen(summary, reader),
        notes=_notes(summary.window, reader),
    )


def _figures(summary: Summary, reader: Reader) -> tuple[Figure, ...]:
    """The largest segment, what is worth most, what is not known yet, and who answered for themselves."""
    language, best, briefs = reader.language, summary.grades[0], summary.briefs
    answered = label("onepage_of_sent", language, sent=briefs.sent) if briefs.sent else ""
    return (
        _largest(summary, reader),
        Figure(label("onepage_best", language), number(best.count, language), _usually(best, language)),
        _part(label("onepage_open", language), summary.open.count, summary.cases.count, language),
        Figure(label("onepage_answered", language), number(briefs.done, language), answered),
    )


def _largest(summary: Summary, reader: Reader) -> Figure:
    """The segment that most cases are of; of equally large ones the first."""
    most = max(summary.segments, key=lambda each: each.count, default=None)
    if most is None or not most.count:
        return Figure(label("onepage_largest", reader.language), NOTHING, "")
    return _part(reader.segments.name(most.id), most.count, summary.cases.count, reader.language)


def _part(word: str, count: int, of: int, language: str) -> Figure:
    if not of:
        return Figure(word, NOTHING, "")
    return Figure(word, _percent(count / of, language), label("onepage_of", language, count=count, of=of))


def _usually(count: Count, language: str) -> str:
    if count.usual is None:
        return ""
    return label("onepage_usually", language, usual=number(count.usual, language))


def _percent(share: float, language: str) -> str:
    return str(format_percent(share, locale=spoken(language)))


# --- weeks ------------------------------------------------------------------------------------------------


def _weeks(weeks: Sequence[Bar], window: Window, language: str) -> tuple[Day, ...]:
    form = SHORT_DATES.get(language, "MMMd")
    return tuple(
        Day(
            weekday=format_skeleton(form, week.ends_on, locale=spoken(language)),
            day="",
            cases=week.cases,
            is_told=_is_told(week, window),
        )
        for week in weeks
    )


def _is_told(week: Bar, window: Window) -> bool:
    """Whether a week is among the days that the page is about: the last one, and those wholly inside."""
    is_whole = window.starts_on <= week.ends_on - WEEK and week.ends_on < window.ends_on
    return week.ends_on == window.ends_on or is_whole


def _middle(weeks: Sequence[Bar], window: Window) -> float | None:
    """The median of the weeks before, from the first in which anything came in."""
    before = [week.cases for week in weeks if min(window.starts_on, window.ends_on - WEEK) >= week.ends_on]
    while before and before[0] == 0:
        before = before[1:]
    return float(median(before)) if len(before) >= FEWEST_WEEKS else None


# --- words ------------------------------------------------------------------------------------------------


def _seen(summary: Summary, reader: Reader) -> tuple[str, ...]:
    """The observations as sentences, then the most common mix."""
    names, language = reader.segments, reader.language
    found = [_sentence(each, reader) for each in summary.observations]
    if summary.mixes and summary.mixes[0].count >= COMMON:
        mix = summary.mixes[0]
        called = f"{names.name(mix.predominant)} + {names.name(mix.secondary)}"
        found.append(label("onepage_mix", language, mix=called, count=mix.count))
    return tuple(found) or (label("onepage_nothing", language),)


def _sentence(seen: Observation, reader: Reader) -> str:
    language = reader.language
    return label(
        f"sight_{seen.sight}",
        language,
        count=number(seen.count, language),
        of=number(seen.of, language),
        usual=number(seen.usual, language),
        share=_percent(seen.share, language),
        needed=seen.needed,
        segment=reader.segments.name(seen.segment) if seen.segment else "",
        question=reader.questions.get(seen.question or "", seen.question or ""),
    )


def _notes(window: Window, reader: Reader) -> tuple[str, ...]:
    """From when to when it is, and what the figures mean."""
    ends = {"start": _moment(window.start, reader), "end": _moment(window.end, reader)}
    span = label("onepage_span", reader.language, zone=reader.zone.key, **ends)
    return span, label("onepage_note", reader.language)


def _moment(moment: datetime, reader: Reader) -> str:
    local = moment.astimezone(reader.zone)
    return f"{format_skeleton('yMMMd', local, locale=spoken(reader.language))} {local:%H:%M}"
