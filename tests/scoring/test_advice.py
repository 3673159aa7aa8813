"""Which question comes next, when the quiz may stop, and how much is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Goal, Model, Order, Question, UnknownQuestion, advise, ask_adaptively, score
from tests.scoring import reference
from tests.scoring.clients import draw_clients, forget
from tests.scoring.example import THRESHOLDS, example_model
from tests.scoring.strategies import THRESHOLDS as ODD
from tests.scoring.strategies import answers_to, interviews, law, models

Interview = tuple[Model, dict[str, str | None]]
EXAMPLE = example_model()
CLEAR: dict[str, str | None] = {
    "experience": "none",
    "criterion": "price",
    "trust": "blind",
    "pace": "drifting",
}


@law
@given(interviews(), st.sampled_from(Goal))
def test_gains_equal_the_reference(interview: Interview, goal: Goal) -> None:
    model, answers = interview
    assert advise(model, answers, goal).gains == pytest.approx(
        reference.gains(model, answers, goal), abs=1e-12
    )


@law
@given(interviews(), st.sampled_from(Goal))
def test_the_next_question_is_the_first_of_those_that_tell_most(interview: Interview, goal: Goal) -> None:
    advice = advise(*interview, goal)
    if advice.next_question is not None:
        most = max(advice.gains.values())
        assert advice.next_question == next(q for q, gain in advice.gains.items() if gain >= most - 1e-12)
        assert advice.gain == advice.gains[advice.next_question]


@law
@given(interviews(), st.sampled_from(Goal), st.sampled_from(Order))
def test_the_quiz_stops_by_the_stop_rule_alone(interview: Interview, goal: Goal, order: Order) -> None:
    model, answers = interview
    advice = advise(model, answers, goal, order)
    enough = sum(option is not None for option in answers.values()) >= ODD.minimum_answers
    sure = goal is Goal.PREDOMINANT and max(score(model, answers).confidence.values()) >= ODD.stop_confidence
    idle = max(advice.gains.values(), default=0.0) < ODD.minimum_gain
    assert advice.stop == (not advice.gains or (enough and (sure or idle)))


@law
@given(interviews(), st.sampled_from(Goal), st.sampled_from(Order))
def test_what_is_left_lies_between_one_and_the_open_questions(
    interview: Interview, goal: Goal, order: Order
) -> None:
    advice = advise(*interview, goal, order)
    if advice.stop:
        assert advice.expected_left == 0
    else:
        assert 1 <= advice.expected_left <= len(advice.gains)


@law
@given(interviews())
def test_in_fixed_order_the_first_open_question_comes_next(interview: Interview) -> None:
    model, answers = interview
    still_open = [question.id for question in model.questions if question.id not in answers]
    assert advise(model, answers, order=Order.FIXED).next_question == next(iter(still_open), None)


@law
@given(interviews())
def test_skipped_questions_are_never_asked_again(interview: Interview) -> None:
    model, answers = interview
    advice = advise(model, answers)
    assert set(advice.gains) == {question.id for question in model.questions} - set(answers)


def test_questions_that_tell_the_same_come_in_file_order() -> None:
    twins = tuple(replace(EXAMPLE.questions[3], id=name) for name in ("second", "first"))
    assert advise(replace(EXAMPLE, questions=twins), {}).next_question == "second"


def test_asking_again_about_a_trait_tells_less_than_the_first_time() -> None:
    question = EXAMPLE.questions[0]
    other = EXAMPLE.questions[8]
    again = replace(EXAMPLE, questions=(question, replace(question, id="again"), other))
    fresh, after = advise(again, {}), advise(again, {"experience": "none"})
    assert after.gains["again"] < 0.2 * fresh.gains["again"]
    assert after.next_question == other.id


def test_nothing_is_offered_before_four_real_answers() -> None:
    three = {name: option for name, option in CLEAR.items() if name != "pace"} | {"size": None}
    assert max(score(EXAMPLE, three).confidence.values()) >= THRESHOLDS.stop_confidence
    assert not advise(EXAMPLE, three).stop
    assert advise(EXAMPLE, CLEAR).stop


def test_one_may_go_on_after_the_stop_rule_holds() -> None:
    advice = advise(EXAMPLE, CLEAR)
    assert advice.stop and advice.next_question is not None


def test_sharpening_goes_on_where_the_predominant_is_settled() -> None:
    assert advise(EXAMPLE, CLEAR).stop
    assert not advise(EXAMPLE, CLEAR, Goal.MIX).stop


def test_a_quiz_without_open_questions_stops() -> None:
    advice = advise(EXAMPLE, {question.id: None for question in EXAMPLE.questions})
    assert (advice.next_question, advice.stop, advice.gain, advice.expected_left) == (None, True, 0.0, 0)


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(UnknownQuestion, match="'colour'"):
        advise(EXAMPLE, {"colour": "red"})
    with pytest.raises(UnknownQuestion, match="'colour'"):
        ask_adaptively(EXAMPLE, {"colour": "red"})


@law
@given(interviews(), st.sampled_from(Order))
def test_a_case_is_asked_only_what_it_holds_until_the_rule_holds(interview: Interview, order: Order) -> None:
    model, answers = interview
    asked, used = ask_adaptively(model, answers, order)
    beyond_reach = {question.id: None for question in model.questions if question.id not in answers}
    assert tuple(used) == asked
    assert used == {question: answers[question] for question in asked}
    assert advise(model, beyond_reach | used).stop
    if asked:
        before = {question: used[question] for question in asked[:-1]}
        assert not advise(model, beyond_reach | before).stop


def test_a_case_full_of_dont_knows_is_asked_everything() -> None:
    asked, _ = ask_adaptively(EXAMPLE, {question.id: None for question in EXAMPLE.questions})
    assert set(asked) == {question.id for question in EXAMPLE.questions}


def test_a_clear_case_is_asked_little() -> None:
    case = CLEAR | {
        "clarity": "wordless",
        "process": "chaotic",
        "payment": "smallest",
        "involvement": "leaves",
    }
    asked, used = ask_adaptively(EXAMPLE, case)
    assert len(asked) == 4
    assert score(EXAMPLE, used).predominant == "novices"


def test_the_forecast_shrinks_as_answers_come_and_is_about_right() -> None:
    """Over simulated clients, a third of whose answers are "don't know"."""
    random = np.random.default_rng(20)
    cases = forget(draw_clients(EXAMPLE, 150, random).cases, 1 / 3, random)
    forecasts: list[tuple[int, int]] = []
    errors: list[int] = []
    for case in cases:
        answers = _as_answers(EXAMPLE.questions, case)
        asked, _ = ask_adaptively(EXAMPLE, answers)
        left = [
            advise(EXAMPLE, {question: answers[question] for question in asked[:count]}).expected_left
            for count in range(len(asked))
        ]
        forecasts.append((left[0], left[-1]))
        errors.extend(guess - (len(asked) - count) for count, guess in enumerate(left))
    first, last = np.mean(forecasts, axis=0)
    assert last < 0.6 * first
    assert abs(np.mean(errors)) < 1.0
    assert np.mean(np.abs(errors)) < 2.5


def _as_answers(
    questions: tuple[Question, ...], case: np.ndarray[tuple[int, ...], np.dtype[np.int8]]
) -> dict[str, str | None]:
    return {
        question.id: None if option < 0 else question.options[option]
        for question, option in zip(questions, case.tolist(), strict=True)
    }


@law
@given(models(), st.data())
def test_no_question_tells_more_than_there_is_to_know(model: Model, data: st.DataObject) -> None:
    answers = data.draw(answers_to(model))
    sure = np.array(list(score(model, answers).confidence.values()))
    unknown = -(sure * np.log(sure)).sum()
    assert all(0 <= gain <= unknown + 1e-12 for gain in advise(model, answers).gains.values())
