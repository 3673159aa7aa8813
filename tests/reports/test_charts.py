"""The summary's picture: what it says, that all of it can be read, and that it is the same everywhere."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from struct import unpack

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from bot.reports.charts import Names, draw
from bot.reports.charts.layout import placed
from bot.reports.charts.paper import SMALLEST, Paper
from bot.reports.charts.sheet import OPEN_COLOUR, OTHER_COLOUR, sheet_of
from bot.reports.figures import BriefFigures
from bot.reports.observations import Observation, Sight
from bot.reports.summary import Summary
from messages import languages
from tests.reports.days import TUESDAY, day, hard_days, many_names, names, trend, window

MOST_BYTES, WIDTH, LOWEST, HIGHEST = 300_000, 1200, 800, 1280
FINDING_CASES = 12
COUNTS = st.integers(0, 3_000)


def names_for(summary: Summary, language: str) -> Names:
    return names(language) if len(summary.segments) == 4 else many_names()


def paper(summary: Summary, language: str = "en") -> Paper:
    return placed(sheet_of(summary, names_for(summary, language), language), language)


def texts(drawn: Paper) -> list[Text]:
    return [each for each in drawn.figure.findobj(Text) if isinstance(each, Text) and each.get_text()]


def boxes(drawn: Paper, colour: str) -> list[Rectangle]:
    found = [each for each in drawn.figure.findobj(Rectangle) if isinstance(each, Rectangle)]
    return [each for each in found if to_hex(each.get_facecolor()) == colour]


def matplotlib_settings() -> dict[str, object]:
    """All but the backend: asking for it chooses one."""
    return {name: value for name, value in mpl.rcParams.items() if name != "backend"}


def size(picture: bytes) -> tuple[int, int]:
    """Width and height, from a PNG's own header."""
    width, height = unpack(">II", picture[16:24])
    return width, height


def overlapping(drawn: Paper) -> list[tuple[str, str]]:
    placed_texts = [(each.get_text(), each.get_window_extent()) for each in texts(drawn)]
    return [(a, b) for (a, one), (b, other) in combinations(placed_texts, 2) if _overlap(one, other)]


def outside(drawn: Paper) -> list[str]:
    sheet = Bbox([[0, 0], [drawn.width, drawn.height]])
    found = [(each.get_text(), each.get_window_extent()) for each in texts(drawn)]
    return [text for text, at in found if not (sheet.contains(*at.min) and sheet.contains(*at.max))]


