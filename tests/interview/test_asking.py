"""From the first question to the card: the stop rule, sharpening, the deal, and finishing early."""

from __future__ import annotations

from random import Random

import pytest

from questionnaires.interview import Part, State, effects, events
from questionnaires.interview.screens import Asking, option_typed, screen
from scoring import Verdict
from tests.interview import driving
from tests.interview.driving import IN, Quiz


def asking_screen(quiz: Quiz, language: str = "en") -> Asking:
    shown = screen(quiz.interview, language)
    assert isinstance(shown, Asking)
    return shown


def of_effects(done: list[effects.Effect], kind: type[effects.Effect]) -> list[effects.Effect]:
    return [effect for effect in done if isinstance(effect, kind)]


# --- traits -----------------------------------------------------------------------------------------------


def test_the_first_question_is_the_one_that_tells_most() -> None:
    quiz = driving.asking()
    gains = quiz.interview.advice.gains
    assert gains[quiz.question] == max(gains.values())


def test_the_traits_are_asked_until_the_stop_rule_holds() -> None:
    quiz = driving.asking()
    while quiz.state is State.ASKING:
        assert not quiz.interview.advice.stop
        quiz.answer()
    assert quiz.state is State.OFFERING
    assert quiz.interview.advice.stop


def test_no_question_is_asked_twice() -> None:
    quiz = driving.asking()
    asked = []
    while quiz.state is State.ASKING:
        asked.append(quiz.question)
        quiz.skip()
    assert sorted(asked) == sorted(q.id for q in quiz.interview.script.questionnaire.questions)


def test_with_nothing_known_at_all_the_deal_is_spoken_of_and_the_card_says_so() -> None:
    quiz = driving.asking()
    while quiz.state is not State.FINISHED:
        quiz.skip()
    assert quiz.results[0].result.predominant is None
    assert quiz.results[0].result.verdict is Verdict.OPEN


def test_a_fixed_questionnaire_is_asked_in_the_order_of_its_file() -> None:
    quiz = driving.asking(driving.script("fixed"))
    asked = []
    while quiz.state is State.ASKING:
        asked.append(quiz.question)
        quiz.answer()
    assert asked == [q.id for q in quiz.interview.script.questionnaire.questions][: len(asked)]


def test_an_answer_to_another_question_than_the_one_on_the_screen_is_refused() -> None:
    quiz = driving.asking()
    other = next(id for id in quiz.interview.open_traits if id != quiz.question)
    assert quiz.question in str(quiz.refuses(events.Answered(other, None)))


def test_an_option_that_the_question_does_not_have_is_refused() -> None:
    quiz = driving.asking()
    assert "'perhaps'" in str(quiz.refuses(events.Answered(quiz.question, "perhaps")))


def test_the_second_half_of_a_double_tap_is_refused() -> None:
    quiz = driving.asking()
    tap = events.Answered(quiz.question, quiz.option(1))
    quiz.take(tap)
    quiz.refuses(tap)


# --- sharpening -------------------------------------------------------------------------------------------


def test_sharpening_asks_on_about_the_mix() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    assert quiz.state is State.ASKING
    assert quiz.question in quiz.interview.open_traits
    assert asking_screen(quiz).sharpening


def test_sharpening_is_offered_once() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    assert quiz.answer_until(State.QUALIFYING).state is State.QUALIFYING
    quiz.refuses(events.Sharpened())


def test_the_result_can_be_had_while_sharpening() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    quiz.take(events.ResultRequested())
    assert quiz.state is State.QUALIFYING


def test_where_every_trait_was_asked_there_is_nothing_to_sharpen() -> None:
    quiz = driving.asking()
    while quiz.state is State.ASKING:
        quiz.skip()
    assert quiz.state is State.QUALIFYING


# --- the deal ---------------------------------------------------------------------------------------------


def test_the_deal_is_asked_in_order_then_the_industry_then_the_card() -> None:
    quiz = driving.qualifying()
    asked = []
    while quiz.state is State.QUALIFYING:
        asked.append(quiz.question)
        quiz.answer()
    assert tuple(asked) == quiz.interview.script.qualifying_ids
    assert quiz.interview.script.part(asked[-1]) is Part.INDUSTRY
    assert quiz.state is State.FINISHED


def test_every_question_about_the_deal_may_be_skipped_and_the_grade_stays_open() -> None:
    quiz = driving.qualifying()
    while quiz.state is State.QUALIFYING:
        quiz.skip()
    assert len(quiz.results[0].grade.grades) > 1


