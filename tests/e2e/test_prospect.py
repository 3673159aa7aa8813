"""A prospect's way through a brief, as Anna lives it: from the link to the copy of her answers."""

from __future__ import annotations

import pytest

from bot.storage.tables import answers
from tests.e2e.prospects import (
    CLIENT,
    answers_all,
    begins,
    its_interview,
    link_for,
    said_to,
    sends,
    the_brief,
)
from tests.e2e.stage import Stage, labels


async def test_the_introduction_says_who_asks_why_how_long_and_who_reads(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    intro = await anna.follows(await link_for(firstcall))
    for said in ("Max of Riverbend Studio", "three minutes", "read by Max", "a program helps", "nothing"):
        assert said in intro.text, said
    assert labels(intro) == ["I agree, start", "Write to Max", "Not now", "日本語", "Русский"]
    assert CLIENT not in intro.text and len(intro.text) < 600
    assert (await the_brief(firstcall)).consented_at is None


async def test_the_first_question_comes_in_the_same_message(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    intro = await anna.follows(await link_for(firstcall))
    question = await anna.taps("I agree, start")
    assert question.id == intro.id and len(anna.chat) == 1
    assert "to go" in question.text and "written down" in question.text
    assert labels(question)[-4:] == ["‹ Back", "Skip", "Ask a person", "Later"]
    assert (await the_brief(firstcall)).consented_at is not None


async def test_a_whole_brief_is_one_message_until_it_is_sent(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    review = await answers_all(anna)
    assert "not sent yet" in review.text and len(anna.chat) == 1
    thanks = await anna.taps("Send")
    assert "Thank you! Max has your answers" in thanks.text and "until" in thanks.text
    assert labels(thanks) == ["Add something", "Change my answers", "Write to Max"]
    assert (await the_brief(firstcall)).sent_at is not None


async def test_every_question_has_back_skip_and_a_person_to_ask(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    seen = 0
    while not anna.sees("Send"):
        assert {"‹ Back", "Skip", "Ask a person"} <= set(labels(anna.screen)), anna.screen.text
        seen += 1
        await anna.taps("Skip")
    assert 5 <= seen <= 8
    assert "skipped" in anna.screen.text


async def test_back_goes_back_as_far_as_the_introduction(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    first = anna.screen.text
    await anna.press_first()
    second = anna.screen.text
    await anna.taps("‹ Back")
    assert anna.screen.text == first and any("✓" in name for name in labels(anna.screen))
    intro = await anna.taps("‹ Back")
    assert "would like to prepare" in intro.text
    assert (await anna.taps("Back to the questions")).text == first
    assert (await anna.press_first()).text == second


async def test_an_answer_can_be_changed_before_sending(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await answers_all(anna)
    await anna.taps("Deciding")
    assert "Changing your answer" in anna.screen.text
    await anna.taps("Thinking it over")
    assert "Deciding: Thinking it over, to be quite sure" in anna.screen.text
    kept = await firstcall.answers((await its_interview(firstcall)).id)
    assert "thinking" in str(kept["pace"]) or kept["pace"] is not None


async def test_a_bad_experience_asks_what_let_them_down(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    await anna.taps("never again")
    assert "let you down" in anna.screen.text


async def test_the_extras_come_after_sending_and_each_can_be_left_out(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.taps("Add something")
    assert "That's all" in " ".join(labels(anna.screen))
    for _ in range(3):
        await anna.taps("Skip")
    assert "Are there sites or pictures you like?" in anna.screen.text
    await anna.says("https://example.com looks right <b>to us</b>")
    assert "<b>to us</b>" in anna.screen.text
    await anna.taps("Done")
    assert "How can we best reach you?" in anna.chat[-2].text
    assert anna.person.chat.below.buttons[0].asks_contact
    await anna.person.press_below("Share my phone number")
    await firstcall.settle()
    assert anna.person.chat.below.buttons == () or not anna.person.chat.below.buttons
    assert anna.person.user.phone in anna.screen.text and "Thank you" in anna.screen.text


async def test_no_price_is_left_in_braces(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.taps("Add something")
    texts = [anna.screen.text]
    for _ in range(2):
        await anna.taps("Skip")
        texts.append(anna.screen.text)
    assert "{" not in "".join(texts) and "$900" in "".join(texts)


async def test_a_change_within_a_day_is_kept_and_after_a_day_nothing_moves(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.taps("Change my answers")
    await anna.taps("Deciding")
    await anna.taps("Comparing offers")
    assert "Comparing offers" in anna.screen.text and "Thank you" in anna.screen.text
    old = anna.find("Change my answers")
    firstcall.clock.forward(hours=25)
    before = await firstcall.rows(answers)
    tap = await anna.press("Change my answers", old[0])
    answer = await tap.answer()
    assert answer.show_alert and "A day has passed" in answer.text
    assert labels(anna.screen) == ["Write to Max"] and "stay as they are" in anna.screen.text
    assert await firstcall.rows(answers) == before


@pytest.mark.parametrize(
    ("language", "agree", "words"),
    [("ru", "Согласиться и начать", "Осталось вопросов"), ("ja", "同意して始める", "あと約")],
)
async def test_it_is_spoken_in_the_language_the_client_was_written_to_in(
    firstcall: Stage, language: str, agree: str, words: str
) -> None:
    anna = firstcall.phone("Анна", "en")
    intro = await anna.follows(await link_for(firstcall, language=language))
    assert agree in labels(intro)
    assert words in (await anna.taps(agree)).text


async def test_the_introduction_can_be_read_in_any_language_and_it_stays_chosen(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna", "en")
    await anna.follows(await link_for(firstcall))
    assert "Здравствуйте" in (await anna.taps("Русский")).text
    assert "Осталось" in (await anna.taps("Согласиться")).text
    settings = await anna.says("/settings")
    assert "Язык" in settings.text
    await anna.taps("日本語")
    assert any("あと約" in message.text for message in anna.chat)


async def test_what_the_manager_calls_the_client_never_appears(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    for command in ("/start", "/help", "/privacy", "/mydata", "/forget", "/settings", "/cancel", "hello"):
        await anna.says(command)
    await anna.taps("Add something")
    assert CLIENT not in said_to(anna) and "Lotus" not in said_to(anna)
