"""Asking a person: the manager is told who and what, the prospect who answers and when; the brief stays."""

from __future__ import annotations

import pytest

from bot.sandbox.world.chats import Message
from bot.storage.queries import erasure
from bot.storage.tables import deliveries, notes
from tests.e2e.prospects import CLIENT, begins, do, link_for, said_to, sends, the_brief, twice
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import hands_over

WORDS = "Do you also do <i>logos</i>?"


async def test_a_question_in_the_middle_reaches_the_manager_and_the_brief_stays(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    question = anna.screen.text
    asked = await anna.taps("Ask a person")
    assert "Max of Riverbend Studio reads it" in asked.text and "two working hours" in asked.text
    assert (await anna.says(WORDS)).text == question
    assert "Max answers here" in anna.chat[-2].text
    assert WORDS in said_to(firstcall.max) and await firstcall.rows(notes) == []


async def test_the_way_back_is_open_and_then_a_text_is_a_note(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.taps("Back to the questions")
    await anna.says(WORDS)
    assert len(await firstcall.rows(notes)) == 1 and WORDS not in said_to(firstcall.max)


async def test_one_may_ask_before_agreeing_and_is_answered(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    await anna.taps("Write to Max")
    await anna.says(WORDS)
    assert "Max answers here" in anna.chat[-2].text and "I agree" in labels(anna.screen)[0]
    assert WORDS in said_to(firstcall.max)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Yes, we do.")
    assert "Max (Riverbend Studio) writes:" in anna.screen.text and "Yes, we do." in anna.screen.text
    assert (await the_brief(firstcall)).consented_at is None


async def test_who_wrote_first_has_the_link_to_themselves(firstcall: Stage) -> None:
    """A reply must not reach somebody else who was sent the same link."""
    link = await link_for(firstcall)
    anna, otto = firstcall.phone("Anna"), firstcall.phone("Otto")
    await otto.follows(link)
    await anna.follows(link)
    await anna.taps("Write to Max")
    await anna.says(WORDS)
    assert "used already" in (await otto.taps("I agree")).text
    assert "used already" in (await otto.follows(link)).text
    assert "to go" in (await anna.taps("I agree")).text


async def asks(stage: Stage) -> tuple[Phone, Message]:
    """A client in the middle of a brief asks a question; and how it comes to the manager."""
    anna = await begins(stage)
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    return anna, next(message for message in stage.max.chat if WORDS in message.text)


async def test_a_text_that_replies_to_the_question_answers_the_client(firstcall: Stage) -> None:
    anna, question = await asks(firstcall)
    await firstcall.max.says("/quiz Cedar Dental")
    assert "On its way to Lotus" in (await firstcall.max.says("Yes, we do.", question)).text
    assert "Max (Riverbend Studio) writes:" in anna.screen.text and "Yes, we do." in anna.screen.text
    assert await firstcall.rows(notes) == [], "it is no note on the quiz that is open"
    assert "Answer" in labels(anna.screen)


async def test_a_text_that_replies_to_a_partial_brief_reaches_who_stopped(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("No, but I know")
    await anna.says("/cancel")
    stopped = firstcall.max.screen
    assert "Pick up with" in stopped.text
    await firstcall.max.says("Shall I call you?", stopped)
    assert "Shall I call you?" in said_to(anna)


async def test_a_reply_goes_only_to_a_client_of_ones_own_and_is_always_answered(firstcall: Stage) -> None:
    anna, question = await asks(firstcall)
    nina = await firstcall.manager("Nina")
    assert "up to 2000" in (await firstcall.max.says("x" * 2_001, question)).text
    await hands_over(firstcall.lead, "Max", "Nina")
    assert "nobody at the other end" in (await firstcall.max.says("Yes, we do.", question)).text
    assert "Yes, we do." not in said_to(anna) and "Yes, we do." not in said_to(nina)


async def test_a_reply_to_any_other_message_is_no_letter_to_the_client(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    card = firstcall.max.screen
    assert "✉️ Reply" in labels(card)
    await firstcall.max.says("Not for the client's eyes", card)
    assert "Not for the client's eyes" not in said_to(anna)


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_reply_that_meets_a_chat_blocked_since_is_owned_up_to_once(
    firstcall: Stage, is_known: bool
) -> None:
    anna, question = await asks(firstcall)
    await firstcall.max.person.send("Yes, we do.", question)
    await firstcall.take_batch()
    if is_known:  # by an update, before the reply goes out; else by the refusal
        anna.person.block()
        await firstcall.take_batch()
    anna.person.chat.blocked = True
    await firstcall.settle()
    await firstcall.settle()
    said = said_to(firstcall.max)
    assert "On its way" in said and said.count(f"{CLIENT} has blocked the bot since") == 1
    for _ in range(2):
        anna.person.unblock()
        await firstcall.settle()
        anna.person.block()
        await firstcall.settle()
    assert said_to(anna).count("Yes, we do.") == 1
    assert said_to(firstcall.max).count("has blocked the bot") == 1


async def test_words_to_who_blocked_the_bot_are_kept_and_that_is_said(firstcall: Stage) -> None:
    anna, question = await asks(firstcall)
    anna.person.block()
    await firstcall.settle()
    said = (await firstcall.max.says("Yes, we do.", question)).text
    assert f"{CLIENT} has blocked the bot" in said and "On its way" not in said
    assert "Yes, we do." not in said_to(anna)
    anna.person.unblock()
    await firstcall.settle()
    assert "Yes, we do." in said_to(anna)


async def test_a_reply_can_be_answered_from_the_message(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Yes. Which colours?")
    reply = anna.screen
    assert labels(reply) == ["Answer"]
    assert "Write your question" in (await anna.taps("Answer")).text
    await anna.says("Green")
    assert "Green" in said_to(firstcall.max) and "Which colours?" in said_to(anna)


async def test_what_is_written_after_the_managers_words_answers_them(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    question = anna.screen
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Yes. Which colours?")
    await anna.says("Green")
    assert "Green" in said_to(firstcall.max) and await firstcall.rows(notes) == []
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Thank you.")
    await anna.taps(question.buttons[0].text)
    await anna.says("a note")
    assert "a note" not in said_to(firstcall.max) and len(await firstcall.rows(notes)) == 1


async def test_what_replies_to_the_managers_words_answers_them_however_late(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Yes. Which colours?")
    letter = anna.screen
    await anna.says("Green", letter)
    await anna.says("a note")
    await anna.says("and a bit of blue", letter)
    told = said_to(firstcall.max)
    assert "Green" in told and "and a bit of blue" in told and "a note" not in told
    assert len(await firstcall.rows(notes)) == 1


async def test_before_agreeing_too_a_reply_answers_the_managers_words(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await anna.follows(await link_for(firstcall))
    await anna.taps("Max")
    await anna.says(WORDS)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Yes. Which colours?")
    letter = anna.screen
    for words in ("Green", "and a bit of blue"):
        await anna.says(words, letter)
        assert words in said_to(firstcall.max)


async def test_a_redelivered_question_is_passed_on_once(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.person.send(WORDS)
    await twice(firstcall)
    assert said_to(firstcall.max).count(WORDS) == 1 and await firstcall.rows(notes) == []


async def test_the_longest_text_is_told_whole_in_parts(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.says("begin " + "😀" * 2_000 + " end")
    told = said_to(firstcall.max)
    assert "begin" in told and "end”" in told and told.count("😀") == 2_000
    assert {row.state for row in await firstcall.rows(deliveries)} == {"sent"}


async def test_what_was_asked_and_came_again_is_not_awaited_any_more(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.touches("Ask a person")
    await anna.person.send(WORDS)
    await twice(firstcall)
    await anna.says("a note")
    assert "a note" not in said_to(firstcall.max) and len(await firstcall.rows(notes)) == 1


async def test_words_before_agreeing_that_come_again_are_not_awaited_any_more(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    introduction = (await anna.follows(await link_for(firstcall))).text
    await anna.touches("Write to Max")
    await anna.person.send(WORDS)
    await twice(firstcall)
    assert anna.screen.text == introduction
    assert (await anna.says("hello")).text == introduction and "hello" not in said_to(firstcall.max)


async def test_a_reply_is_worded_in_the_language_the_client_was_written_to_in(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna", "ru")
    await anna.follows(await link_for(firstcall, language="ru"))
    await anna.taps("Max")
    await anna.says(WORDS)
    await firstcall.max.taps("Reply")
    await firstcall.max.says("Да.")
    assert "Да." in anna.screen.text and "writes" not in anna.screen.text
    assert labels(anna.screen) == ["Ответить"]


async def test_about_a_deleted_client_nobody_is_written_to(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.says(WORDS)
    brief, now = await the_brief(firstcall), firstcall.clock()
    await firstcall.max.taps("Reply")
    await do(firstcall, lambda tx: erasure.client(tx, brief.owner_id, brief.client_id, now))
    await firstcall.max.says("Still there?")
    assert "Still there?" not in said_to(anna)
    tap = await firstcall.max.press("Reply")
    assert "Write to" not in (await tap.answer()).text


async def test_words_after_the_day_are_for_the_manager(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    firstcall.clock.forward(hours=25)
    await anna.says(WORDS)
    assert WORDS in said_to(firstcall.max) and "Max answers here" in said_to(anna)
    assert "stay as they are" in anna.screen.text


async def test_words_after_stopping_are_for_the_manager(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("/cancel")
    await anna.says(WORDS)
    assert WORDS in said_to(firstcall.max) and labels(anna.screen)[0] == "Go on"


async def test_a_flood_of_questions_is_bounded_and_says_so(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    firstcall.clock.forward(hours=25)
    for number in range(22):
        await anna.says(f"question {number}")
    told = [row for row in await firstcall.rows(deliveries) if row.kind == "brief_talk"]
    assert len(told) == 20 and "many messages from you" in said_to(anna)


async def test_what_cannot_be_read_is_a_slip_and_the_question_is_still_awaited(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.person.send_document("virus.exe", b"\0")
    await firstcall.settle()
    await anna.says(WORDS)
    assert WORDS in said_to(firstcall.max)


async def test_a_wish_to_reply_that_came_before_asks_for_the_words_as_long_as_they_are_awaited(
    firstcall: Stage,
) -> None:
    """The words would reach the client: who is to write them has to read so."""
    anna, letter = await asks(firstcall)
    await firstcall.max.touches("Reply", letter)
    await twice(firstcall)
    assert said_to(firstcall.max).count("your next message goes to them") == 2
    await firstcall.max.says("Yes, we do.")
    assert "Yes, we do." in anna.screen.text
    await firstcall.max.touches("Reply", letter)
    await firstcall.max.person.send("/clients")
    await twice(firstcall)
    await firstcall.max.says("a text for nobody")
    assert "a text for nobody" not in said_to(anna)
