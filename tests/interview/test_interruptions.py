"""Notes, reminders, cancelling, expiring, and going on after days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from questionnaires.interview import State, effects, events
from tests.interview import driving
from tests.interview.driving import IN, Quiz

CALLED_OFF: tuple[events.Event, ...] = (events.Cancelled(), events.Expired())
GOING_ON = [effects.CancelReminder(), effects.ShowAnew()]
WORKING = [State.ASKING, State.OFFERING, State.QUALIFYING, State.REVIEWING, State.CHANGING]


def screen_of(quiz: Quiz) -> tuple[State, str | None]:
    return quiz.state, quiz.interview.on_screen


@pytest.mark.parametrize("state", [State.ASKING, State.QUALIFYING, State.CHANGING])
def test_a_note_is_kept_on_the_question_it_was_written_at(state: State) -> None:
    quiz = IN[state]()
    before = screen_of(quiz)
    assert quiz.take(events.NoteWritten("asks for Thursday")) == [
        effects.KeepNote(quiz.question, "asks for Thursday")
    ]
    assert screen_of(quiz) == before


@pytest.mark.parametrize("state", [State.OFFERING, State.REVIEWING, State.FINISHED])
def test_a_note_where_no_question_stands_is_about_the_client_as_a_whole(state: State) -> None:
    assert IN[state]().take(events.NoteWritten("calls back")) == [effects.KeepNote(None, "calls back")]


def test_a_note_on_a_card_drawn_early_is_not_about_the_question_that_was_left() -> None:
    quiz = driving.asking()
    quiz.answer()
    quiz.take(events.FinishedEarly())
    assert quiz.take(events.NoteWritten("calls back")) == [effects.KeepNote(None, "calls back")]


@pytest.mark.parametrize("state", [State.CANCELLED, State.EXPIRED])
def test_a_quiz_called_off_takes_no_notes(state: State) -> None:
    IN[state]().refuses(events.NoteWritten("too late"))


@pytest.mark.parametrize("state", WORKING)
def test_a_reminder_comes_in_an_hour_and_moves_nothing(state: State) -> None:
    quiz = IN[state]()
    before = screen_of(quiz)
    assert quiz.take(events.ReminderRequested()) == [effects.ScheduleReminder(timedelta(hours=1))]
    assert screen_of(quiz) == before


@pytest.mark.parametrize("state", [*WORKING, State.NAMING, State.MATCHING, State.FINISHED])
def test_going_on_shows_the_same_screen_anew(state: State) -> None:
    quiz = IN[state]()
    before = screen_of(quiz)
    assert quiz.take(events.Resumed()) == GOING_ON
    assert screen_of(quiz) == before


@pytest.mark.parametrize("event", CALLED_OFF)
@pytest.mark.parametrize("state", [*WORKING, State.NAMING, State.MATCHING])
def test_a_quiz_called_off_keeps_its_answers_and_needs_no_reminder(state: State, event: events.Event) -> None:
    quiz = IN[state]()
    answers = dict(quiz.interview.answers)
    assert quiz.take(event) == [effects.CancelReminder()]
    assert quiz.interview.answers == answers


@pytest.mark.parametrize("event", CALLED_OFF)
@pytest.mark.parametrize("state", [State.FINISHED, State.CANCELLED, State.EXPIRED])
def test_what_is_over_cannot_be_called_off(state: State, event: events.Event) -> None:
    IN[state]().refuses(event)


@pytest.mark.parametrize("event", CALLED_OFF)
def test_a_quiz_goes_on_at_the_question_it_was_left_at(event: events.Event) -> None:
    for build in (driving.asking, driving.qualifying):
        quiz = build()
        quiz.answer()
        before = screen_of(quiz)
        quiz.take(event)
        assert quiz.take(events.Resumed()) == GOING_ON
        assert screen_of(quiz) == before


@pytest.mark.parametrize("event", CALLED_OFF)
def test_a_quiz_about_nobody_yet_goes_on_with_the_name(event: events.Event) -> None:
    for build in (driving.new, driving.matching):
        quiz = build()
        quiz.take(event)
        quiz.take(events.Resumed())
        assert quiz.state is State.NAMING


def test_a_quiz_that_was_at_the_offer_goes_on_with_the_offer() -> None:
    for quiz in (driving.offering(), driving.asking(driving.traits_only()).answer_until(State.OFFERING)):
        quiz.take(events.Cancelled())
        quiz.take(events.Resumed())
        assert quiz.state is State.OFFERING


def test_a_quiz_whose_list_was_open_after_sharpening_goes_on_with_the_deal() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    quiz.answer_until(State.QUALIFYING)
    quiz.take(events.ReviewOpened())
    quiz.take(events.ChangeRequested(next(iter(quiz.interview.answers))))
    quiz.take(events.Expired())
    quiz.take(events.Resumed())
    assert quiz.state is State.QUALIFYING


def test_a_quiz_that_has_a_card_goes_on_with_the_card() -> None:
    quiz = driving.finished().back(2)
    quiz.take(events.Expired())
    quiz.take(events.Resumed())
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 1)


def test_a_quiz_called_off_takes_nothing_but_going_on() -> None:
    for state in (State.CANCELLED, State.EXPIRED):
        for event in (events.FinishedEarly(), events.ReviewOpened(), events.ReminderRequested()):
            IN[state]().refuses(event)
