"""However long questions and names are, the funnel's texts fit, in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.funnel import Funnel, Kind, Length, Place
from bot.reports.funnel.standing import CONSENT, LINK
from bot.reports.windows import Window
from bot.sandbox.rules.formatted import units
from bot.sandbox.rules.texts import caption
from bot.telegram.callbacks import Verb, read
from bot.telegram.funnel import message
from bot.telegram.length import CAPTION
from messages import languages
from questionnaires.interview.states import MATCHING, NAMING, OFFERING, REVIEWING
from tests.telegram.test_summary_caption import DAY, END, names, visit

MESSAGE = 4096
STEPS = (NAMING, MATCHING, OFFERING, REVIEWING, LINK, CONSENT)
count = st.integers(0, 1_000_000)


def places() -> st.SearchStrategy[tuple[Place, ...]]:
    question = st.builds(
        Place,
        id=st.just("q"),
        short=names.map(lambda name: dict.fromkeys(languages(), name)),
        is_older=st.booleans(),
        asked=count,
        answered=count,
        unknown=count,
        left=count,
        under_way=count,
        mean_place=st.floats(1, 99),
    )
    step = st.builds(
        Place,
        st.sampled_from(STEPS),
        st.none(),
        st.just(False),
        count,
        count,
        st.just(0),
        count,
        count,
        st.none(),
    )
    return st.lists(st.one_of(question, step), max_size=60).map(tuple)


funnels = st.builds(
    Funnel,
    kind=st.sampled_from(Kind),
    window=st.just(Window(END - 30 * DAY, END, (END - 30 * DAY).date(), END.date())),
    owner_id=st.one_of(st.none(), st.just(2)),
    begun=st.integers(1, 1_000_000),
    done=count,
    left=count,
    under_way=count,
    ended=count,
    places=places(),
    lengths=st.lists(st.builds(Length, st.just(9), count, count), min_size=1, max_size=60).map(tuple),
)


@pytest.mark.parametrize("language", languages())
@given(funnel=funnels, whose=st.one_of(st.none(), names))
def test_the_caption_and_all_figures_fit(language: str, funnel: Funnel, whose: str | None) -> None:
    text = message.letter(visit(language), funnel, whose).page.text
    assert units(caption(text, "HTML", None).text) <= CAPTION  # raises what Telegram would refuse
    told = message.details(visit(language), funnel, whose).text
    assert units(told) <= MESSAGE


@given(funnel=funnels)
def test_the_buttons_carry_the_same_days_and_people(funnel: Funnel) -> None:
    (turned, same), (around,) = message.letter(visit("en"), funnel, None).page.keyboard
    other, details, choice = (read(button.data) for button in (turned, same, around))
    assert other and details and choice
    assert (other.verb, details.verb, choice.verb) == (Verb.FUNNEL, Verb.FUNNEL_DETAILS, Verb.FUNNEL_OTHER)
    assert {each.subject for each in (other, details, choice)} == {funnel.owner_id or 0}
    assert (other.other, other.revision) == (details.other, details.revision)
    assert details.a == message.KINDS.index(funnel.kind) == choice.other == 1 - other.a