def _overlap(one: Bbox, other: Bbox) -> bool:
    """More than touching: the ink of a line may come near that of the next."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide > 1 and tall > 2)


# --- what it says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 client"),
        ("en", 5, "5 clients"),
        ("ja", 5, "お客様 5件"),
        ("ru", 1, "1 клиент"),
        ("ru", 3, "3 клиента"),
        ("ru", 5, "5 клиентов"),
        ("ru", 21, "21 клиент"),
        ("de", 5, "5 clients"),
    ],
)
def test_the_title_counts_as_the_language_does(language: str, count: int, said: str) -> None:
    assert sheet_of(day((count, 0, 0, 0)), names(language), language).headline == said


def test_the_title_sets_the_count_beside_the_usual_where_there_is_one() -> None:
    assert sheet_of(day((3, 2, 2, 0), usual=6.5), names("en"), "en").headline == "7 clients, usually 6.5"
    assert sheet_of(day((3, 2, 2, 0), usual=6.5), names("ru"), "ru").headline == "7 клиентов, обычно 6,5"
    assert sheet_of(day((0, 0, 0, 0), usual=4), names("en"), "en").headline == "No clients, usually 4"


@pytest.mark.parametrize(("sight", "word"), [(Sight.BUSY, "above"), (Sight.QUIET, "below")])
def test_the_title_calls_a_day_unusual_only_where_an_observation_does(sight: Sight, word: str) -> None:
    busy = day((3, 2, 2, 0), usual=2, seen=(Observation(sight, 7, usual=2),))

    assert sheet_of(busy, names("en"), "en").headline == f"7 clients, well {word} the usual 2"


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        (Sight.MORE_OF, "Novices above usual: 2 of 12"),
        (Sight.LESS_OF, "Novices below usual: 2 of 12"),
        (Sight.MANY_OPEN, "Many still open: 2 of 12"),
    ],
)
def test_what_was_observed_about_segments_is_said_first(sight: Sight, said: str) -> None:
    seen = (Observation(Sight.STOPPING, 3, 5), Observation(sight, 2, FINDING_CASES, segment="novices"))

    assert sheet_of(day((10, 0, 2, 0), seen=seen), names("en"), "en").finding == said


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ((1, 0, 4, 2), "Mostly Novices: 4 of 7"),
        ((2, 0, 4, 2), None),  # half is not most
        ((0, 0, 2, 0), None),  # two are no majority to speak of
        ((0, 0, 0, 0), None),
    ],
)
def test_a_segment_leads_with_more_than_half_and_at_least_three(
    segments: tuple[int, ...], said: str | None
) -> None:
    assert sheet_of(day(segments), names("en"), "en").finding == said


def test_a_long_name_leaves_room_for_the_figures() -> None:
    drawn = paper(hard_days()["twelve segments"])

    found = [each.get_text() for each in texts(drawn) if "above usual" in each.get_text()]
    assert found == ["Enterprise marketing de… above usual: 6 of 12"]


def test_the_day_is_called_after_the_windows_end_and_a_longer_one_by_both() -> None:
    one, week = day((1, 0, 0, 0)), day((1, 0, 0, 0), when=window(6))

    assert sheet_of(one, names("en"), "en").occasion == "Tue, Nov 25, 2031"
    assert sheet_of(one, names("ja"), "ja").occasion == "2031年11月25日(火)"
    assert sheet_of(week, names("ru"), "ru").occasion == "20–25 нояб. 2031\u202fг."


def test_missed_days_are_told() -> None:
    missed = tuple(TUESDAY.replace(day=number) for number in (20, 21, 24))
    two = day((1, 0, 0, 0), when=window(5, missed[1:]))
    three = day((1, 0, 0, 0), when=window(6, missed))

    assert sheet_of(two, names("en"), "en").occasion.endswith("including missed Nov 21, Nov 24")
    assert "24" in sheet_of(three, names("en"), "en").occasion.split("missed Nov 20")[1]


def test_one_managers_figures_bear_their_name_and_the_teams_nobodys() -> None:
    team = day((1, 0, 0, 0))

    assert "Mira" not in sheet_of(team, names("en"), "en").occasion
    assert sheet_of(replace(team, owner_id=7), names("en"), "en").occasion.startswith("Mira · ")


def test_no_picture_for_a_group_names_anybody() -> None:
    manager = replace(day((1, 0, 0, 0)), owner_id=7).without_names()

    assert "Mira" not in {each.get_text() for each in texts(paper(manager))}
    assert "Mira" not in sheet_of(manager, names("en"), "en").occasion


def test_segments_have_their_own_names_and_colours_and_open_ones_grey() -> None:
    rows = sheet_of(day((1, 2, 3, 4), 5), names("ru"), "ru").segments.rows

    assert [row.name for row in rows] == ["Профи", "Шустрые", "Новички", "Осторожные", "пока неясно"]
    assert [row.colour for row in rows[:4]] == [colour for _, colour in names("ru").segments.values()]
    assert rows[4].colour == OPEN_COLOUR


def test_a_content_that_is_not_written_in_the_readers_language_is_named_in_its_first() -> None:
    assert names("de").name("novices") == names("en").name("novices")


def test_segments_of_older_contents_share_a_row_and_lose_no_case() -> None:
    rows = sheet_of(hard_days()["older segments"], many_names(), "en").segments.rows

    assert len(rows) == 13
    assert sum(row.count for row in rows) == hard_days()["older segments"].cases.count
    assert (rows[-2].name, rows[-2].colour) == ("others", OTHER_COLOUR)


def test_a_segment_that_is_not_known_any_more_keeps_its_id() -> None:
    rows = sheet_of(replace(day((1, 2, 3, 4))), Names({}), "en").segments.rows

    assert rows[0].name == "pros"


def test_there_is_no_tick_without_a_usual() -> None:
    without, with_usual = (sheet_of(day((1, 0, 0, 0), usual=u), names("en"), "en") for u in (None, 1))

    assert (without.usual, with_usual.usual) == ("no usual yet", "usual")


def test_the_days_that_the_summary_is_about_are_marked() -> None:
    missed = day((3, 0, 0, 0), earlier=(1, 2, 3), when=window(2))

    assert [each.is_told for each in sheet_of(missed, names("en"), "en").trend] == [False, False, True, True]


def test_a_window_that_stands_alone_is_no_trend() -> None:
    assert sheet_of(day((3, 0, 0, 0)), names("en"), "en").trend == ()


def test_the_way_of_a_brief_is_shown_whole_and_other_endings_only_where_there_were_any() -> None:
    some = day((0, 0, 0, 0), briefs=BriefFigures(sent=2, declined=1))

    steps = sheet_of(some, names("en"), "en").briefs
    assert [(s.count, s.word) for s in steps] == [
        (2, "sent"),
        (0, "opened"),
        (0, "answered"),
        (1, "declined"),
    ]
    assert sheet_of(day((1, 0, 0, 0)), names("en"), "en").briefs == ()


# --- that it can be read --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", hard_days())
def test_a_picture_has_the_size_of_a_phones_screen(name: str, language: str) -> None:
    summary = hard_days()[name]

    picture = draw(summary, names_for(summary, language), language)

    width, height = size(picture)
    assert width == WIDTH
    assert LOWEST <= height <= HIGHEST
    assert len(picture) <= MOST_BYTES


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", hard_days())
def test_nothing_is_clipped_covered_or_too_small(name: str, language: str) -> None:
    drawn = paper(hard_days()[name], language)

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert min(float(each.get_fontsize()) for each in texts(drawn)) >= SMALLEST


@settings(max_examples=10, deadline=None)
@given(
    segments=st.lists(COUNTS, min_size=2, max_size=14),
    still_open=COUNTS,
    usual=st.none() | st.floats(0, 3_000),
    grades=st.tuples(*5 * [COUNTS]),
    briefs=st.builds(BriefFigures, *6 * [COUNTS]),
    cases=st.lists(COUNTS, max_size=7),
    language=st.sampled_from(languages()),
)
def test_whatever_the_figures_everything_can_be_read(
    segments: list[int],
    still_open: int,
    usual: float | None,
    grades: tuple[int, ...],
    briefs: BriefFigures,
    cases: list[int],
    language: str,
) -> None:
    drawn = paper(day(segments, still_open, usual, grades, briefs, earlier=cases), language)

    assert outside(drawn) == []
    assert overlapping(drawn) == []


def test_bars_are_as_long_as_their_counts_and_ticks_stand_at_the_usual() -> None:
    library = names("en")
    drawn = paper(day((2, 4, 8, 1), usual=2, grades=(0, 0, 0, 0, 0)))

    bars = [boxes(drawn, library.colour(each))[0] for each in ("pros", "nimble", "novices", "cautious")]
    unit = bars[2].get_width() / 8
    assert [round(bar.get_width() / unit, 1) for bar in bars] == [2, 4, 8, 1]
    assert len({bar.get_x() for bar in bars}) == 1
    assert _ticks_beside(drawn, bars[0])[0] == pytest.approx(bars[0].get_x() + 2 * unit, abs=2)


def test_one_case_does_not_look_like_a_full_day() -> None:
    one, eight = (
        boxes(paper(day((count, 0, 0, 0))), names("en").colour("pros"))[0].get_width() for count in (1, 8)
    )

    assert one < eight / 3


def _ticks_beside(drawn: Paper, bar: Rectangle) -> list[float]:
    """The middles of the ticks in a bar's row."""
    ink = boxes(drawn, "#1b2430")
    level = bar.get_y() + bar.get_height() / 2
    return [b.get_x() + b.get_width() / 2 for b in ink if b.get_y() < level < b.get_y() + b.get_height()]


