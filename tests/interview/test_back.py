"""‹ Back works everywhere: one step at a time, past the deal and the traits, to the very beginning."""

from __future__ import annotations

import pytest

from questionnaires.interview import State, events
from questionnaires.interview.screens import Asking, screen
from tests.interview import driving
from tests.interview.driving import IN, Quiz

WITH_A_WAY_BACK = [
    State.MATCHING,
    State.ASKING,
    State.OFFERING,
    State.QUALIFYING,
    State.REVIEWING,
    State.CHANGING,
    State.FINISHED,
]


def trail(quiz: Quiz) -> list[str]:
    """The questions that Back shows, one after the other, until the name."""
    seen: list[str] = []
    while quiz.back().state is not State.NAMING:
        if quiz.state in (State.ASKING, State.QUALIFYING):
            seen.append(quiz.question)
        assert len(seen) == len(set(seen)), f"Back goes in circles: {seen}"
    return seen


@pytest.mark.parametrize("state", WITH_A_WAY_BACK)
def test_back_reaches_the_name_from_everywhere(state: State) -> None:
    assert IN[state]().back_to_naming().state is State.NAMING


@pytest.mark.parametrize("state", [State.NAMING, State.CANCELLED, State.EXPIRED])
def test_before_the_first_screen_and_after_the_end_there_is_no_back(state: State) -> None:
    IN[state]().refuses(events.SteppedBack())


def test_back_from_the_card_shows_every_question_from_the_last_to_the_first() -> None:
    quiz = driving.finished()
    asked = list(quiz.interview.answers)
    assert trail(quiz) == asked[::-1]


def test_back_from_a_question_shows_the_one_before_with_its_answer() -> None:
    quiz = driving.asking()
    first = quiz.question
    quiz.answer(2)
    quiz.back()
    shown = screen(quiz.interview, "en")
    assert isinstance(shown, Asking)
    assert quiz.question == first
    assert [choice.chosen for choice in shown.choices][:3] == [False, True, False]


def test_an_answer_after_going_back_leads_on_to_the_first_open_question() -> None:
    quiz = driving.asking()
    quiz.answer(times=3)
    open_question = quiz.question
    quiz.back(3)
    quiz.skip()
    assert quiz.question not in list(quiz.interview.answers)[:3]
    assert open_question in quiz.interview.open_traits


def test_back_from_the_first_question_about_the_deal_is_the_offer() -> None:
    assert driving.qualifying().back().state is State.OFFERING


def test_back_from_the_offer_is_the_last_trait() -> None:
    quiz = driving.offering()
    last = list(quiz.interview.answers)[-1]
    assert quiz.back().question == last


def test_back_from_the_deal_after_sharpening_is_the_last_trait() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    quiz.take(events.ResultRequested())
    last = list(quiz.interview.answers)[-1]
    assert (quiz.back().state, quiz.question) == (State.ASKING, last)


def test_traits_sharpened_after_the_deal_was_spoken_of_do_not_hold_back_up() -> None:
    quiz = driving.qualifying()
    quiz.answer()
    quiz.back(2)
    assert quiz.state is State.OFFERING
    quiz.take(events.Sharpened())
    quiz.answer(times=2)
    traits = [id for id in quiz.interview.answers if id not in quiz.interview.script.qualifying_ids]
    assert trail(quiz) == traits[::-1]


def test_back_from_a_finish_in_the_middle_is_the_question_that_was_left_open() -> None:
    quiz = driving.asking()
    quiz.answer(times=2)
    left_open = quiz.question
    quiz.take(events.FinishedEarly())
    assert (quiz.back().state, quiz.question) == (State.ASKING, left_open)


def test_back_from_the_review_is_where_it_was_opened() -> None:
    for state in (State.ASKING, State.OFFERING, State.QUALIFYING, State.FINISHED):
        quiz = IN[state]()
        if not quiz.interview.answers:
            quiz.answer()
        question = quiz.interview.current
        quiz.take(events.ReviewOpened())
        quiz.back()
        assert (quiz.state, quiz.interview.current) == (state, question)


def test_back_from_an_answer_being_changed_is_the_list_of_answers() -> None:
    assert driving.changing().back().state is State.REVIEWING


def test_a_change_thought_better_of_at_the_last_question_about_the_deal_leads_back_to_one() -> None:
    quiz = driving.finished()
    quiz.back()
    assert quiz.state is State.QUALIFYING
    last = quiz.question
    quiz.take(events.ReviewOpened())
    quiz.take(events.ChangeRequested(next(iter(quiz.interview.answers))))
    quiz.back(2)
    assert (quiz.state, quiz.question) == (State.QUALIFYING, last)
    assert screen(quiz.interview, "en")


def test_back_without_a_single_answer_goes_from_the_card_to_the_name() -> None:
    quiz = driving.asking(driving.traits_only())
    quiz.take(events.ResultRequested())
    assert quiz.state is State.FINISHED
    quiz.back_to_naming()
