"""Text where a tap is expected: taken as the option it names, else kept as a note; never lost in silence."""

from __future__ import annotations

import pytest

from bot.sandbox.person import File
from bot.sandbox.world.chats import Message
from bot.storage.queries import notes as stored_notes
from bot.storage.tables import answers, interviews, notes
from bot.telegram.card.told import in_short
from tests.e2e.stage import Phone, Stage, read

NAME = "Lotus Bakery"


async def _texts(stage: Stage) -> list[str]:
    """The notes of the last interview, decrypted."""
    row = await stage.interview()
    found = await stage.bot.database.read(lambda tx: stored_notes.of_interview(tx, row.person_id, row.id))
    return [note.text for note in found]


async def _asked(phone: Phone) -> None:
    await phone.says(f"/quiz {NAME}")


async def test_the_number_of_an_option_counts_as_a_tap(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    option = read(firstcall.max.find("2 · ")[1])
    screen = await firstcall.max.says(" 2 ")
    assert "1 answered" in screen.text and firstcall.max.live == [screen]
    (row,) = await firstcall.rows(answers)
    script = firstcall.bot.desk.scripts.current("manager_quiz")
    question = list(script.questions)[option.a]
    assert (row.question_id, row.option_id) == (question, script.questions[question].options[1].id)


async def test_the_label_of_an_option_counts_in_any_language_and_case(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    script = firstcall.bot.desk.scripts.current("manager_quiz")
    for language in ("en", "ru", "ja"):
        question = list(script.questions)[read(firstcall.max.find("1 · ")[1]).a]
        label = script.questions[question].options[0].label[language]
        await firstcall.max.says(label.upper())
    stored = await firstcall.answers((await firstcall.interview()).id)
    assert list(stored.values()) == [script.questions[id].options[0].id for id in stored]
    assert len(stored) == 3


async def test_other_text_is_kept_on_its_question_and_the_question_stays(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    screen = await firstcall.max.says("their nephew made the first site")
    assert "0 answered" in screen.text and "📝 their nephew made the first site" in screen.text
    assert firstcall.max.live == [screen]
    assert await firstcall.rows(answers) == []
    (row,) = await firstcall.rows(notes)
    assert row.question_id is not None and b"nephew" not in row.sealed_text
    moved_on = await firstcall.max.answers([1])
    assert "nephew" not in moved_on.text


async def test_a_note_reaches_the_card(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    await firstcall.max.says("their nephew made the first site")
    await firstcall.max.plays()
    assert await _texts(firstcall) == ["their nephew made the first site"]


async def test_a_note_that_is_too_long_is_refused_and_said_so(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    refused = await firstcall.max.says("x" * 1_001)
    assert "has 1001 characters" in refused.text and "Nothing was kept" in refused.text
    assert await firstcall.rows(notes) == []
    assert "1 answered" in firstcall.max.chat[-2].text or await firstcall.max.answers([1])
    longest = await firstcall.max.says("y" * 4_096)
    assert "4096" in longest.text.replace(",", "")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & <b>bold",
        "مرحبا بكم \u202e في",
        "👨‍👩‍👧‍👦🏳️‍🌈" * 20,
        "{{ 7 * 7 }} {% if %}",
        "line one\nline two\n\n\nline five",
        "&amp;&lt;&#x27;",
        "a" * 1_000,
        "&" * 1_000,
    ],
)
async def test_any_text_is_shown_as_it_was_written_and_kept_whole(on_sqlite: Stage, text: str) -> None:
    await _asked(on_sqlite.max)
    assert in_short(text) in (await on_sqlite.max.says(text)).text
    assert await _texts(on_sqlite) == [text]
    assert await _texts(on_sqlite) == [text]


async def test_many_long_notes_still_fit_on_the_screen(on_sqlite: Stage) -> None:
    await _asked(on_sqlite.max)
    for letter in "abcde":
        screen = await on_sqlite.max.says(letter * 1_000)
    assert "e" * 20 in screen.text and on_sqlite.max.live == [screen]
    card = await on_sqlite.max.plays()
    assert card.button("Why?") is not None
    assert len(await _texts(on_sqlite)) == 5


async def test_a_text_goes_to_the_quiz_that_it_replies_to(firstcall: Stage) -> None:
    max_ = firstcall.max
    first = await max_.says(f"/quiz {NAME}")
    second = await max_.says("/quiz Cedar Dental")
    shown = await max_.says("2", reply_to=first)
    assert shown.text.startswith(f"{NAME} · 1 answered")
    assert max_.live == [second, shown]
    await max_.says("3", reply_to=second)
    assert len({row.interview_id for row in await firstcall.rows(answers)}) == 2


async def test_a_text_goes_to_the_quiz_touched_last_even_within_one_batch(firstcall: Stage) -> None:
    max_ = firstcall.max
    first = await max_.says(f"/quiz {NAME}")
    await max_.says("/quiz Cedar Dental")
    await max_.touches("1 · ", first)
    await max_.says("a note about the bakery")
    older = await firstcall.interview(0)
    (note,) = await firstcall.rows(notes)
    assert note.interview_id == older.id


async def test_a_text_goes_to_the_brief_on_the_phone_that_it_replies_to(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    asked = await _asks_on_the_phone(max_)
    await max_.says("/quiz Cedar Dental")
    await max_.says("they said it twice", reply_to=asked)
    (note,) = await on_sqlite.rows(notes)
    assert note.interview_id == (await on_sqlite.interview(0)).id


async def test_a_text_goes_to_the_brief_touched_last_even_within_one_batch(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    asked = await _asks_on_the_phone(max_)
    await max_.says("/quiz Cedar Dental")
    await max_.touches(asked.buttons[0].text, asked)
    await max_.says("they said it twice")
    (note,) = await on_sqlite.rows(notes)
    assert note.interview_id == (await on_sqlite.interview(0)).id


async def _asks_on_the_phone(phone: Phone) -> Message:
    await phone.says(f"/brief {NAME}")
    return await phone.taps("phone")


async def test_a_text_with_no_quiz_open_is_not_swallowed(firstcall: Stage) -> None:
    answer = await firstcall.max.says("hello?")
    assert "No quiz is open" in answer.text
    assert await firstcall.rows(interviews) == []


async def test_a_file_is_answered_and_the_question_stays(firstcall: Stage) -> None:
    max_ = firstcall.max
    await _asked(max_)
    await max_.person.send_document("brief.pdf", b"%PDF", caption="their brief")
    await firstcall.settle()
    assert "only read text and taps" in max_.screen.text
    assert await firstcall.rows(notes) == []


@pytest.mark.parametrize("standing", ["manager", "stranger"])
async def test_an_album_is_answered_once(on_sqlite: Stage, standing: str) -> None:
    """Each of its files is an update of its own."""
    someone = on_sqlite.max if standing == "manager" else on_sqlite.phone("Otto")
    before = len(someone.chat)
    await someone.person.send_album([File(f"{number}.pdf", b"%PDF") for number in range(10)])
    await on_sqlite.settle()
    assert len(someone.chat) == before + 1


async def test_what_nobody_wrote_is_not_answered(on_sqlite: Stage) -> None:
    """Telegram notes in the chat that somebody pinned a message."""
    shown = await on_sqlite.max.says("/quiz Lotus Bakery")
    world = on_sqlite.sandbox.world
    said = world.message_json(await on_sqlite.max.person.send("pinned"))
    world.updates.clear()
    del said["text"]
    world.updates.push("message", said | {"pinned_message": world.message_json(shown)})
    await on_sqlite.settle()
    assert on_sqlite.max.chat[-1] == shown


async def test_an_edited_message_changes_nothing(firstcall: Stage) -> None:
    max_ = firstcall.max
    await _asked(max_)
    written = await max_.person.send("1")
    await firstcall.settle()
    await max_.person.edit(written, "2")
    await firstcall.settle()
    assert "1 answered" in max_.screen.text


async def test_a_number_that_no_option_has_is_said_to_be_none_and_kept_nowhere(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    assert "no option 9" in (await firstcall.max.says("9")).text
    assert await firstcall.rows(notes) == [] and await firstcall.rows(answers) == []


@pytest.mark.parametrize("words", ["don't know", "Don’t know", "НЕ ЗНАЮ", "skip"])
async def test_typing_that_one_does_not_know_is_an_answer(firstcall: Stage, words: str) -> None:
    await _asked(firstcall.max)
    await firstcall.max.says(words)
    (row,) = await firstcall.rows(answers)
    assert row.option_id is None
    assert await firstcall.rows(notes) == []


async def test_an_unknown_command_is_named_and_loses_nothing(firstcall: Stage) -> None:
    await _asked(firstcall.max)
    assert "/price" in (await firstcall.max.says("/price list")).text
    assert (await firstcall.interview()).state == "asking"
