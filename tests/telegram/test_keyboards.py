"""The buttons under every screen: each does one thing that is read back, and its label can be read too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from bot.sandbox.rules.keyboards import inline_keyboard
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import keyboards as below_cards
from bot.telegram.card.keyboards import OpenBook
from bot.telegram.keys import Keys
from bot.telegram.outgoing import Keyboard
from bot.telegram.quiz import keyboards
from bot.telegram.quiz.keyboards import Known
from messages import languages
from questionnaires.content.model import Phase
from questionnaires.interview import State, events
from questionnaires.interview.screens import Asking, Offering, Reviewing, screen
from questionnaires.interview.script import in_language, options_of
from tests.interview import driving
from tests.interview.driving import Quiz

ID, CLIENT = 2**62 + 1, 2**61 + 3
REVISION = 9
LONG_NAME = "Wolkenkratzer-" * 6
READABLE, LISTED = 48, 72
"""Characters that a phone shows on one line; and of an answer in a list, which may be cut at its end."""


def keys(language: str = "en") -> Keys:
    return Keys(ID, REVISION, language)


def asking(quiz: Quiz, language: str = "en") -> Keyboard:
    shown = screen(quiz.interview, language)
    assert isinstance(shown, Asking)
    return keyboards.asking(keys(language), shown, quiz.interview.script)


def reviewing(quiz: Quiz, language: str = "en") -> Keyboard:
    quiz.take(events.ReviewOpened())
    shown = screen(quiz.interview, language)
    assert isinstance(shown, Reviewing)
    return keyboards.reviewing(keys(language), shown, quiz.interview.script)


def labels_of(keyboard: Keyboard) -> list[str]:
    return [button.label for row in keyboard for button in row]


def segments(language: str) -> list[tuple[int, str]]:
    found = driving.library().segments.segments
    return [(place, in_language(segment.name, language)) for place, segment in enumerate(found)]


def every_question(language: str) -> Iterator[Keyboard]:
    quiz = driving.asking()
    while quiz.state is not State.FINISHED:
        yield asking(quiz, language)
        quiz.answer()
        quiz.back()
        yield asking(quiz, language)
        quiz.skip()
        if quiz.state is State.OFFERING:
            quiz.take(events.Sharpened())


def every_screen(language: str) -> Iterator[Keyboard]:
    """Each keyboard there is, in all its forms."""
    own = keys(language)
    yield from every_question(language)
    yield reviewing(driving.finished(), language)
    yield keyboards.offering(own, Offering(5, 5))
    yield keyboards.offering(own, Offering(5, 0))
    for state in State:
        yield keyboards.menu(own, state, has_answers=True)
        yield keyboards.menu(own, state, has_answers=False)
    yield keyboards.naming(own, [(CLIENT, LONG_NAME), (CLIENT + 1, "Lotus")])
    yield keyboards.naming(own, [(CLIENT + 1, "Lotus")], kept=(CLIENT, LONG_NAME))
    for known in ([Known(CLIENT, LONG_NAME, True)], [Known(CLIENT + n, LONG_NAME, n == 2) for n in range(5)]):
        yield keyboards.matching(own, known, is_pick=False)
        yield keyboards.matching(own, known, is_pick=True)
    yield keyboards.closed(own)
    yield below_cards.looks(own, spoken=0)
    yield below_cards.below_quiz_card(own, CLIENT)
    yield below_cards.below_practice_card(own)
    yield keyboards.naming_call(own, "Call of Mar 5")
    yield keyboards.naming_call(own, "Call of Mar 5", LONG_NAME)
    for place, _ in segments(language):
        for leaf in range(3):
            yield below_cards.playbook(own, segments(language)[:2], OpenBook(leaf, place, leaf, 3))
        yield below_cards.correct_second(own, segments(language), place)
    yield below_cards.follow_up(own, ["en", "ru", "ja"], 1)
    yield below_cards.correct(own, segments(language), (2, None))
    yield below_cards.correct(own, segments(language), (2, 0))


def carried(keyboard: Keyboard) -> list[Callback]:
    """What the buttons carry, in reading order."""
    found = [callbacks.read(button.data) for row in keyboard for button in row]
    assert None not in found
    return [callback for callback in found if callback is not None]


@pytest.mark.parametrize("language", languages())
def test_every_button_does_one_thing_that_can_be_read_back(language: str) -> None:
    for keyboard in every_screen(language):
        for button in (button for row in keyboard for button in row):
            assert (button.data is None) is not (button.url is None), button
            assert button.url is not None or callbacks.read(button.data) is not None, button


@pytest.mark.parametrize("language", languages())
def test_telegram_takes_every_keyboard(language: str) -> None:
    for keyboard in every_screen(language):
        rows = [[{"text": button.label, "callback_data": button.data} for button in row] for row in keyboard]
        assert len(inline_keyboard({"inline_keyboard": rows})) == len(keyboard)


@pytest.mark.parametrize("language", languages())
def test_every_label_can_be_read_on_a_phone(language: str) -> None:
    for keyboard in every_screen(language):
        for row in keyboard:
            is_list = carried((row,))[0].verb is Verb.CHANGE
            for button in row:
                assert button.label.strip() == button.label != ""
                assert len(button.label) <= (LISTED if is_list else READABLE), button.label
            assert len(row) == 1 or sum(len(button.label) for button in row) <= LISTED, row


@pytest.mark.parametrize("language", languages())
def test_no_screen_has_two_buttons_that_look_or_do_the_same(language: str) -> None:
    for keyboard in every_screen(language):
        buttons = [button for row in keyboard for button in row]
        assert len({button.label for button in buttons}) == len(buttons)
        elsewhere = [button.data for button in buttons if not button.label.startswith("•")]
        assert len(set(elsewhere)) == len(elsewhere)


def test_buttons_that_move_an_interview_name_it_and_its_revision() -> None:
    for keyboard in every_screen("en"):
        for callback in carried(keyboard):
            if callback.verb < Verb.NEW_CLIENT:
                assert (callback.subject, callback.revision) == (ID, REVISION)


def test_a_question_has_its_options_dont_know_back_and_more() -> None:
    quiz = driving.asking()
    place = quiz.interview.script.order[quiz.question]
    count = len(options_of(quiz.interview.script.questions[quiz.question]))
    carries = carried(asking(quiz))
    assert [(c.verb, c.a, c.b) for c in carries[:count]] == [
        (Verb.ANSWER, place, number) for number in range(1, count + 1)
    ]
    assert [c.verb for c in carries[count:]] == [Verb.BACK, Verb.ANSWER, Verb.MENU]
    assert carries[count + 1].b == callbacks.DONT_KNOW


def test_the_option_chosen_before_is_marked() -> None:
    quiz = driving.asking()
    quiz.answer(2)
    labels = [row[0].label for row in asking(quiz.back())]
    assert [label.startswith("✓") for label in labels[:3]] == [False, True, False]


def test_while_sharpening_the_result_is_one_tap_away() -> None:
    quiz = driving.offering()
    quiz.take(events.Sharpened())
    assert Verb.SHOW_RESULT in [callback.verb for callback in carried(asking(quiz))]
    assert f"The deal ({len(quiz.interview.open_qualifying)}), then the card" in labels_of(asking(quiz))


def test_the_way_to_the_result_says_whether_questions_about_the_deal_come_first() -> None:
    for to_go, said in (
        (5, "The deal (5), then the card"),
        (1, "The deal (1), then the card"),
        (0, "Show the result"),
    ):
        assert labels_of(keyboards.offering(keys(), Offering(5, to_go)))[0] == said


def test_every_answer_of_the_review_can_be_tapped() -> None:
    quiz = driving.finished()
    order = quiz.interview.script.order
    places = [c.a for c in carried(reviewing(quiz)) if c.verb is Verb.CHANGE]
    assert places == [order[question] for question in quiz.interview.answers]


def test_without_an_answer_the_menu_offers_no_result() -> None:
    verbs = [callback.verb for callback in carried(keyboards.menu(keys(), State.ASKING, has_answers=False))]
    assert verbs == [Verb.REMIND, Verb.CANCEL, Verb.SCREEN]


def test_every_row_of_the_menu_is_something_the_state_knows() -> None:
    for state in (State.ASKING, State.OFFERING, State.QUALIFYING, State.CHANGING):
        quiz = driving.IN[state]()
        if not quiz.interview.answers:
            quiz.answer()
        verbs = {c.verb for c in carried(keyboards.menu(keys(), state, has_answers=True))}
        assert (Verb.REVIEW in verbs) is (state is not State.CHANGING)


def test_only_a_namesake_with_an_open_quiz_can_be_continued() -> None:
    known = [Known(CLIENT, "Lotus", True), Known(CLIENT + 1, "Lotus", False)]
    carries = carried(keyboards.matching(keys(), known, is_pick=False))
    assert [(c.verb, c.other) for c in carries[:3]] == [
        (Verb.CONTINUE, CLIENT),
        (Verb.RETAKE, CLIENT),
        (Verb.RETAKE, CLIENT + 1),
    ]


def test_a_client_picked_from_the_list_is_not_another_of_that_name() -> None:
    known = [Known(CLIENT, "Lotus", False)]
    picked = carried(keyboards.matching(keys(), known, is_pick=True))
    assert Verb.ANOTHER not in [callback.verb for callback in picked]


def test_a_card_asks_the_client_only_where_there_is_one_to_ask() -> None:
    around = {Verb.BACK, Verb.REVIEW, Verb.NEW_CLIENT, Verb.SECOND}
    assert {c.verb for c in carried(below_cards.below_quiz_card(keys(), None))} == around
    asked = [c for c in carried(below_cards.below_quiz_card(keys(), CLIENT)) if c.verb not in around]
    assert [(c.verb, c.subject) for c in asked] == [(Verb.BRIEF_NEW, CLIENT)]


def test_a_practice_card_asks_no_client_and_begins_no_quiz_about_one() -> None:
    verbs = {c.verb for c in carried(below_cards.below_practice_card(keys()))}
    assert verbs == {Verb.BACK, Verb.REVIEW, Verb.SECOND, Verb.PRACTICE}


def test_the_playbook_marks_what_is_open_and_turns_to_the_leaves_beside() -> None:
    keyboard = below_cards.playbook(
        keys(), segments("en")[:2], OpenBook(phase=1, segment=0, leaf=1, leaves=3)
    )
    carries = carried(keyboard)
    assert [c.other for c in carries[:2]] == [0, 2]
    marked = [button.label for row in keyboard for button in row if button.label.startswith("•")]
    assert len(marked) == 2
    assert len(carries) == 2 + 2 + len(get_args(Phase)) + 1


def test_a_book_of_one_leaf_has_nothing_to_turn() -> None:
    opened = OpenBook(phase=0, segment=0, leaf=0, leaves=1)
    assert len(below_cards.playbook(keys(), segments("en")[:2], opened)[0]) == 2


def test_the_second_segment_is_none_or_any_but_the_first() -> None:
    carries = carried(below_cards.correct_second(keys(), segments("en"), first=1))
    assert [(c.a, c.b) for c in carries[:-1]] == [(1, 0), (1, 1), (1, 3), (1, 4)]


def test_that_the_computed_segment_is_right_is_one_tap() -> None:
    for computed, expected in (((2, None), (2, 0)), ((2, 0), (2, 1))):
        first = carried(below_cards.correct(keys(), segments("en"), computed))[0]
        assert (first.verb, first.a, first.b) == (Verb.CORRECT_SECOND, *expected)
