"""What a funnel's picture shows, in the reader's words and in order, before anything is placed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_interval, format_skeleton

from bot.reports.charts.wording import number, spoken
from bot.reports.funnel import Funnel, Length, Place
from bot.reports.funnel.figures import LEAST_OVER
from messages import label
from questionnaires.interview.script import in_language

MOST_ROWS = 20
"""More could not be read on a phone; those at which fewest leave are left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One horizontal bar: what became of the interviews that came here."""

    name: str
    answered: int
    unknown: int
    left: int
    is_step: bool
    is_most: bool
    """Most leave here."""

    @property
    def count(self) -> int:
        """How long the bar is."""
        return self.answered + self.unknown + self.left


@dataclass(frozen=True, slots=True)
class Column:
    """Those that were left after so many answers."""

    answers: int
    left: int
    is_most: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the picture, from top to bottom."""

    headline: str
    finding: str | None
    occasion: str
    key: tuple[str, str, str]
    """What the parts of a bar are called: answered, not known, left here."""
    rows: tuple[Row, ...]
    columns_head: str
    columns: tuple[Column, ...]
    """Empty where nobody left after an answer."""


def sheet_of(funnel: Funnel, whose: str | None, language: str) -> Sheet:
    """Word a funnel for a picture."""
    return Sheet(
        headline=_headline(funnel, language),
        finding=_finding(funnel, language),
        occasion=_occasion(funnel, whose, language),
        key=(
            label("funnel_answered", language),
            label("funnel_unknown", language),
            label("funnel_left", language),
        ),
        rows=_rows(funnel, language),
        columns_head=label("funnel_lengths", language),
        columns=_columns(funnel.lengths),
    )


def place_name(place: Place, language: str) -> str:
    """A question by its short name, a step by what it is called."""
    return step_name(place.id, language) if place.short is None else in_language(dict(place.short), language)


def step_name(step: str, language: str) -> str:
    """What a step before, between or after the questions is called."""
    return label(f"funnel_step_{step}", language)


def _headline(funnel: Funnel, language: str) -> str:
    figures = {"left": number(funnel.left, language), "of": number(funnel.begun, language)}
    return label(f"funnel_headline_{funnel.kind}", language, **figures)


def _finding(funnel: Funnel, language: str) -> str | None:
    most = funnel.most_left
    if most is not None:
        return label("funnel_most", language, place=place_name(most, language), left=most.left)
    return None if funnel.is_telling else label("funnel_too_few", language, needed=LEAST_OVER)


def _occasion(funnel: Funnel, whose: str | None, language: str) -> str:
    window = funnel.window
    is_one_day = window.first_day == window.ends_on
    when = (
        format_skeleton("yMMMEd", window.ends_on, locale=spoken(language))
        if is_one_day
        else format_interval(window.first_day, window.ends_on, "yMMMd", locale=spoken(language))
    )
    under_way = (
        label("funnel_under_way", language, count=number(funnel.under_way, language))
        if funnel.under_way
        else None
    )
    return " · ".join(part for part in (whose, str(when), under_way) if part)


def _rows(funnel: Funnel, language: str) -> tuple[Row, ...]:
    """Where anybody came; steps that leave no trace only where somebody left."""
    shown = [place for place in funnel.places if place.left or place.asked]
    kept = set(sorted(range(len(shown)), key=lambda at: (-shown[at].left, at))[:MOST_ROWS])
    most = funnel.most_left
    return tuple(
        Row(
            name=place_name(place, language),
            answered=place.answered,
            unknown=place.unknown,
            left=place.left,
            is_step=place.short is None,
            is_most=place == most,
        )
        for at, place in enumerate(shown)
        if at in kept
    )


def _columns(lengths: Sequence[Length]) -> tuple[Column, ...]:
    """As far as somebody left."""
    last = max((each.answers for each in lengths if each.left), default=-1)
    most = max((each.left for each in lengths), default=0)
    return tuple(
        Column(each.answers, each.left, each.left == most) for each in lengths if each.answers <= last
    )
