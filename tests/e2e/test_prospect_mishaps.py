"""What people do to a brief that nobody planned: each has a clear reply, and nothing is lost."""

from __future__ import annotations

import pytest

from bot.sandbox.person import File
from bot.storage.tables import answers, attachments, interviews, notes
from bot.telegram.callbacks import Callback
from tests.e2e.prospects import (
    answers_all,
    begins,
    its_interview,
    png,
    said_to,
    sends,
    standing_link,
    the_brief,
    twice,
)
from tests.e2e.stage import Stage, labels, read

RTL, EMOJI = "\u202eאנה \u2066🌸", "👩\u200d👩\u200d👧 🇯🇵 " * 3
HTML = '<b>bold</b> & <a href="tg://user?id=1">x</a> {client} {{ 7*7 }}'


# --- taps -------------------------------------------------------------------------------------------------


async def test_a_double_tap_answers_once(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    button = anna.screen.buttons[0]
    await anna.person.tap_raw(anna.screen.id, button.data or "")
    await anna.person.tap_raw(anna.screen.id, button.data or "")
    await firstcall.settle()
    assert len(await firstcall.rows(answers)) == 1 and len(anna.chat) == 1


async def test_an_old_button_changes_nothing_and_shows_where_things_stand(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    first = anna.screen.buttons
    await anna.press_first()
    await anna.press_first()
    question = anna.screen.text
    tap = await anna.forges(first[1].data or "")
    assert "moved on" in (await tap.answer()).text and anna.screen.text == question
    assert len(await firstcall.rows(answers)) == 2


async def test_numbers_that_no_button_carries_are_refused(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    real = read(anna.screen.buttons[0])
    for a, b in ((999, 1), (real.a, 999), (real.a + 1, 1)):
        await anna.forges(Callback(real.verb, real.subject, 0, real.revision, a, b))
    assert await firstcall.rows(answers) == []


async def test_a_redelivered_answer_counts_once_and_shows_the_question_again(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.tap_raw(anna.screen.id, anna.screen.buttons[0].data or "")
    await twice(firstcall)
    assert len(await firstcall.rows(answers)) == 1 and len(anna.chat) == 1


async def test_start_in_the_middle_brings_the_question_to_the_bottom(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    question = anna.screen.text
    assert (await anna.says("/start")).text == question
    assert len([message for message in anna.chat if message.buttons]) == 1
    await anna.person.send("/start")
    await twice(firstcall)
    assert anna.screen.text == question


async def test_later_keeps_everything_and_stopping_is_told(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    assert "everything you answered is kept" in (await anna.taps("Later")).text
    await anna.taps("Back to the questions")
    await anna.taps("Later")
    stopped = await anna.taps("I'd rather stop")
    assert labels(stopped) == ["Go on", "Write to Max"] and "/forget" in stopped.text
    assert (await the_brief(firstcall)).stopped_at is not None
    assert "to go" in (await anna.taps("Go on")).text
    assert (await the_brief(firstcall)).stopped_at is None


async def test_cancel_stops_and_a_second_time_there_is_nothing(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    assert "Stopped" in (await anna.says("/cancel")).text
    assert "Nothing is open" in (await anna.says("/cancel")).text
    assert (await its_interview(firstcall)).state == "cancelled"


async def test_what_was_sent_stays_sent_whatever_is_cancelled(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.taps("Add something")
    await anna.says("/cancel")
    assert (await the_brief(firstcall)).sent_at is not None
    assert (await its_interview(firstcall)).state == "finished"


async def test_who_blocked_the_bot_finds_everything_again(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    question = anna.screen.text
    anna.person.block()
    await firstcall.settle()
    anna.person.unblock()
    await firstcall.settle()
    assert (await anna.says("/start")).text == question


# --- words ------------------------------------------------------------------------------------------------


async def test_words_are_kept_with_the_question_and_shown_as_they_were_written(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    kept = await anna.says(HTML)
    assert HTML in kept.text and "Kept with this question" in kept.text
    await answers_all(anna)
    assert HTML in anna.screen.text
    assert HTML in (await anna.taps("Send")).text


async def test_a_typed_answer_is_as_good_as_a_tap(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("no, but i know what i want")
    await anna.says("skip")
    await anna.says("1")
    assert len(await firstcall.rows(answers)) == 3 and await firstcall.rows(notes) == []
    assert "no answer 9 here" in (await anna.says("9")).text


async def test_the_longest_text_telegram_sends_is_kept_whole(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    huge = "Ж" * 4096
    shown = await anna.says(huge)
    assert "…" in shown.text and len(shown.text) < 1000
    for _ in range(6):
        await anna.says("𝒳" * 2048)
    await answers_all(anna)
    assert len(anna.screen.text) < 4096
    await anna.says("/mydata")
    assert said_to(anna).count("Ж") >= 4096


async def test_a_flood_of_texts_is_bounded_and_says_so(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    for number in range(42):
        await anna.person.send(f"thought number {number}")
    await firstcall.settle()
    assert len(await firstcall.rows(notes)) == 40
    assert "as much text as I can pass on" in anna.screen.text
    assert len([message for message in anna.chat if message.buttons]) == 1


@pytest.mark.parametrize("name", [RTL, EMOJI, HTML, " "], ids=["rtl", "emoji", "html", "blank"])
async def test_whatever_somebody_is_called_the_brief_works(firstcall: Stage, name: str) -> None:
    anna = firstcall.phone(name)
    await anna.follows(await standing_link(firstcall))
    await anna.taps("I agree")
    await answers_all(anna)
    assert "Thank you" in (await anna.taps("Send")).text
    await anna.says("/mydata")
    assert name.strip() in said_to(anna) and "What is held about you" in said_to(anna)


async def test_a_redelivered_text_is_kept_once(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send("we sell bread")
    await twice(firstcall)
    assert len(await firstcall.rows(notes)) == 1
    assert len([message for message in anna.chat if message.buttons]) == 1


# --- files ------------------------------------------------------------------------------------------------


async def test_a_file_answers_the_question_that_asks_for_it(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_document("brief.pdf", b"%PDF-1.7", "application/pdf", "our brief")
    await firstcall.settle()
    assert "Files: 1 of 5" in anna.screen.text and "Have you ordered" in anna.screen.text
    kept = await firstcall.rows(attachments)
    assert [row.question_id for row in kept] == ["clarity"]
    assert [row.option_id for row in await firstcall.rows(answers)] != [None]


async def test_an_album_stays_with_the_question_that_its_first_file_answers(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_album([png()] * 2)
    await firstcall.settle()
    await anna.person.send_photo(png())
    await firstcall.settle()
    kept = [row.question_id for row in await firstcall.rows(attachments)]
    assert kept[:2] == ["clarity", "clarity"] and kept[2] not in (None, "clarity")
    assert len(await firstcall.rows(answers)) == 1


async def test_twenty_photos_at_once_are_one_polite_answer(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_album([png()] * 20)
    await firstcall.settle()
    assert len(await firstcall.rows(attachments)) == 5
    assert "5 files are the most" in anna.screen.text and len(anna.chat) == 1


async def test_twenty_photos_in_as_many_batches_are_one_answer_too(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    for _ in range(20):
        await anna.person.send_photo(png())
        await firstcall.settle()
    assert len(await firstcall.rows(attachments)) == 5
    assert "5 files are the most" in anna.screen.text and len(anna.chat) == 1


@pytest.mark.parametrize("name", ["virus.exe", "all.zip", "noending", "movie.mp4", ".pdf.sh"])
async def test_a_file_of_another_kind_is_refused_with_what_is_possible(firstcall: Stage, name: str) -> None:
    anna = await begins(firstcall)
    await anna.person.send_document(name, b"\0")
    await firstcall.settle()
    assert "PDF, Word, Excel" in anna.screen.text and "not kept" in anna.screen.text
    assert await firstcall.rows(attachments) == [] and await firstcall.rows(answers) == []


async def test_a_file_that_is_too_large_is_refused_with_the_size(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_document("big.pdf", bytes(20_000_001), "application/pdf")
    await firstcall.settle()
    assert "larger than 20 MB" in anna.screen.text and await firstcall.rows(attachments) == []


async def test_a_redelivered_file_is_kept_once(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.send_document("brief.pdf", b"%PDF", "application/pdf")
    await twice(firstcall)
    assert len(await firstcall.rows(attachments)) == 1
    assert len([message for message in anna.chat if message.buttons]) == 1


async def test_an_album_after_sending_is_told_as_an_addition(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await anna.person.send_album([File("a.pdf", b"%PDF", "application/pdf")] * 2)
    await firstcall.settle()
    assert "Files: 2 of 5" in anna.screen.text and "Thank you" in anna.screen.text


async def test_files_before_agreeing_and_after_the_day_are_not_kept_and_that_is_said(
    firstcall: Stage,
) -> None:
    anna = await sends(firstcall)
    firstcall.clock.forward(hours=25)
    await anna.person.send_photo(png())
    await firstcall.settle()
    assert "can't be added any more" in anna.screen.text and await firstcall.rows(attachments) == []


async def test_a_contact_shared_anywhere_is_kept_where_it_was_shared(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.person.share_contact()
    await firstcall.settle()
    assert anna.person.user.phone in anna.screen.text
    assert len(await firstcall.rows(notes)) == 1


async def test_nobody_is_stranded_when_the_bot_dies_before_showing(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await begins(firstcall)
    await anna.person.tap_raw(anna.screen.id, anna.screen.buttons[0].data or "")
    batch = list(firstcall.sandbox.world.updates.pending)
    with monkeypatch.context() as crash:
        crash.setattr(firstcall.bot.courier, "submit", lambda _: None)
        await firstcall.bot.counter.take(batch)
    firstcall.may_leave_unanswered = True
    firstcall.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
    await firstcall.tick(minutes=2)
    assert "Have you ordered" in anna.screen.text
    assert (await firstcall.rows(interviews))[0].shown_revision == 2


async def test_a_link_followed_once_more_before_agreeing_takes_no_words_away(firstcall: Stage) -> None:
    """The bot was slow: START is pressed again, and by the time it is heard they have agreed."""
    link, anna = await standing_link(firstcall), firstcall.phone("Anna")
    await anna.follows(link)
    await anna.person.open_link(link)
    await anna.touches("I agree", anna.chat[0])
    await firstcall.settle()
    await anna.says("call me before noon")
    assert len(await firstcall.rows(notes)) == 1
