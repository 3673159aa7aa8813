"""Practice is about a call and never about a client; a second opinion is asked what the first one was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.interview import NotNow, State, effects, events
from questionnaires.interview.states import OPEN
from tests.interview import driving
from tests.interview.driving import LOTUS, Quiz
from tests.interview.journeys import OF, likely_answer
from tests.interview.test_laws import Drawn

ABOUT_CLIENTS = (
    effects.CreateClient,
    effects.CreateNamesake,
    effects.RenameClient,
    effects.UseClient,
    effects.DiscardClient,
    effects.SwitchTo,
)


def practice() -> Quiz:
    """A practice quiz, at its first question."""
    quiz = driving.practising()
    quiz.take(events.Named("The call at ten"))
    return quiz


def test_a_name_names_the_call_and_makes_no_client() -> None:
    quiz = driving.practising()
    assert quiz.take(events.Named("The call at ten")) == [effects.NameCall("The call at ten")]
    assert quiz.state is State.ASKING and quiz.interview.client is None


def test_another_name_after_going_back_names_the_same_call_anew() -> None:
    quiz = practice().back_to_naming()
    assert quiz.take(events.Named("The call at noon")) == [effects.NameCall("The call at noon")]
    assert quiz.state is State.ASKING


@pytest.mark.parametrize(
    "named",
    [
        events.Named(None, (events.Namesake(LOTUS),)),
        events.Named("Lotus Bakery", (events.Namesake(LOTUS),)),
    ],
)
def test_practice_never_meets_a_client_of_that_name(named: events.Named) -> None:
    driving.practising().refuses(named)


def test_practice_that_was_called_off_goes_on_where_it_was() -> None:
    quiz = practice()
    quiz.answer(times=2)
    asked = quiz.question
    quiz.take(events.Cancelled())
    quiz.take(events.Resumed())
    assert (quiz.state, quiz.question) == (State.ASKING, asked)
    unnamed = driving.practising()
    unnamed.take(events.Cancelled())
    unnamed.take(events.Resumed())
    assert unnamed.state is State.NAMING


@settings(max_examples=60)
@given(st.data())
def test_whatever_happens_in_practice_nothing_happens_to_a_client(data: st.DataObject) -> None:
    drawn = Drawn(data)
    quiz = driving.practising() if data.draw(st.booleans()) else driving.second(driving.finished())
    for _ in range(25):
        is_answer = quiz.interview.on_screen is not None and data.draw(st.booleans())
        kind = data.draw(st.sampled_from(list(OF)))
        event = likely_answer(quiz.interview, drawn) if is_answer else OF[kind](quiz.interview, drawn)
        try:
            done = quiz.take(event)
        except NotNow:
            continue
        assert not [each for each in done if isinstance(each, ABOUT_CLIENTS)]
        assert quiz.interview.client is None
        assert quiz.state is not State.MATCHING


# --- second opinions --------------------------------------------------------------------------------------


@given(number=st.integers(1, 4), other=st.integers(1, 4))
def test_a_second_opinion_is_asked_what_the_first_was_in_its_order_whatever_it_answers(
    number: int, other: int
) -> None:
    first = driving.asking().answer_until(State.OFFERING, number)
    first.take(events.ResultRequested())
    first.answer_until(State.FINISHED, number)
    second = driving.second(first).answer_until(State.FINISHED, other)
    assert list(second.interview.answers) == list(first.interview.answers)
    assert len(second.results) == 1


def test_of_a_first_that_finished_early_only_that_much_is_asked() -> None:
    first = driving.asking()
    first.answer(times=2)
    first.take(events.FinishedEarly())
    second = driving.second(first)
    assert second.interview.promised == 2
    second.answer(times=2)
    assert second.state is State.FINISHED


def test_a_branch_that_only_the_second_opens_is_not_asked() -> None:
    first = driving.asking(driving.branching())
    first.answer(2)
    first.take(events.FinishedEarly())
    second = driving.second(first)
    second.answer(1)
    assert second.state is State.FINISHED and len(second.interview.answers) == 1


def test_back_from_the_first_question_of_a_second_opinion_stays_there() -> None:
    second = driving.second(driving.finished())
    asked = second.question
    second.back()
    assert (second.state, second.question) == (State.ASKING, asked)


def test_a_second_opinion_that_was_called_off_goes_on_where_it_was() -> None:
    second = driving.second(driving.finished())
    second.answer()
    asked = second.question
    second.take(events.Cancelled())
    second.take(events.Resumed())
    assert second.state in OPEN and second.question == asked
