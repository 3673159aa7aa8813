"""Who the quiz is about: a new client, one known already, another of that name, one picked from a list."""

from __future__ import annotations

import pytest

from questionnaires.interview import State, effects, events
from questionnaires.interview.events import Namesake
from tests.interview import driving
from tests.interview.driving import ELSEWHERE, FIRST_NEW, HARBOUR, LOTUS, Quiz


def named_again(
    name: str | None = "Lotus Bakery Ltd", *namesakes: Namesake
) -> tuple[Quiz, list[effects.Effect]]:
    """A quiz with an answer whose manager went back and gave another name."""
    quiz = driving.asking()
    quiz.answer()
    quiz.back_to_naming()
    return quiz, quiz.take(events.Named(name, namesakes))


def test_an_unknown_name_makes_a_client_and_asks_the_first_question() -> None:
    quiz = driving.new()
    assert quiz.take(events.Named("Lotus Bakery")) == [effects.CreateClient("Lotus Bakery")]
    assert quiz.state is State.ASKING
    assert quiz.question in quiz.interview.open_traits


def test_the_interview_never_keeps_the_name() -> None:
    assert "Lotus Bakery" not in repr(driving.memory(driving.asking().interview))


def test_a_known_name_asks_which_client_is_meant() -> None:
    quiz = driving.new()
    assert quiz.take(events.Named("Lotus Bakery", (Namesake(LOTUS),))) == []
    assert (quiz.state, quiz.interview.is_pick) == (State.MATCHING, False)


def test_a_client_picked_from_the_recent_ones_needs_no_telling_apart() -> None:
    quiz = driving.new()
    quiz.take(events.Named(None, (Namesake(LOTUS),)))
    assert (quiz.state, quiz.interview.is_pick) == (State.MATCHING, True)


def test_continuing_goes_on_with_the_open_quiz_and_calls_this_one_off() -> None:
    quiz = driving.matching()
    done = quiz.take(events.Continued(LOTUS))
    assert effects.SwitchTo(ELSEWHERE) in done
    assert quiz.state is State.CANCELLED


def test_continuing_leaves_no_reminder_behind() -> None:
    quiz = driving.asking()
    quiz.take(events.ReminderRequested())
    quiz.back_to_naming()
    quiz.take(events.Named("Harbour Café", (Namesake(HARBOUR, ELSEWHERE),)))
    assert effects.CancelReminder() in quiz.take(events.Continued(HARBOUR))


def test_a_client_without_an_open_quiz_cannot_be_continued() -> None:
    refusal = driving.matching(Namesake(LOTUS)).refuses(events.Continued(LOTUS))
    assert str(refusal) == f"can't take Continued in state matching: client {LOTUS} has no open quiz"


def test_retaking_asks_a_known_client_afresh() -> None:
    quiz = driving.matching()
    assert quiz.take(events.Retaken(LOTUS)) == [effects.UseClient(LOTUS)]
    assert (quiz.state, quiz.interview.client, quiz.interview.answers) == (State.ASKING, LOTUS, {})


@pytest.mark.parametrize(
    "event", [events.Continued(HARBOUR), events.Retaken(HARBOUR), events.AnotherOfThatName(HARBOUR)]
)
def test_a_client_who_is_none_of_the_namesakes_is_refused(event: events.Event) -> None:
    assert str(HARBOUR) in str(driving.matching().refuses(event))


def test_another_client_of_that_name_is_a_new_one() -> None:
    quiz = driving.matching(Namesake(LOTUS), Namesake(HARBOUR))
    assert quiz.take(events.AnotherOfThatName(LOTUS)) == [effects.CreateNamesake(LOTUS)]
    assert (quiz.state, quiz.interview.client) == (State.ASKING, FIRST_NEW)


def test_a_new_name_after_going_back_renames_the_client_of_this_quiz() -> None:
    quiz, done = named_again()
    assert done == [effects.RenameClient("Lotus Bakery Ltd")]
    assert (quiz.interview.client, len(quiz.interview.answers)) == (FIRST_NEW, 1)


def test_picking_another_client_after_going_back_discards_the_one_made_here() -> None:
    quiz, _ = named_again(None, Namesake(LOTUS))
    done = quiz.take(events.Retaken(LOTUS))
    assert done == [effects.UseClient(LOTUS), effects.DiscardClient(FIRST_NEW)]
    assert (quiz.interview.client, quiz.interview.made_client) == (LOTUS, False)


def test_picking_the_client_made_here_keeps_it() -> None:
    quiz, _ = named_again(None, Namesake(FIRST_NEW))
    assert quiz.state is State.ASKING
    assert quiz.interview.client == FIRST_NEW
    quiz.back_to_naming()
    assert quiz.take(events.Named("Lotus")) == [effects.RenameClient("Lotus")]


def test_another_of_that_name_after_going_back_discards_the_one_made_here() -> None:
    quiz, _ = named_again("Harbour Café", Namesake(HARBOUR))
    done = quiz.take(events.AnotherOfThatName(HARBOUR))
    assert done == [effects.CreateNamesake(HARBOUR), effects.DiscardClient(FIRST_NEW)]
    assert quiz.interview.client == FIRST_NEW + 1


def test_a_client_who_was_there_before_is_never_renamed_or_discarded() -> None:
    quiz = driving.matching()
    quiz.take(events.Retaken(LOTUS))
    quiz.back_to_naming()
    assert quiz.take(events.Named("Somebody else")) == [effects.CreateClient("Somebody else")]


def test_the_answers_stay_when_the_quiz_turns_out_to_be_about_another_client() -> None:
    quiz, _ = named_again(None, Namesake(LOTUS))
    quiz.take(events.Retaken(LOTUS))
    assert len(quiz.interview.answers) == 1


def test_a_result_is_drawn_anew_for_the_client_it_is_really_about() -> None:
    quiz = driving.finished().back_to_naming()
    quiz.take(events.Named(None, (Namesake(LOTUS),)))
    quiz.take(events.Retaken(LOTUS))
    quiz.take(events.FinishedEarly())
    assert len(quiz.results) == 2
    assert quiz.results[0] == quiz.results[1]


def test_a_new_name_alone_draws_no_new_result() -> None:
    quiz = driving.finished().back_to_naming()
    quiz.take(events.Named("Lotus Bakery Ltd"))
    quiz.take(events.FinishedEarly())
    assert len(quiz.results) == 1


def test_back_from_the_namesakes_asks_for_the_name_again() -> None:
    quiz = driving.matching().back()
    assert quiz.state is State.NAMING
    assert quiz.take(events.Named("Lotus Bakery 2")) == [effects.CreateClient("Lotus Bakery 2")]