def test_letters_that_no_font_has_are_left_out_and_formulas_stay_words() -> None:
    shown = {each.get_text() for each in texts(paper(hard_days()["twelve segments"]))}

    assert "Hot" in shown
    assert {"Pay $5 or $10", "_{x}^2 \\frac"} <= shown


# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009;
# full severity, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "protan": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "deutan": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "tritan": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
APART = 20
"""CIE 1976 colour difference; about 2 is just noticeable side by side."""


@pytest.mark.parametrize("eye", EYES)
def test_colours_of_segments_stay_apart_for_every_eye(eye: str) -> None:
    colours = {name: colour for name, colour in names("en").segments.values()} | {"open": OPEN_COLOUR}
    seen = {name: _lab(EYES[eye] @ _linear(colour)) for name, colour in colours.items()}

    distances = {(a, b): np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(seen, 2)}
    assert {pair: distance for pair, distance in distances.items() if distance < APART} == {}


def _linear(colour: str) -> NDArray[np.float64]:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _lab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = TO_XYZ @ linear.clip(0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


# --- that it is the same everywhere ---------------------------------------------------------------------


def test_the_same_summary_gives_the_same_bytes() -> None:
    summary = hard_days()["ordinary"]

    assert draw(summary, names("ja"), "ja") == draw(summary, names("ja"), "ja")


def test_another_count_gives_another_picture() -> None:
    assert draw(day((1, 0, 0, 0)), names("en"), "en") != draw(day((2, 0, 0, 0)), names("en"), "en")


def test_two_threads_draw_what_one_does() -> None:
    tasks = [(summary, language) for summary in (*hard_days().values(),)[:2] for language in ("ru", "ja")]
    alone = [draw(summary, names(language), language) for summary, language in tasks]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda task: draw(task[0], names(task[1]), task[1]), tasks))

    assert together == alone


def test_drawing_leaves_matplotlibs_settings_alone() -> None:
    before = matplotlib_settings()

    draw(hard_days()["ordinary"], names("ja"), "ja")

    assert matplotlib_settings() == before


def test_matplotlib_is_loaded_with_the_first_picture_and_pyplot_never() -> None:
    program = """
import sys
from bot.reports.charts import draw
assert "matplotlib" not in sys.modules
from tests.reports.days import hard_days, names
draw(hard_days()["ordinary"], names("ja"), "ja")
assert "matplotlib" in sys.modules
assert not {"matplotlib.pyplot", "matplotlib_fontja"} & set(sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr


def test_a_trend_is_drawn_from_its_own_dates() -> None:
    drawn = sheet_of(replace(day((1, 0, 0, 0)), trend=trend((4, 1))), names("ru"), "ru").trend

    assert [(each.weekday, each.day, each.cases) for each in drawn] == [("пн", "24", 4), ("вт", "25", 1)]
