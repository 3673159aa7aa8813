"""Names as people give them, put between other words: seen, on one line, and turning nobody round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.names import NOBODY, legible, unturned

OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"


def direction_after(text: str) -> str:
    """What a text leaves open, after the rules of UAX 9 on what ends what (X1 to X7)."""
    stack: list[str] = []
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI"):
            stack.append(kind)
        elif kind == "PDF" and stack and not stack[-1].endswith("I"):
            stack.pop()
        elif kind == "PDI" and any(each.endswith("I") for each in stack):
            while not stack.pop().endswith("I"):
                pass
    return " ".join(stack)


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


@given(st.text(alphabet=OPENING + "\u202c\u2069ab ", max_size=12))
def test_nothing_turns_round_what_follows_a_name_and_nothing_of_it_is_lost(name: str) -> None:
    made = legible(name)
    assert direction_after(made) == ""
    assert made == NOBODY or made.startswith(" ".join(name.split()))


def test_the_ending_of_a_file_is_what_stands_at_its_end() -> None:
    assert unturned("\u202egnp.exe") == "gnp.exe"


@given(st.text())
def test_a_name_is_one_line_without_control_and_is_made_fit_once(name: str) -> None:
    made = legible(name)
    assert made and made == " ".join(made.split()) == legible(made)
    assert not any(unicodedata.category(letter) == "Cc" for letter in made)
