"""Names as people give them, put between other words: seen, on one line, and turning nobody round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.names import NOBODY, legible

TURNING = [chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in {
    "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
}]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Вера", "さくら", "שרה", "Nguyễn Thị", "O’Brien", "👩‍👩‍👧‍👦", "محمد", "می‌خواهم", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "x" * 64],
)
def test_a_name_that_can_be_read_stays_as_it_is(name: str) -> None:
    assert legible(name) == name


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\u3164", "\u2800\u2800", "\ufeff", "\u0301", "\x00", "\u202e"]
)
def test_a_name_that_nobody_can_see_is_a_question_mark(name: str) -> None:
    assert legible(name) == NOBODY


@pytest.mark.parametrize("sign", TURNING)
def test_nothing_turns_round_what_follows_a_name(sign: str) -> None:
    assert legible(f"{sign}gnp.exe") == "gnp.exe"


@given(st.text())
def test_a_name_is_one_line_without_control_and_is_made_fit_once(name: str) -> None:
    made = legible(name)
    assert made and made == " ".join(made.split()) == legible(made)
    assert not any(unicodedata.category(letter) == "Cc" for letter in made)
