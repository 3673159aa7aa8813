"""A prospect takes back a wrong number or a wrong file: it is erased, and who knew of it is told."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.queries import notes as stored_notes
from bot.storage.tables import answers, attachments, deliveries, interviews, metadata, notes
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Callback, Verb
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
from tests.e2e.stage import Phone, Stage, labels, read

WAY, YES = "Take something back", "Yes, take it back"
NUMBER = "+1 555 0100 wrong"


async def gives_number(anna: Phone) -> None:
    """Of a sent brief: everything is skipped but how to reach them."""
    await anna.taps("Add something")
    while "How can we best reach you?" not in said_to(anna):
        await anna.taps("Skip")
    await anna.says(NUMBER)


async def sends_file(stage: Stage, anna: Phone, name: str = "wrong.pdf") -> None:
    await anna.person.send_document(name, b"%PDF-1.7", "application/pdf", "our secret plan")
    await stage.settle()


async def takes_back(anna: Phone, what: str) -> None:
    """All three taps."""
    await anna.taps(WAY)
    await anna.taps(f"· {what}")
    await anna.taps(YES)


async def told(stage: Stage) -> list[Any]:
    """What the manager is, or was, told of taken back things."""
    return [row for row in await stage.rows(deliveries) if row.kind == "brief_took_back"]


async def everything(stage: Stage) -> dict[str, Any]:
    """All rows but those of which updates were handled."""
    kept = (table for table in metadata.sorted_tables if table.name != "processed_updates")
    return {table.name: await stage.rows(table) for table in kept}


async def readable(stage: Stage, words: tuple[str, ...]) -> list[str]:
    """The cells, whoever could decrypt them, in which any of some words can be read."""

    def scan(tx: Transaction) -> list[str]:
        return [
            text
            for table in metadata.sorted_tables
            for row in tx.connection.execute(select(table))
            for name, cell in row._mapping.items()
            if cell is not None
            for text in [tx.vault.decrypt(cell) if name.startswith("sealed_") else str(cell)]
            if any(word in text for word in words)
        ]

    return await stage.bot.database.read(scan)


# --- before it is sent ------------------------------------------------------------------------------------


async def test_who_gave_nothing_has_nothing_to_take_back(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    assert not anna.sees(WAY)
    await answers_all(anna)
    assert not anna.sees(WAY)
    await anna.taps("Send")
    assert not anna.sees(WAY)


async def test_everything_that_was_written_and_sent_is_listed_and_one_of_it_goes(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake <b>bread</b>")
    await anna.person.send_photo(png(), "Our shop")
    await sends_file(firstcall, anna)
    question = anna.screen.text
    listed = await anna.taps(WAY)
    assert "1. The idea: We bake <b>bread</b>" in listed.text
    assert "📎 photo · Our shop" in listed.text and "📎 wrong.pdf · our secret plan" in listed.text
    assert labels(listed)[-1] == "‹ Back to the questions" and len(anna.chat) == 1
    asked = await anna.taps("✕ 3")
    assert "Take this back?" in asked.text and "wrong.pdf · our secret plan" in asked.text
    assert "has seen it" not in asked.text
    tap = await anna.press(YES)
    assert "Taken back" in (await tap.answer()).text
    assert anna.screen.text == question.replace("Files: 2", "Files: 1")
    assert len(await firstcall.rows(attachments)) == len(await firstcall.rows(notes)) == 1


async def test_leaving_it_as_it_is_changes_nothing(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake bread")
    question, before = (await anna.says("/start")).text, await everything(firstcall)
    await anna.taps(WAY)
    await anna.taps("We bake")
    await anna.taps("No, leave it")
    assert (await anna.taps("Back to the questions")).text == question
    assert await everything(firstcall) == before


async def test_what_is_left_can_be_answered_and_sent(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await sends_file(firstcall, anna)
    await takes_back(anna, "wrong.pdf")
    await answers_all(anna)
    await anna.taps("Send")
    assert "Thank you" in anna.screen.text and "Files" not in anna.screen.text
    assert "wrong.pdf" not in firstcall.max.screen.text and not firstcall.max.sees("Files")


async def test_a_long_list_is_turned_page_by_page(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    for number in range(8):
        await anna.says(f"thought number {number}")
    await anna.taps(WAY)
    assert "thought number 5" in anna.screen.text and "thought number 6" not in anna.screen.text
    await anna.taps("2/2 ›")
    assert "7. " in anna.screen.text and "thought number 7" in anna.screen.text
    await anna.taps("✕ 8 · thought number 7")
    await anna.taps(YES)
    assert len(await firstcall.rows(notes)) == 7


# --- after it was sent ------------------------------------------------------------------------------------


async def test_a_wrong_number_taken_back_is_erased_and_the_manager_learns_that_and_no_more(
    firstcall: Stage,
) -> None:
    max_, anna = firstcall.max, await sends(firstcall)
    await gives_number(anna)
    await firstcall.tick(minutes=4)
    assert NUMBER in max_.screen.text, "the change was told"
    await anna.taps(WAY)
    await anna.taps(NUMBER[:10])
    assert "Max has seen it already" in anna.screen.text
    await anna.taps(YES)
    assert NUMBER not in anna.screen.text and "Thank you" in anna.screen.text
    assert await firstcall.rows(notes) == []
    await firstcall.tick(minutes=4)
    letter = max_.screen
    assert "took something back" in letter.text and "how to reach them" in letter.text
    assert "555" not in letter.text
    await max_.taps("Their words", letter)
    assert "555" not in max_.screen.text
    assert "555" not in (await max_.taps("Card")).text


async def test_what_is_taken_back_together_is_told_together(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    for name in ("wrong.pdf", "old.pdf"):
        await sends_file(firstcall, anna, name)
    await anna.says("call my brother instead")
    await answers_all(anna)
    await anna.taps("Send")
    heard = len(max_.chat)
    for what in ("wrong.pdf", "old.pdf", "call my"):
        await takes_back(anna, what)
    await firstcall.tick(minutes=4)
    assert len(max_.chat) == heard + 1 and len(await told(firstcall)) == 1
    assert "texts: 1" in max_.screen.text and "files: 2" in max_.screen.text
    assert "how to reach" not in max_.screen.text


async def test_who_was_not_told_of_it_yet_is_not_told_that_it_is_gone(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await sends(firstcall)
    heard = len(max_.chat)
    await gives_number(anna)
    await takes_back(anna, NUMBER[:10])
    await firstcall.tick(minutes=10)
    assert len(max_.chat) == heard and await told(firstcall) == []


async def test_a_right_number_is_asked_for_at_once_where_the_wrong_one_was_taken_back(
    firstcall: Stage,
) -> None:
    anna = await sends(firstcall)
    await gives_number(anna)
    await takes_back(anna, NUMBER[:10])
    await anna.taps("Add something")
    assert "How can we best reach you?" in anna.chat[-2].text
    await anna.says("+1 555 0199 right")
    await firstcall.tick(minutes=4)
    assert "0199 right" in firstcall.max.screen.text and "0100 wrong" not in said_to(firstcall.max)


async def test_a_file_on_its_way_to_the_manager_comes_no_more(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await sends_file(firstcall, anna)
    await answers_all(anna)
    await anna.taps("Send")
    await anna.taps(WAY)
    await anna.taps("wrong.pdf")
    await max_.touches("Files: 1")
    await anna.press(YES)
    assert [message for message in max_.chat if message.media is not None] == []
    assert not (await max_.taps("Their words")).media and "Files" not in max_.screen.text


async def test_what_a_stopped_brief_told_can_be_taken_back_and_that_is_told(firstcall: Stage) -> None:
    max_, anna = firstcall.max, await begins(firstcall)
    await anna.says("we are nearly bankrupt")
    await anna.taps("Later")
    await anna.taps("I'd rather stop")
    await firstcall.settle()
    assert "nearly bankrupt" in max_.screen.text
    await takes_back(anna, "we are nearly")
    assert labels(anna.screen) == ["Go on", "Write to Max"]
    await firstcall.tick(minutes=4)
    assert "took something back" in max_.screen.text
    assert "bankrupt" not in (await max_.taps("Their words")).text


async def test_after_a_day_nothing_is_taken_back(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake bread")
    await answers_all(anna)
    await anna.taps("Send")
    await anna.taps(WAY)
    asked = await anna.taps("We bake")
    firstcall.clock.forward(hours=25)
    before = await everything(firstcall)
    tap = await anna.press(YES, asked)
    answer = await tap.answer()
    assert answer.show_alert and "A day has passed" in answer.text
    assert not anna.sees(WAY) and await everything(firstcall) == before


# --- nobody else's, and never twice -----------------------------------------------------------------------


async def test_a_second_tap_and_an_old_one_take_nothing_more(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("first")
    await anna.says("second")
    await anna.taps(WAY)
    asked = await anna.taps("· first")
    yes = next(button for button in asked.buttons if YES in button.text)
    for _ in range(2):
        await anna.touches(YES, asked)
    await firstcall.settle()
    assert len(await firstcall.rows(notes)) == 1
    tap = await anna.forges(yes.data or "")
    assert (await tap.answer()).text in (None, "")
    await anna.press_first()
    tap = await anna.forges(yes.data or "")
    assert "moved on" in (await tap.answer()).text
    assert len(await firstcall.rows(notes)) == 1


async def test_a_redelivered_tap_takes_one_thing_back(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await sends_file(firstcall, anna)
    await sends_file(firstcall, anna, "right.pdf")
    await firstcall.tick(minutes=4)
    await anna.taps(WAY)
    await anna.taps("wrong.pdf")
    await anna.touches(YES)
    await twice(firstcall)
    assert len(await firstcall.rows(attachments)) == len(await told(firstcall)) == 1
    assert "Files: 1" in anna.screen.text


async def test_the_id_of_somebody_elses_words_takes_nothing(firstcall: Stage) -> None:
    anna, otto = await begins(firstcall), await begins(firstcall, "Otto")
    await anna.says("Anna's words")
    await sends_file(firstcall, anna)
    await otto.says("Otto's words")
    (theirs, file), held = await _ids(firstcall), await firstcall.interview()
    before = await everything(firstcall)
    for number, kind in ((theirs, 0), (theirs, 1), (file, 1), (file, 0), (-1, 0), (2**62, 9)):
        for verb in (Verb.TAKE_BACK, Verb.TAKE_BACK_YES):
            tap = await otto.forges(Callback(verb, held.id, number, held.revision, kind))
            own = (await _notes_of(firstcall, held))[0].id
            if (number, kind) != (own, 0):
                assert "not here any more" in (await tap.answer()).text
    anna_s = await its_interview(firstcall, 0)
    for verb in (Verb.BRIEF_GIVEN, Verb.TAKE_BACK, Verb.TAKE_BACK_YES):
        for forger in (otto, firstcall.max):
            tap = await forger.forges(Callback(verb, anna_s.id, theirs, anna_s.revision, 0))
            assert "not open here" in (await tap.answer()).text
    assert await everything(firstcall) == before
    assert "Anna's words" not in said_to(otto)


async def _ids(stage: Stage) -> tuple[int, int]:
    """Of Anna's text and of her file."""
    anna_s = await its_interview(stage, 0)
    (note,) = await _notes_of(stage, anna_s)
    (file,) = [row for row in await stage.rows(attachments) if row.interview_id == anna_s.id]
    return note.id, file.id


