"""A card that is looked at again: what was corrected, what was written down, and what did not fit."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.storage.tables import answers
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
    assert f"Corrected to: {other}" in card.text
    assert f"{NAME} · {other}" in re.sub(r"\s+", " ", (await firstcall.max.says("/clients")).text)


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
