"""Second thoughts: the list of all answers, and changing one of them."""

from __future__ import annotations

from questionnaires.interview import State, events
from questionnaires.interview.screens import Asking, Reviewing, screen
from tests.interview import driving
from tests.interview.driving import Quiz


def rows_of(quiz: Quiz, language: str = "en") -> Reviewing:
    shown = screen(quiz.interview, language)
    assert isinstance(shown, Reviewing)
    return shown


def card_under_review() -> Quiz:
    quiz = driving.finished()
    quiz.take(events.ReviewOpened())
    return quiz


def change(quiz: Quiz, place: int = 0) -> str:
    """Tap an answer in the list; returns its question."""
    question = list(quiz.interview.answers)[place]
    quiz.take(events.ChangeRequested(question))
    return question


def test_the_review_lists_every_answer_in_the_order_of_asking() -> None:
    quiz = card_under_review()
    assert [row.question for row in rows_of(quiz).rows] == list(quiz.interview.answers)
    assert rows_of(quiz).has_result


def test_a_question_nobody_could_answer_is_listed_without_a_label() -> None:
    quiz = driving.asking()
    quiz.answer()
    quiz.skip()
    quiz.take(events.ReviewOpened())
    assert [row.label is None for row in rows_of(quiz).rows] == [False, True]


def test_there_is_no_review_without_an_answer() -> None:
    driving.asking().refuses(events.ReviewOpened())


def test_a_change_asks_that_question_again_with_its_answer_marked() -> None:
    quiz = card_under_review()
    question = change(quiz)
    shown = screen(quiz.interview, "en")
    assert isinstance(shown, Asking)
    assert (shown.question, shown.changing) == (question, True)
    assert [choice.option for choice in shown.choices if choice.chosen] == [quiz.interview.answers[question]]


def test_only_what_was_answered_can_be_changed() -> None:
    quiz = driving.reviewing()
    still_open = quiz.interview.open_traits[0]
    assert still_open in str(quiz.refuses(events.ChangeRequested(still_open)))


def test_a_change_from_the_card_leads_back_to_the_card_with_a_new_result() -> None:
    quiz = card_under_review()
    question = change(quiz)
    quiz.answer(2)
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 2)
    assert quiz.results[-1].result == quiz.interview.result
    assert quiz.interview.answers[question] is not None


def test_a_change_from_a_question_leads_back_to_the_list() -> None:
    quiz = driving.changing()
    quiz.answer(2)
    assert (quiz.state, quiz.results) == (State.REVIEWING, [])


def test_the_same_answer_again_draws_no_new_result() -> None:
    quiz = card_under_review()
    change(quiz)
    quiz.answer(1)
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 1)


def test_a_change_keeps_the_order_of_the_answers() -> None:
    quiz = card_under_review()
    before = list(quiz.interview.answers)
    change(quiz, 1)
    quiz.skip()
    assert list(quiz.interview.answers) == before


def test_an_answer_can_be_taken_back_to_not_known() -> None:
    quiz = card_under_review()
    question = change(quiz)
    quiz.skip()
    assert quiz.interview.answers[question] is None


def test_changing_the_deal_changes_the_grade() -> None:
    quiz = card_under_review()
    deal = next(id for id in quiz.interview.answers if id in quiz.interview.script.qualifying_ids)
    quiz.take(events.ChangeRequested(deal))
    quiz.take(events.Answered(deal, quiz.option(0)))
    assert quiz.results[-1].grade != quiz.results[0].grade


def test_the_result_follows_from_the_list_too() -> None:
    quiz = driving.reviewing()
    quiz.take(events.FinishedEarly())
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 1)


def test_after_a_look_at_the_list_the_quiz_goes_on_with_its_question() -> None:
    quiz = driving.asking()
    quiz.answer(times=2)
    question = quiz.question
    quiz.take(events.ReviewOpened())
    assert quiz.back().question == question


def test_a_quiz_with_branches_drops_an_answer_nobody_calls_for_any_more() -> None:
    quiz = driving.asking(driving.branching())
    first, branch = (question.id for question in quiz.interview.script.questionnaire.questions[:2])
    quiz.answer(times=3)
    assert branch in quiz.interview.answers
    quiz.take(events.ReviewOpened())
    quiz.take(events.ChangeRequested(first))
    quiz.answer(2)
    assert branch not in quiz.interview.answers
    assert next(iter(quiz.interview.answers)) == first
