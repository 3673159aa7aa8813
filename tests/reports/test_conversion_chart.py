"""The picture of conversions: what it says, that all of it can be read, and nothing of too few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle

from bot.outcomes.amounts import money
from bot.reports.charts.conversion import draw_conversions
from bot.reports.charts.conversion.layout import placed
from bot.reports.charts.conversion.sheet import MOST_ROWS, Sheet, sheet_of
from bot.reports.charts.paper import BACKGROUND, SMALLEST, Paper
from bot.reports.conversion import Conversion, Conversions
from messages import languages
from scoring import wilson
from tests.reports.days import SEGMENTS, many_names, names, window
from tests.reports.test_charts import HIGHEST, MOST_BYTES, WIDTH, outside, overlapping, size, texts

FIRST = date(2030, 3, 6)


def conversion(ids: tuple[str, ...], won: int, decided: int, cases: int = 0, total: int = 0) -> Conversion:
    """One kind; every amount is the same."""
    interval = wilson(won, decided) if decided >= 10 else None
    median = total / won if won > 2 else None
    return Conversion(ids, cases or decided, decided, won, interval, won if total else 0, total, median)


def found(*segments: Conversion) -> Conversions:
    won, decided = (sum(getattr(each, name) for each in segments) for name in ("won", "decided"))
    total = sum(each.total for each in segments)
    return Conversions(window(), conversion((), won, decided, total=total), segments, (), ())


def ordinary() -> Conversions:
    pros, nimble, novices, cautious = SEGMENTS
    return found(
        conversion((pros,), 7, 12, 30, 1_960_000),
        conversion((nimble,), 2, 3, 4, 560_000),
        conversion((novices,), 0, 10),
        conversion((cautious,), 0, 0, 2),
        conversion(("open",), 11, 11, 20, 999_999_999_999),
    )


def hard() -> dict[str, Conversions]:
    """Name -> what is hard on a picture in its own way."""
    many = [conversion((f"segment{n}",), n, 12 + n, total=n * 90_000) for n in range(15)]
    return {"ordinary": ordinary(), "one": found(conversion(("pros",), 0, 1)), "fifteen": found(*many)}


def sheet(told: Conversions, language: str = "en") -> Sheet:
    named = many_names() if len(told.segments) > 5 else names(language)
    return sheet_of(told, FIRST, named, partial(money, currency="USD", language=language), language)


def dots(drawn: Paper) -> list[str]:
    found = [each for each in drawn.figure.findobj(Circle) if isinstance(each, Circle)]
    return [colour for colour in (to_hex(each.get_facecolor()) for each in found) if colour != BACKGROUND]


def test_each_segment_has_its_share_of_those_decided_and_its_amounts() -> None:
    first, *_, last = sheet(ordinary()).rows
    assert (first.name, first.figures) == ("Pros", "58 % · 7 of 12")
    assert first.amounts == "median $2,800 · amounts known: 7, total $19,600"
    assert (last.name, last.figures) == ("All together", "56 % · 20 of 36")


def test_of_too_few_it_says_so_and_draws_no_dot() -> None:
    shown = sheet(ordinary())
    assert [row.figures for row in shown.rows[1:4]] == [
        "2 of 3 · too few to tell",
        "0 % · 0 of 10",
        "none decided yet",
    ]
    coloured = [row.colour for row in shown.rows if row.interval is not None]
    assert dots(placed(shown, "en")) == coloured and len(coloured) == 4


def test_segments_have_the_colours_of_every_other_picture() -> None:
    told = sheet(ordinary()).rows
    assert [row.colour for row in told[:4]] == [names("en").colour(id) for id in SEGMENTS]


def test_of_very_many_segments_those_with_the_most_decided_are_shown() -> None:
    rows = sheet(hard()["fifteen"]).rows
    assert len(rows) == MOST_ROWS + 1
    assert rows[0].figures == "20 % · 3 of 15"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", hard())
def test_all_of_it_can_be_read_on_a_phone(name: str, language: str) -> None:
    drawn = placed(sheet(hard()[name], language), language)
    assert min(float(text.get_fontsize()) for text in texts(drawn)) >= SMALLEST
    assert overlapping(drawn) == []
    assert outside(drawn) == []
    assert drawn.height <= HIGHEST


def test_the_file_is_small_and_the_same_every_time() -> None:
    draw = partial(draw_conversions, ordinary(), FIRST, names("en"), lambda amount: f"{amount:,.0f}", "en")
    one, other = draw(), draw()
    assert one == other and len(one) < MOST_BYTES and size(one)[0] == WIDTH


def test_no_figure_is_told_of_no_cases() -> None:
    empty = replace(ordinary(), segments=(conversion(("pros",), 0, 0),))
    assert [row.name for row in sheet(empty).rows] == ["All together"]
