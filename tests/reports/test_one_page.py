"""The director's page: what it says, that it can be read, and that it is one sheet that can be searched."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import matplotlib as mpl
import pytest

from bot.reports.charts import Names
from bot.reports.onepage import Reader, draw
from bot.reports.onepage.layout import HEIGHT, WIDTH, placed
from bot.reports.onepage.sheet import OnePage, page_of
from bot.reports.overview import Overview
from bot.reports.summary import Bar, Summary
from messages import languages
from tests.reports.days import TUESDAY, day, hard_days, many_names, names
from tests.reports.test_charts import matplotlib_settings, overlapping, texts

HARD = hard_days()
WEEKS = (0, 0, 4, 5, 6, 7, 5, 4, 9, 8, 7, 6, 12)


def reader(language: str = "en", segments: Names | None = None) -> Reader:
    return Reader(
        language,
        ZoneInfo("Asia/Tokyo"),
        "Riverbend Studio",
        segments or names(language),
        {"budget": "Budget"},
    )


def overview(summary: Summary, weeks: tuple[int, ...] = WEEKS) -> Overview:
    step = (TUESDAY - TUESDAY.replace(day=18)).days
    days = [TUESDAY.fromordinal(TUESDAY.toordinal() - step * back) for back in reversed(range(len(weeks)))]
    return Overview(summary, tuple(Bar(day, cases) for day, cases in zip(days, weeks, strict=True)))


def page(name: str = "ordinary", language: str = "en") -> OnePage:
    return page_of(overview(HARD[name]), reader(language))


# --- what it says -----------------------------------------------------------------------------------------


def test_the_large_figures_say_what_they_are_of() -> None:
    largest, best, still_open, answered = page().figures
    assert (largest.word, largest.figure, largest.beside) == ("Novices", "50%", "6 of 12")
    assert (best.word, best.figure, best.beside) == ("Grade A", "3", "usually 2.5")
    assert (still_open.figure, still_open.beside) == ("17%", "2 of 12")
    assert (answered.figure, answered.beside) == ("2", "5 sent")


def test_of_nothing_there_is_no_share() -> None:
    assert [figure.figure for figure in page("nothing ever").figures] == ["–", "0", "–", "0"]
    assert page("nothing ever").seen == ("Nothing stands out.",)


def test_what_stands_out_is_said_in_sentences() -> None:
    busy, more = page().seen
    assert busy == "Far more clients than usual: 12, usually about 6.5."
    assert more == "More Novices than usual: 6 of 12 clients, usually 20%."


def test_a_typical_week_is_of_those_before_since_there_are_any() -> None:
    told = page_of(overview(HARD["ordinary"]), reader())
    assert told.weeks_usual == 6 and told.weeks_key == "line: a typical week, 6"
    young = page_of(overview(HARD["ordinary"], (0,) * 10 + (3, 4, 12)), reader())
    assert young.weeks_usual is None and young.weeks_key == ""


@pytest.mark.parametrize(("days", "told"), [(1, 1), (7, 1), (27, 3), (28, 4), (31, 4)])
def test_only_weeks_wholly_inside_are_set_off(days: int, told: int) -> None:
    shown = HARD["ordinary"]
    began = TUESDAY - timedelta(days)
    longer = replace(shown, window=replace(shown.window, starts_on=began, ends_on=TUESDAY))
    assert sum(each.is_told for each in page_of(overview(longer), reader()).weeks) == told


def test_it_names_no_client_and_ranks_nobody() -> None:
    summary = replace(HARD["ordinary"], owner_id=None)
    told = str(page_of(overview(summary), reader()))
    assert "Mira" not in told


@pytest.mark.parametrize("language", languages())
def test_every_observation_has_a_sentence(language: str) -> None:
    from bot.reports.observations import Observation, Sight

    for sight in Sight:
        seen = Observation(sight, 3, 9, 2.5, 0.25, 8, "novices", "budget")
        told = page_of(overview(day((1, 2, 3, 0), seen=(seen,))), reader(language))
        assert told.seen[0]


# --- how it looks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", HARD)
def test_everything_stands_on_the_page_and_nothing_on_something_else(name: str, language: str) -> None:
    segments = names(language) if len(HARD[name].segments) == 4 else many_names()
    drawn = placed(page_of(overview(HARD[name]), reader(language, segments)), language)
    assert (drawn.width, drawn.height) == (WIDTH, HEIGHT)
    scale = drawn.figure.bbox.width / WIDTH
    boxes = [each.get_window_extent() for each in texts(drawn)]
    assert all(
        box.x0 >= 0 and box.x1 <= WIDTH * scale and box.y0 >= 0 and box.y1 <= HEIGHT * scale for box in boxes
    )
    assert overlapping(drawn) == []


def test_it_is_one_sheet_of_a4_with_its_fonts_in_it() -> None:
    for language, font in (("en", rb"DejaVuSans"), ("ru", rb"DejaVuSans"), ("ja", rb"IPAexGothic")):
        file = draw(overview(HARD["ordinary"]), reader(language))
        assert len(re.findall(rb"/Type /Page\b", file)) == 1
        (width, height) = (
            float(each) for each in re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", file)[0]
        )
        assert width == pytest.approx(595.3, abs=0.5) and height == pytest.approx(841.9, abs=0.5)
        assert font in file and b"/FontFile2" in file and b"/ToUnicode" in file


def test_the_same_page_is_the_same_bytes_and_no_setting_is_changed() -> None:
    before = matplotlib_settings()
    assert draw(overview(HARD["ordinary"]), reader()) == draw(overview(HARD["ordinary"]), reader())
    assert matplotlib_settings() == before and mpl.rcParams["pdf.fonttype"] == 3
