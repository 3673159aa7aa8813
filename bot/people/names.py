"""What people call themselves, made fit to stand between other words. Knows nothing of who they are."""

from __future__ import annotations

import re
import unicodedata

NOBODY = "?"
"""Who has no name that anybody could see."""
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that say which way to read (Unicode UAX 9, section 2); one of them turns round what follows, too."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""


def legible(name: str) -> str:
    """Return a name on one line that turns no neighbour round: `NOBODY` where nothing of it is to be seen.

    Joiners stay, as scripts and emoji are made with them.

    Args:
        name: as somebody wrote it.
    """
    plain = " ".join(_TURNING.sub("", "".join(_without_control(name))).split())
    return plain if any(map(_is_seen, plain)) else NOBODY


def _without_control(name: str) -> list[str]:
    """Line ends become spaces, what steers a terminal goes."""
    return [
        " " if letter.isspace() else letter
        for letter in name
        if letter.isspace() or unicodedata.category(letter) != "Cc"
    ]


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZM" and letter not in _BLANK