async def _notes_of(stage: Stage, row: Any) -> list[stored_notes.Note]:
    found: list[stored_notes.Note] = await stage.bot.database.read(
        lambda tx: stored_notes.of_interview(tx, row.person_id, row.id)
    )
    return found


async def test_after_forgetting_there_is_nothing_to_take_back(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake bread")
    await anna.taps(WAY)
    asked = await anna.taps("We bake")
    await anna.says("/forget")
    await anna.taps("Yes, delete everything")
    for button in asked.buttons:
        tap = await anna.forges(button.data or "", asked)
        assert "not open here" in (await tap.answer()).text


async def test_an_old_button_shows_no_screen_that_somebody_is_about_to_show(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text moved the screen down, and that was not sent yet: who else shows it shows it twice."""
    anna = await begins(firstcall)
    old = anna.screen
    data = old.buttons[0].data or ""
    await anna.person.send("We bake bread")
    with monkeypatch.context() as slow:
        slow.setattr(firstcall.bot.courier, "submit", lambda _: None)
        await firstcall.take_batch()
    tap = await anna.person.tap_raw(old.id, data)
    await firstcall.settle()
    assert tap.query.answer is not None
    assert [message for message in anna.chat if message.id > old.id] == []
    await firstcall.tick(minutes=2)
    assert (
        "We bake bread" in anna.screen.text
        and len([message for message in anna.chat if message.buttons]) == 1
    )


# --- what is held -----------------------------------------------------------------------------------------


async def test_their_data_have_it_no_more(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.says("We bake bread")
    await sends_file(firstcall, anna)
    await takes_back(anna, "wrong.pdf")
    await takes_back(anna, "We bake")
    seen = len(anna.chat)
    await anna.says("/mydata")
    shown = "\n".join(message.text for message in anna.chat[seen:])
    assert "wrong.pdf" not in shown and "secret" not in shown and "We bake" not in shown
    assert "Your own words" not in shown


async def test_nothing_of_it_is_left_in_any_cell_that_can_be_decrypted(firstcall: Stage) -> None:
    anna = await sends(firstcall)
    await gives_number(anna)
    await sends_file(firstcall, anna)
    await firstcall.tick(minutes=4)
    assert len(await readable(firstcall, (NUMBER, "wrong.pdf", "secret plan"))) == 2
    await takes_back(anna, NUMBER[:10])
    await takes_back(anna, "wrong.pdf")
    await firstcall.tick(minutes=4)
    assert await readable(firstcall, (NUMBER, "wrong.pdf", "secret plan")) == []


async def test_on_the_phone_a_wrong_word_is_taken_out_and_nobody_is_told(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/brief Lotus Bakery")
    await max_.taps("Ask on the phone")
    await max_.says("They want it by May")
    listed = await max_.taps(WAY)
    assert "☎️ Lotus Bakery: what was written down" in listed.text
    assert "take this out?" in (await max_.taps("They want")).text
    await max_.taps(YES)
    assert "by May" not in max_.screen.text and await firstcall.rows(notes) == []
    await answers_all(max_)
    await max_.taps("Done: show the card")
    assert await told(firstcall) == []


@pytest.mark.parametrize(
    ("language", "way", "yes", "gone"),
    [
        ("ru", "Удалить что-то", "Да, удалить", "Удалено"),
        ("ja", "送った内容を取り消す", "はい、取り消します", "取り消しました"),
    ],
)
async def test_it_is_spoken_in_their_language(
    firstcall: Stage, language: str, way: str, yes: str, gone: str
) -> None:
    anna = await begins(firstcall, language=language)
    await anna.says("+7 900")
    await anna.taps(way)
    await anna.taps("+7 900")
    tap = await anna.press(yes)
    assert gone in (await tap.answer()).text and await firstcall.rows(notes) == []


async def test_by_a_standing_link_it_is_told_with_the_name_they_came_by(firstcall: Stage) -> None:
    max_, anna = firstcall.max, firstcall.phone("Anna")
    await anna.follows(await standing_link(firstcall))
    await anna.taps("I agree")
    await anna.says("We bake bread")
    await answers_all(anna)
    await anna.taps("Send")
    await takes_back(anna, "We bake")
    await firstcall.tick(minutes=4)
    assert "Anna took something back" in max_.screen.text and "texts: 1" in max_.screen.text
    assert (await the_brief(firstcall)).withdrawn_at is None


async def test_it_moves_no_answer_and_no_result(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await sends_file(firstcall, anna)
    await answers_all(anna)
    await anna.taps("Send")
    before = await firstcall.rows(answers)
    await takes_back(anna, "wrong.pdf")
    assert await firstcall.rows(answers) == before
    assert read(anna.screen.buttons[0]).revision == (await firstcall.interview()).revision
    assert (await firstcall.rows(interviews))[-1].state == "finished"
