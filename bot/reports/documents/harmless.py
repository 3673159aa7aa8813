"""Texts that no spreadsheet takes for a formula, and that every file can hold.

A cell that begins with a sign of a formula is run by the program that opens it, in a full-width form, too
(OWASP, CSV Injection). Only texts are looked at: numbers and dates are written as what they are.
"""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters that a cell may have."""
SIGNS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫")
"""What a formula begins with: as typed, in full width, and in the small forms that Unicode has beside it."""
GUARD = "'"
"""Says to a spreadsheet that a text follows; it is not shown in a cell that was typed."""
_UNWRITABLE = re.compile(
    "[^\\u0020-\\u007e\\u00a0-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\ufffd\\U00010000-\\U0010ffff]+"
)
"""Control characters, half characters, and what XML does not know: tabs and line breaks are among them."""
_INVISIBLE = re.compile(r"^[\s\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff]+")


def one_line(text: str) -> str:
    """The text in one line without anything that a file cannot hold, and no longer than a cell may be."""
    return _UNWRITABLE.sub(" ", text)[:LONGEST]


def looks_like_formula(text: str) -> bool:
    """Whether a program may take the text for a formula, whatever blank signs stand before."""
    return _INVISIBLE.sub("", text)[:1] in SIGNS


def guarded(text: str) -> str:
    """The text for a file without types, in which an apostrophe keeps it from being run."""
    line = one_line(text)
    return (GUARD + line)[:LONGEST] if looks_like_formula(line) else line