def test_the_industry_is_passed_on_to_the_client() -> None:
    quiz = driving.qualifying()
    while quiz.interview.script.part(quiz.question) is not Part.INDUSTRY:
        quiz.skip()
    option = quiz.option(1)
    assert of_effects(quiz.answer(1), effects.SetIndustry) == [effects.SetIndustry(option)]


def test_without_questions_about_the_deal_the_offer_leads_straight_to_the_card() -> None:
    quiz = driving.asking(driving.traits_only()).answer_until(State.OFFERING)
    quiz.take(events.ResultRequested())
    assert quiz.state is State.FINISHED


def test_without_a_deal_and_with_every_trait_asked_the_last_answer_draws_the_card() -> None:
    quiz = driving.asking(driving.traits_only())
    while quiz.state is State.ASKING:
        quiz.skip()
    assert quiz.state is State.FINISHED


# --- the card ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [State.ASKING, State.OFFERING, State.QUALIFYING, State.REVIEWING, State.CHANGING]
)
def test_finishing_early_draws_the_result_of_what_there_is(state: State) -> None:
    quiz = IN[state]()
    if not quiz.interview.answers:
        quiz.answer()
    done = quiz.take(events.FinishedEarly())
    assert quiz.state is State.FINISHED
    assert of_effects(done, effects.StoreResult) == [
        effects.StoreResult(
            quiz.interview.result,
            quiz.interview.script.grade(quiz.interview.answers),
            quiz.interview.advice.next_question,
        )
    ]


def test_finishing_early_needs_an_answer() -> None:
    driving.asking().refuses(events.FinishedEarly())


def test_the_card_makes_a_reminder_superfluous() -> None:
    quiz = driving.asking()
    quiz.take(events.ReminderRequested())
    quiz.answer()
    assert effects.CancelReminder() in quiz.take(events.FinishedEarly())


def test_going_back_and_giving_the_same_answer_draws_no_second_result() -> None:
    quiz = driving.finished()
    quiz.back()
    given = quiz.interview.answers[quiz.question]
    quiz.take(events.Answered(quiz.question, given))
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 1)


def test_going_back_and_giving_another_answer_draws_a_second_result() -> None:
    quiz = driving.finished()
    quiz.back(2)
    quiz.skip()
    assert (quiz.state, len(quiz.results)) == (State.FINISHED, 2)


# --- what is on the screen --------------------------------------------------------------------------------


def test_the_screen_counts_what_was_answered_and_about_what_is_to_go() -> None:
    quiz = driving.asking()
    first = asking_screen(quiz)
    assert (first.answered, first.to_go) == (0, quiz.interview.advice.expected_left + 5)
    quiz.answer()
    assert asking_screen(quiz).answered == 1


@pytest.mark.parametrize("seed", range(12))
def test_the_countdown_only_counts_down(seed: int) -> None:
    chance, quiz = Random(seed), driving.asking()
    counts = []
    while quiz.state is State.ASKING:
        shown = asking_screen(quiz)
        counts.append(shown.to_go)
        quiz.take(events.Answered(shown.question, chance.choice([None, *(c.option for c in shown.choices)])))
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 1


def test_the_last_question_counts_itself() -> None:
    quiz = driving.qualifying()
    counts = []
    while quiz.state is State.QUALIFYING:
        counts.append(asking_screen(quiz).to_go)
        quiz.answer()
    assert counts == [5, 4, 3, 2, 1]


def test_a_question_that_was_skipped_says_so() -> None:
    quiz = driving.asking()
    quiz.skip()
    assert not asking_screen(quiz).was_skipped
    quiz.back()
    assert asking_screen(quiz).was_skipped


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_an_option_may_be_typed_by_its_number_or_its_label(language: str) -> None:
    quiz = driving.asking()
    for choice in asking_screen(quiz, language).choices:
        assert option_typed(quiz.interview, f" {choice.number} ") == choice.option
        assert option_typed(quiz.interview, choice.label.upper()) == choice.option


@pytest.mark.parametrize("text", ["0", "99", "maybe", "", "1.", "-1"])
def test_any_other_text_is_no_option(text: str) -> None:
    assert option_typed(driving.asking().interview, text) is None


def test_where_no_question_is_on_the_screen_a_number_is_no_option() -> None:
    quiz = driving.asking()
    quiz.answer()
    quiz.take(events.FinishedEarly())
    assert option_typed(quiz.interview, "1") is None


def test_a_language_the_content_does_not_speak_reads_the_first_one() -> None:
    quiz = driving.asking()
    assert asking_screen(quiz, "de").text == asking_screen(quiz, "en").text
