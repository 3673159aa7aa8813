"""What a manager is told when a client answers, and what they can do about it."""

from __future__ import annotations

import pytest

from bot.storage.tables import corrections, deliveries, interviews
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import (
    CLIENT,
    answers_all,
    begins,
    its_interview,
    link_for,
    sends,
    standing_link,
    the_brief,
)
from tests.e2e.stage import Phone, Stage, labels, read
from tests.e2e.team import hands_over

QUESTION = "Could you look at our competitor?"
NOT_YOURS = "This is not yours"


async def words_of(manager: Phone) -> str:
    """All of the client's words, page by page."""
    return (await manager.taps("Their words")).text


# --- the card ---------------------------------------------------------------------------------------------


async def test_the_card_comes_at_once_with_their_own_words(firstcall: Stage) -> None:
    max_ = firstcall.max
    anna = await begins(firstcall)
    await anna.says(QUESTION)
    await answers_all(anna)
    assert CLIENT not in max_.screen.text
    await anna.taps("Send")
    card = max_.screen
    assert card.text.startswith("📨 Just answered:") and CLIENT in card.text and QUESTION in card.text
    assert "Reply" in str(labels(card)) and "Their words" in str(labels(card))


async def test_every_look_around_the_card_leads_back_to_it(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await sends(on_sqlite)
    card = max_.screen.text.removeprefix("📨 Just answered:").strip()
    for look in ("Why?", "Playbook", "Message to the client", "For a colleague", "Correct the segment"):
        assert (await max_.taps(look)).text != card
        assert (await max_.taps("‹ Card")).text == card


async def test_a_correction_of_a_brief_counts_once_with_its_reason(firstcall: Stage) -> None:
    max_ = firstcall.max
    await sends(firstcall)
    await max_.taps("Correct the segment")
    await max_.taps("Pros")
    only = max_.screen
    for _ in range(2):
        await max_.touches("only", only)
    await firstcall.settle()
    await max_.says("They told me so")
    assert "· Pros\n✔️ Corrected. Computed: " in max_.screen.text
    row = (await firstcall.rows(corrections))[-1]
    assert row.predominant == "pros" and row.sealed_reason is not None


async def test_the_last_step_of_a_correction_on_changed_answers_changes_nothing(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    anna = await sends(on_sqlite)
    await max_.taps("Correct the segment")
    asked = await max_.taps("Pros")
    await anna.taps("Change my answers")
    await anna.press_first()
    await anna.taps("Skip")
    tap = await max_.press("only", asked)
    assert "moved on" in (await tap.answer()).text
    assert await on_sqlite.rows(corrections) == []


@pytest.mark.parametrize("quiz_first", [True, False])
async def test_a_quiz_and_a_brief_make_one_card_wherever_it_is_opened(
    on_sqlite: Stage, quiz_first: bool
) -> None:
    max_ = on_sqlite.max
    if quiz_first:
        await max_.quiz("Lotus Bakery", option=2)
        await max_.taps("Ask the client")
        await max_.taps("English")
        link = max_.chat[-2].text.split("start=")[-1].strip()
    else:
        link = await link_for(on_sqlite, "Lotus Bakery")
    anna = on_sqlite.phone("Anna")
    await anna.follows(link)
    await anna.press_first()
    await answers_all(anna)
    await anna.taps("Send")
    if not quiz_first:
        await max_.says("/clients")
        await max_.taps("Lotus")
        await max_.taps("New quiz with this client")
        await max_.plays(2)
    joint = max_.screen.text.removeprefix("📨 Just answered:").strip()
    assert "They: " in joint or "agree" in joint
    await max_.says("/clients")
    await max_.taps("Lotus")
    page = max_.screen
    assert (await max_.taps("Card of", page)).text == joint
    await max_.taps("Their words of", page)
    assert (await max_.taps("Card")).text == joint


# --- their words and files --------------------------------------------------------------------------------


async def test_their_words_are_shown_whole_over_as_many_pages_as_they_take(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    anna = await begins(on_sqlite)
    for letter in "abcd":
        await anna.says(letter * 990)
    await answers_all(anna)
    await anna.taps("Send")
    seen = (await max_.taps("Their words")).text
    while max_.sees("›"):
        seen += (await max_.taps("›")).text
    assert [letter * 990 in seen for letter in "abcd"] == [True] * 4


async def test_files_come_anew_once_for_each_message(firstcall: Stage) -> None:
    max_ = firstcall.max
    anna = await begins(firstcall)
    await anna.person.send_document("brief.pdf", b"%PDF-1.4", "application/pdf", caption="Our <b>plan</b>")
    await firstcall.settle()
    await answers_all(anna)
    await anna.taps("Send")
    letter = max_.screen
    for _ in range(2):
        await max_.touches("Files: 1", letter)
    await firstcall.settle()
    files = [message for message in max_.chat if message.media is not None]
    assert len(files) == 1 and "Our <b>plan</b>" in files[0].text


async def test_files_come_to_whoever_has_the_client_by_now_from_a_message_of_the_same_number(
    firstcall: Stage,
) -> None:
    """Telegram numbers the messages of each chat by themselves."""
    max_, nina = firstcall.max, await firstcall.manager("Nina")
    anna = await begins(firstcall)
    await anna.person.send_document("brief.pdf", b"%PDF-1.4", "application/pdf")
    await firstcall.settle()
    await answers_all(anna)
    await anna.taps("Send")
    letter, button = max_.find("Files: 1")
    await max_.taps("Files: 1", letter)
    await hands_over(firstcall.lead, "Max", "Nina")
    tap = await nina.forges(button.data or "", letter)
    assert "come" in ((await tap.answer()).text or "")
    assert [message for message in nina.chat if message.media is not None]


async def test_before_it_is_sent_nothing_is_read(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await anna.says(QUESTION)
    brief, before = await the_brief(firstcall), len(max_.chat)
    await max_.says("/settings")
    for verb in (Verb.BRIEF_CARD, Verb.BRIEF_WORDS, Verb.BRIEF_FILES):
        await max_.forges(Callback(verb, brief.id))
        assert "answering, question" in max_.screen.text and QUESTION not in max_.screen.text
    held = await its_interview(firstcall)
    for verb in (verb for verb in Verb if Verb.SCREEN <= verb < Verb.NEW_CLIENT):
        await max_.forges(Callback(verb, held.id, revision=held.revision))
        assert QUESTION not in max_.screen.text
    assert len(max_.chat) == before + 1


# --- letters ----------------------------------------------------------------------------------------------


async def test_what_is_changed_after_sending_comes_marked_and_together(firstcall: Stage) -> None:
    max_ = firstcall.max
    anna = await sends(firstcall)
    told = len(max_.chat)
    await anna.says(QUESTION)
    await anna.says("And a logo, please")
    assert len(max_.chat) == told
    firstcall.clock.forward(minutes=4)
    await firstcall.settle()
    letter = max_.screen
    assert len(max_.chat) == told + 1 and "changed or added" in letter.text
    assert QUESTION in letter.text and "And a logo, please" in letter.text
    assert letter.text.count("💬") == 2


async def test_a_no_is_told_with_what_to_do(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, on_sqlite.phone("Anna")
    await anna.follows(await link_for(on_sqlite))
    await anna.taps("Not now")
    assert f"{CLIENT} would rather not" in max_.screen.text and max_.sees("Ask on the phone")
    assert "would rather not answer" in (await max_.says("/clients")).text


async def test_who_stops_is_told_with_the_question_and_what_they_said(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, await begins(on_sqlite)
    await anna.press_first()
    await anna.says(QUESTION)
    await lies_until_it_stops(on_sqlite)
    assert "stopped at question 2 of about" in max_.screen.text and QUESTION in max_.screen.text
    assert "The client stopped halfway" in (await max_.taps("Card")).text


async def test_who_went_back_before_stopping_is_told_with_the_question_they_went_back_to(
    on_sqlite: Stage,
) -> None:
    max_, anna = on_sqlite.max, await begins(on_sqlite)
    for _ in range(2):
        await anna.press_first()
    await anna.taps("Back")
    await lies_until_it_stops(on_sqlite)
    assert "stopped at question 2 of about 8" in max_.screen.text
    assert "stopped at question 2 of about 8" in (await on_sqlite.lead.says("/summary week")).text


async def test_who_answers_everything_and_sends_nothing_stops_at_the_last_question(on_sqlite: Stage) -> None:
    await answers_all(await begins(on_sqlite))
    await lies_until_it_stops(on_sqlite)
    assert "stopped at question 8 of about 8" in on_sqlite.max.screen.text
    assert "stopped at question 8 of about 8" in (await on_sqlite.lead.says("/summary week")).text


async def lies_until_it_stops(stage: Stage) -> None:
    """The one nudge, and the end three days later."""
    for hours in (26, 24 * 4):
        await stage.tick(hours=hours)


async def test_words_to_a_person_are_answered_through_the_bot(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await anna.taps("Ask a person")
    await anna.says(QUESTION)
    letter = max_.screen
    assert letter.text.startswith("✉️") and QUESTION in letter.text and CLIENT in letter.text
    assert "Anna" in letter.text
    for _ in range(2):
        await max_.taps("Reply", letter)
    await max_.says("Of <course>, on Thursday")
    assert [message.text.count("Of <course>, on Thursday") for message in anna.chat].count(1) == 1
    await max_.says("this is for nobody")
    assert not [message for message in anna.chat if "for nobody" in message.text]


async def test_a_reply_that_was_called_off_is_not_sent(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, await sends(on_sqlite)
    await max_.taps("Reply")
    await max_.taps("Send nothing")
    await max_.says("by mistake")
    assert not [message for message in anna.chat if "by mistake" in message.text]


async def test_a_reply_too_long_is_asked_for_again(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, await sends(on_sqlite)
    await max_.taps("Reply")
    await max_.says("x" * 2_001)
    await max_.says("Shorter")
    assert "Shorter" in anna.screen.text


async def test_a_reply_of_emoji_is_measured_as_telegram_does_and_the_longest_arrives(
    on_sqlite: Stage,
) -> None:
    max_, anna = on_sqlite.max, await sends(on_sqlite)
    await max_.taps("Reply")
    assert "up to 2000" in (await max_.says("😀" * 1_001)).text
    await max_.says("😀" * 1_000)
    assert "😀" * 1_000 in anna.screen.text


async def test_who_withdraws_is_told_and_nothing_of_theirs_is_left_to_read(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await anna.says(QUESTION)
    await answers_all(anna)
    await anna.taps("Send")
    card = max_.screen
    await anna.says("/forget")
    await anna.press_first()
    assert f"{CLIENT} has erased their answers" in max_.screen.text
    for button in card.buttons:
        tap = await max_.forges(button.data or "", card)
        assert QUESTION not in max_.screen.text, read(button).verb
        await tap.answer()
    assert "withdrew" in (await max_.says("/clients")).text


async def test_quiet_hours_let_the_card_wait(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, await begins(on_sqlite)
    await answers_all(anna)
    hour = on_sqlite.clock().hour
    await max_.forges(Callback(Verb.SETTINGS), max_.chat[0])
    await max_.taps("20–08")
    on_sqlite.clock.forward(hours=(22 - hour) % 24)
    before = len(max_.chat)
    await anna.taps("Send")
    assert len(max_.chat) == before
    on_sqlite.clock.forward(hours=11)
    await on_sqlite.settle()
    assert max_.screen.text.startswith("📨 Just answered:")


# --- on the phone -----------------------------------------------------------------------------------------


async def test_the_same_questions_asked_on_the_phone_end_with_the_card(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/brief Lotus Bakery")
    offer = max_.screen
    for _ in range(2):
        await max_.touches("Ask on the phone", offer)
    await firstcall.settle()
    assert "☎️ Lotus Bakery" in max_.screen.text and "Ask: “" in max_.screen.text
    assert len(await firstcall.rows(interviews)) == 1
    await max_.says("They want it by May")
    assert not max_.sees("Ask a person") and "Is it written down, do you have it in mind" in max_.screen.text
    await answers_all(max_)
    assert not max_.sees("Send") and not max_.sees("Ask a person")
    await max_.taps("Done: show the card")
    assert "They want it by May" in max_.screen.text and max_.sees("Why?")
    assert not max_.sees("Reply")
    assert "answered" in (await max_.says("/clients")).text
    told = [row for row in await firstcall.rows(deliveries) if row.kind == "brief_sent"]
    assert told == []


async def test_what_was_begun_on_the_phone_is_gone_on_with(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says("/brief Lotus Bakery")
    await max_.taps("Ask on the phone")
    await max_.press_first()
    await max_.says("/brief Lotus Bakery")
    assert "began this on the phone" in max_.screen.text
    await max_.taps("Go on")
    assert "☎️ Lotus Bakery" in max_.screen.text
    assert len(await on_sqlite.rows(interviews)) == 1


# --- when clients change hands ----------------------------------------------------------------------------


async def test_who_takes_clients_over_is_told_and_reads_their_briefs(firstcall: Stage) -> None:
    max_, nina = firstcall.max, await firstcall.manager("Nina")
    await sends(firstcall)
    card = max_.screen
    await hands_over(firstcall.lead, "Max", "Nina")
    assert "You take over 1 client from Max" in nina.screen.text
    await nina.taps("My clients")
    await nina.taps("Lotus")
    await nina.taps("Their words of")
    assert "Why?" in str(labels(await nina.taps("Card")))
    tap = await max_.press("Their words", card)
    assert (await tap.answer()).text.startswith(NOT_YOURS)


async def test_words_of_somebody_who_has_not_agreed_yet_are_answered_too(on_sqlite: Stage) -> None:
    max_, anna = on_sqlite.max, on_sqlite.phone("Anna")
    await anna.follows(await standing_link(on_sqlite))
    await anna.taps("Write to Max")
    await anna.says(QUESTION)
    assert "Anna" in max_.screen.text and "standing link" in max_.screen.text
    await max_.taps("Reply")
    await max_.says("Gladly")
    assert [message for message in anna.chat if "Gladly" in message.text]
