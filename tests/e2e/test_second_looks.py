"""A card that is looked at again: what was corrected, what was written down, and what did not fit."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.storage.tables import answers, corrections, notes
from messages import render
from tests.e2e.stage import Stage

NAME = "Lotus Bakery"
LONG = "🙂" * 900
"""As long as a note may be, and four bytes a character."""


async def test_a_correction_stays_when_another_answer_is_changed(firstcall: Stage) -> None:
    card = await firstcall.max.quiz(NAME)
    other = next(name for name in ("Novices", "Pros") if name not in card.text.splitlines()[0])
    for label in ("Correct the segment", other, f"{other} only", "‹ Card", "Change answers", "Industry"):
        await firstcall.max.taps(label)
    card = await firstcall.max.taps("2 · ")
    assert card.text.startswith(f"{NAME} · {other}\n✔️ Corrected. Computed: ")
    assert f"{NAME} · {other}" in re.sub(r"\s+", " ", (await firstcall.max.says("/clients")).text)


async def test_what_the_team_says_heads_every_card_and_list_of_the_client(firstcall: Stage) -> None:
    max_, lead = firstcall.max, firstcall.lead
    await max_.quiz(NAME)
    for label in ("Correct the segment", "Cautious", "Cautious only", "‹ Card", "For a colleague"):
        copied = await max_.taps(label)
    assert f"{NAME}: Cautious (computed: " in copied.text
    await max_.says(f"/quiz {NAME}")
    await max_.taps("Ask again: ")
    card = await max_.plays(2)
    assert card.text.startswith(f"{NAME} · Cautious\n✔️ Corrected. Computed: ")
    assert f"{NAME} · Cautious" in (await max_.says("/clients")).text
    page = await max_.taps(NAME)
    assert page.text.count(" · Cautious (computed: ") == 2
    await lead.says("/summary")
    assert "Cautious 1" in lead.screen.text
    await max_.says(f"/quiz {NAME}")
    assert "Cautious" in max_.screen.text


async def test_a_later_quiz_is_confirmed_by_one_tap_whatever_was_said_before(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    for label in ("Correct the segment", "Cautious", "Cautious only"):
        await max_.taps(label)
    await max_.says(f"/quiz {NAME}")
    await max_.taps("Ask again: ")
    await max_.plays()
    for label in ("Correct the segment", "✓ That is right", "‹ Card"):
        await max_.taps(label)
    assert "✔️ Confirmed: " in max_.screen.text and "Corrected" not in max_.screen.text
    assert len({row.result_id for row in await firstcall.rows(corrections)}) == 2


async def test_a_reply_to_the_question_what_told_them_so_is_the_reason_and_no_note(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.taps("Correct")
    await max_.taps("Cautious")
    question = await max_.taps("Cautious only")
    await max_.says("they asked for a contract", question)
    assert len([row for row in await firstcall.rows(corrections) if row.sealed_reason]) == 1
    assert await firstcall.rows(notes) == []


async def test_a_button_of_the_card_takes_no_place_from_the_question_that_is_there_by_now(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    card = await max_.quiz(NAME)
    await max_.touches("Change answers", card)
    await max_.touches("Ask the client", card)
    await firstcall.settle()
    assert "in which language" in max_.screen.text
    assert (await firstcall.interview()).state == "reviewing" and max_.live[0].id == card.id
    await max_.person.tap_raw(card.id, next(b.data or "" for b in card.buttons if "Second" in b.text))
    await firstcall.settle()
    assert "second opinion" in max_.screen.text and max_.live[0].id == card.id


async def test_notes_however_long_never_keep_a_screen_from_being_shown(firstcall: Stage) -> None:
    await firstcall.max.says(f"/quiz {NAME}")
    for _ in range(3):
        screen = await firstcall.max.says(LONG)
    assert screen.text.count("📝") == 3 and screen.text.count("…") >= 3
    card = await firstcall.max.plays()
    assert len(card.text) < 2_000


@pytest.mark.parametrize("typed", ["２", " ② "])
async def test_a_number_counts_as_any_keyboard_writes_it(firstcall: Stage, typed: str) -> None:
    await firstcall.max.says(f"/quiz {NAME}")
    await firstcall.max.says(typed)
    assert len(await firstcall.rows(answers)) == 1


async def test_a_text_that_cannot_be_worded_is_apologised_for(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def worded(name: str, *rest: Any) -> str:
        if name == "help":
            raise RuntimeError("no words for it")
        return render(name, *rest)

    monkeypatch.setattr("bot.telegram.outgoing.render", worded)
    firstcall.may_log_errors = True
    assert "went wrong" in (await firstcall.max.says("/help")).text
