"""Whatever came in and whatever people are called, the caption fits under a picture, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.effects import unit_of_work
from bot.interviews import Scripts
from bot.reports.actions import Action, Rule
from bot.reports.figures import ALL, GRADES, OPEN, BriefFigures, Count, ManagerRow, Mix
from bot.reports.funnel import Funnel, Kind, Length, Place
from bot.reports.observations import Observation, Sight
from bot.reports.summary import Bar, Summary
from bot.reports.windows import Window
from bot.sandbox.rules.formatted import units
from bot.sandbox.rules.texts import caption
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import read
from bot.telegram.funnel import message as funnel_message
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.length import CAPTION, MESSAGE, units_of_html
from bot.telegram.outgoing import Drawing
from bot.telegram.summaries import details, message, periods
from bot.telegram.visit import USUAL_DAYS, House, Visit
from messages import languages
from questionnaires.content.loader import load
from tests.storage.samples import NOW

DAY = timedelta(days=1)
END = datetime(2026, 11, 16, 18, tzinfo=UTC)
LONGEST = "𝒳" * 80
"""A name of letters that Telegram counts twice."""


@cache
def scripts() -> Scripts:
    return Scripts(load())


def visit(language: str) -> Visit:
    """A lead who reads, without a database: wording asks it for nothing."""
    lead = Person(1, 700, language, True, False, True, True, None, None, NOW)
    unit = unit_of_work(cast(Transaction, None), scripts(), END, UTC)
    house = House("a_bot", "en", ZoneInfo("UTC"))
    return Visit(house, unit, lead, "", Incoming(0, Sender(700, "", None), 700, is_private=True))


names = st.sampled_from(["Lotus", LONGEST, "W" * 80, "<b>&" * 20, "字" * 80, "ы" * 80])
small = st.integers(0, 1_000)
usual = st.one_of(st.none(), st.floats(0, 1_000).map(lambda n: round(n, 1)))
segments = st.sampled_from(["novices", "pros", "s" * 64, "t" * 64])


def counts(ids: st.SearchStrategy[str], most: int) -> st.SearchStrategy[tuple[Count, ...]]:
    return st.lists(st.builds(Count, ids, small, usual), max_size=most).map(tuple)


def actions() -> st.SearchStrategy[tuple[Action, ...]]:
    one = st.builds(
        Action,
        rule=st.sampled_from(Rule),
        client_id=st.just(3),
        client_name=names,
        interview_id=st.just(4),
        owner_id=st.integers(1, 3),
        owner_name=st.one_of(st.none(), names),
        segment=st.none(),
        grades=st.just("A"),
        at=st.sampled_from([END - DAY / 2, END - 4 * DAY]),
        question=st.integers(1, 20),
        of=st.integers(1, 20),
        criteria=st.sampled_from([("budget",), ("budget", "time_frame")]),
    )
    return st.lists(one, max_size=5).map(tuple)


def summaries() -> st.SearchStrategy[Summary]:
    observation = st.builds(
        Observation,
        sight=st.sampled_from(Sight),
        count=small,
        of=small,
        usual=st.floats(0, 99),
        share=st.floats(0, 1),
        needed=small,
        segment=segments,
        question=st.sampled_from(["x" * 40, "trust"]),
    )
    missed = st.lists(st.dates(date(2026, 9, 1), date(2026, 11, 1)), max_size=40).map(tuple)
    windows = st.builds(
        Window, st.just(END - 3 * DAY), st.just(END), st.just(END.date()), st.just(END.date()), missed
    )
    return st.builds(
        Summary,
        window=windows,
        owner_id=st.one_of(st.none(), st.just(2)),
        next_day=st.just(date(2026, 11, 17)),
        cases=st.builds(Count, st.just(ALL), small, usual),
        segments=counts(segments, 12),
        open=st.builds(Count, st.just(OPEN), small, usual),
        grades=st.tuples(*(st.builds(Count, st.just(id), small, usual) for id in (*GRADES, OPEN))),
        mixes=st.lists(st.builds(Mix, segments, segments, small), max_size=3).map(tuple),
        briefs=st.builds(BriefFigures, *[small] * 6),
        actions=actions(),
        observations=st.lists(observation, max_size=2).map(tuple),
        managers=st.just(()),
        trend=st.just(()),
    )


@pytest.mark.parametrize("language", languages())
@given(summary=summaries(), whose=st.one_of(st.none(), names))
def test_it_fits_even_as_a_repeat(language: str, summary: Summary, whose: str | None) -> None:
    for letter in (
        message.private(visit(language), summary, whose),
        message.for_group(visit(language), summary, thread=None),
    ):
        assert isinstance(letter, Drawing)
        repeated = replace(letter.page, may_be_repeat=True)
        shown = caption(repeated.text, "HTML", None).text  # raises what Telegram would refuse
        assert units(shown) == units_of_html(repeated.text) <= CAPTION


@given(summary=summaries())
def test_a_button_leads_to_the_client_whose_number_it_has(summary: Summary) -> None:
    apart = tuple(
        replace(each, client_name=f"Client {place}!", interview_id=place + 1)
        for place, each in enumerate(summary.actions)
    )
    letter = message.private(visit("en"), replace(summary, actions=apart))
    for row in letter.page.keyboard[:-1]:
        number, _, name = row[0].label.partition(" · ")
        assert f"{number}. <b>{name}</b>" in letter.page.text
        led = read(row[0].data)
        assert led is not None and name == f"Client {led.subject - 1}!"


@pytest.mark.parametrize("language", languages())
@given(summary=summaries())
def test_in_a_group_nobody_is_named(language: str, summary: Summary) -> None:
    secret = "Marigold Shoes"
    named = [replace(each, client_name=secret, owner_name=secret) for each in summary.actions]
    letter = message.for_group(visit(language), replace(summary, actions=tuple(named)), thread=None)
    assert secret not in letter.page.text
    assert secret not in str(letter.page.markup())


def told(language: str) -> str:
    """An ordinary day in words."""
    day = Summary(
        window=Window(END - DAY, END, (END - DAY).date(), END.date()),
        owner_id=None,
        next_day=date(2026, 11, 17),
        cases=Count(ALL, 7, 5.0),
        segments=tuple(Count(id, 2, 1.5) for id in scripts().segments),
        open=Count(OPEN, 1, 1.0),
        grades=tuple(Count(id, 1, 1.0) for id in (*GRADES, OPEN)),
        mixes=(Mix("novices", "cautious", 3), Mix("pros", "nimble", 2)),
        briefs=BriefFigures(sent=4, opened=3, done=2, stopped=1),
        actions=tuple(
            Action(rule, 3, f"Lotus Bakery and Sons {rule}", 4, 2, "Max", None, "A", END - DAY / 2)
            for rule in Rule
        ),
        observations=(Observation(Sight.MORE_OF, count=4, of=7, share=0.25, segment="novices"),),
        managers=(),
        trend=(),
    )
    return message.private(visit(language), day).page.text


def test_an_ordinary_day_is_told_whole_and_in_order() -> None:
    for language in languages():
        text = told(language)
        assert text.count("Lotus Bakery and Sons") == 3 and "💡" in text
    text = told("en")
    parts = ("First on", "7 clients", "Segments", "Grades", "Mixes", "Briefs")
    places = [*(text.index(f"<b>{part}") for part in parts), text.index("💡")]
    assert places == sorted(places)


@given(st.integers(1, 400 * 86_400), st.integers(0, 999_999))
def test_a_button_leads_to_all_of_its_window_to_the_last_moment(seconds: int, microseconds: int) -> None:
    window = USUAL_DAYS.between(END, END + timedelta(seconds=seconds, microseconds=microseconds), missed=())
    found = periods.of_moments(USUAL_DAYS, *message.in_seconds(window))
    assert found is not None and found.start == window.start
    assert timedelta(0) <= found.end - window.end < timedelta(seconds=1)


# --- details ------------------------------------------------------------------------------------------------


def managers(count: int, name: str) -> tuple[ManagerRow, ...]:
    return tuple(ManagerRow(id, name, 222, 111, 222, 111, 222) for id in range(count))


@pytest.mark.parametrize("language", languages())
@given(
    summary=summaries(),
    count=st.sampled_from([3, 30, 60]),
    name=names,
    more=st.lists(actions(), min_size=8, max_size=8),
)
def test_details_of_however_many_managers_fit_into_a_message(
    language: str, summary: Summary, count: int, name: str, more: list[tuple[Action, ...]]
) -> None:
    days = tuple(Bar(date(2026, 9, 23 + day), 1_000) for day in range(8))
    whole = replace(summary, managers=managers(count, name), trend=days, actions=tuple(chain(*more)))
    whole = replace(whole, window=replace(summary.window, missed=()))
    assert units_of_html(details.page(visit(language), whole, name[:20], 0).text) <= MESSAGE


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["Lotus", LONGEST, "ы" * 80], ids=["short", "twice", "russian"])
def test_all_figures_of_a_long_questionnaire_fit_into_a_message(language: str, name: str) -> None:
    place = Place("q", {language: name}, True, 1_222, 1_222, 222, 122, 12, 12.5)
    window = Window(END - 3 * DAY, END, END.date(), END.date())
    lengths = tuple(Length(many, 1_222, 112) for many in range(40))
    funnel = Funnel(Kind.QUIZ, window, None, 9_999, 999, 999, 999, 99, (place,) * 40, lengths)
    text = funnel_message.details(visit(language), funnel, name).text
    assert units_of_html(text) <= MESSAGE
