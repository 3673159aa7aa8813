"""The funnel's picture: what it says, and that all of it can be read on a phone, in every language."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.charts.funnel import draw_funnel
from bot.reports.charts.funnel.layout import ANSWERED, LEFT, UNKNOWN, WENT_ON, placed
from bot.reports.charts.funnel.sheet import MOST_ROWS, Sheet, sheet_of
from bot.reports.charts.paper import SMALLEST
from bot.reports.funnel import Funnel, Kind, Length, Place
from messages import languages
from tests.reports.days import LONG, window
from tests.reports.test_charts import EYES, _lab, _linear, boxes, outside, overlapping, size, texts

MOST_BYTES, WIDTH, HIGHEST = 300_000, 1200, 1280
APART = 20
"""CIE 1976 colour difference, as for segments."""


def question(id: str, answered: int, unknown: int, left: int, name: str | None = None) -> Place:
    asked = answered + unknown + left
    short = dict.fromkeys(languages(), name or id)
    return Place(id, short, False, asked, answered, unknown, left, 0, 1.5 if asked else None)


def step(id: str, asked: int | None, went_on: int, left: int) -> Place:
    return Place(id, None, False, asked, went_on, 0, left, 0, None)


def funnel(*places: Place, done: int = 90, kind: Kind = Kind.QUIZ, lengths: tuple[int, ...] = ()) -> Funnel:
    """Of a week, with these places; `lengths` are those left after 0, 1, … answers."""
    left = sum(place.left for place in places)
    reached = tuple(Length(many, 100, gone) for many, gone in enumerate(lengths))
    return Funnel(kind, window(7), None, done + left + 2, done, left, 2, 0, places, reached)


ORDINARY = (step("naming", 105, 102, 3), question("Budget", 80, 10, 9), question("Trust", 70, 19, 1))


def sheet(of: Funnel, language: str = "en", whose: str | None = None) -> Sheet:
    return sheet_of(of, whose, language)


# --- what it says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "13 of 105 quizzes broken off"),
        ("ru", "Прервано опросов: 13 из 105"),
        ("ja", "診断 105件のうち13件が中断"),
        ("de", "13 of 105 quizzes broken off"),
    ],
)
def test_the_title_says_how_many(language: str, said: str) -> None:
    assert sheet(funnel(*ORDINARY), language).headline == said


def test_below_it_stands_where_most_are_left_or_that_it_is_too_early() -> None:
    assert sheet(funnel(*ORDINARY)).finding == "Most at: Budget (9)"
    assert sheet(funnel(*ORDINARY, done=1)).finding == "Too few to tell yet: 20 would do"
    assert sheet(funnel(question("Budget", 80, 10, 2))).finding is None


def test_it_says_whose_and_of_when_and_how_many_are_under_way() -> None:
    said = " ".join(sheet(funnel(*ORDINARY), whose="Max").occasion.split())  # ICU's spaces are thin ones
    assert said == "Max · Nov 19 – 25, 2031 · under way 2"


def test_rows_come_in_order_without_those_where_nobody_came() -> None:
    rows = sheet(funnel(*ORDINARY, question("Never", 0, 0, 0), step("offering", None, 0, 2))).rows
    assert [row.name for row in rows] == ["Naming the client", "Budget", "Trust", "Result or more questions"]
    assert [row.is_most for row in rows] == [False, True, False, False]


def test_of_too_many_rows_those_stay_where_most_are_left() -> None:
    many = [question(f"q{number}", 5, 0, number) for number in range(MOST_ROWS + 5)]
    assert [row.name for row in sheet(funnel(*many)).rows] == [f"q{n}" for n in range(5, MOST_ROWS + 5)]


def test_columns_go_as_far_as_somebody_left() -> None:
    columns = sheet(funnel(*ORDINARY, lengths=(1, 0, 4, 0, 0))).columns
    assert [(each.answers, each.left, each.is_most) for each in columns] == [
        (0, 1, False),
        (1, 0, False),
        (2, 4, True),
    ]


# --- that it can be read ----------------------------------------------------------------------------------


def hard() -> dict[str, Funnel]:
    """Name -> a funnel that is hard on a picture in its own way."""
    long = [question(f"q{n}", 7 * n, n, n, LONG[n % len(LONG)]) for n in range(30)]
    return {
        "ordinary": funnel(*ORDINARY, lengths=(1, 0, 4, 2)),
        "one": funnel(step("naming", 1, 0, 1), done=0, lengths=(1,)),
        "nothing left": funnel(question("Budget", 1, 0, 0), done=1),
        "thousands": funnel(question("Budget", 81_000, 12_345, 9_999), lengths=(9_999, *[1_234] * 25)),
        "long": funnel(*long, lengths=tuple(range(30))),
        "briefs": funnel(step("link", 9, 6, 1), step("consent", 6, 4, 1), kind=Kind.BRIEF),
    }


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", hard())
def test_every_text_is_on_the_picture_and_on_no_other(name: str, language: str) -> None:
    drawn = placed(sheet(hard()[name], language, "W" * 24), language)
    assert outside(drawn) == [] and overlapping(drawn) == []
    assert drawn.height <= HIGHEST
    assert min(float(each.get_fontsize()) for each in texts(drawn)) >= SMALLEST


@given(counts=st.lists(st.tuples(*[st.integers(1, 3_000)] * 3), min_size=1, max_size=MOST_ROWS))
@settings(max_examples=15, deadline=None)
def test_the_parts_of_a_bar_are_as_long_as_their_counts(counts: list[tuple[int, int, int]]) -> None:
    drawn = placed(sheet(funnel(*(question(f"q{n}", *each) for n, each in enumerate(counts)))), "en")
    longest = max(sum(each) for each in counts)
    parts = [
        sorted(boxes(drawn, colour), key=lambda box: -box.get_y()) for colour in (ANSWERED, UNKNOWN, LEFT)
    ]
    bars = list(zip(*(part[1:] for part in parts), strict=True))  # the first of each is the key's
    assert len(bars) == len(counts)
    whole = max(sum(box.get_width() for box in bar) for bar in bars)
    for bar, each in zip(bars, counts, strict=True):
        for box, many in zip(bar, each, strict=True):
            assert abs(box.get_width() - max(3, many / longest * whole)) <= 8


@pytest.mark.parametrize("eye", EYES)
def test_the_parts_of_a_bar_stay_apart_for_every_eye(eye: str) -> None:
    seen = {colour: _lab(EYES[eye] @ _linear(colour)) for colour in (ANSWERED, WENT_ON, UNKNOWN, LEFT)}
    distances = {(a, b): np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(seen, 2)}
    assert {pair for pair, distance in distances.items() if distance < APART} <= {(ANSWERED, WENT_ON)}


def test_the_same_funnel_gives_the_same_small_file() -> None:
    whole = hard()["long"]
    picture = draw_funnel(whole, "Max", "ja")
    assert picture == draw_funnel(whole, "Max", "ja") != draw_funnel(replace(whole, left=1), "Max", "ja")
    assert size(picture)[0] == WIDTH and len(picture) < MOST_BYTES
