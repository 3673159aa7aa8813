"""What people call themselves, made fit to stand between other words. Knows nothing of who they are."""

from __future__ import annotations

import re
import unicodedata

NOBODY = "?"
"""Who has no name that anybody could see."""
_POP, _END = "\u202c", "\u2069"
_TURNS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", _POP), **dict.fromkeys("\u2066\u2067\u2068", _END)}
"""Signs that say which way to read from here on, each with the one that ends it (Unicode UAX 9, 2)."""
_TURNING = re.compile(f"[{''.join(_TURNS)}{_POP}{_END}]")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that show nothing."""


def legible(name: str) -> str:
    """Return a name on one line that turns no neighbour round: `NOBODY` where nothing of it is to be seen.

    It is shown as it was written, joiners and reading directions too: scripts and emoji are made with them.
    Only what it turns it has to turn back.

    Args:
        name: as somebody wrote it.
    """
    plain = _on_a_line(name)
    return plain + _still_open(plain) if any(map(_is_seen, plain)) else NOBODY


def unturned(name: str) -> str:
    """The same for a file: read in one direction, so that its ending is what stands at the end."""
    return legible(_TURNING.sub("", name))


def _on_a_line(name: str) -> str:
    """Line ends become spaces, what steers a terminal goes."""
    if not name.isprintable():
        name = "".join(each for each in name if each.isspace() or unicodedata.category(each) != "Cc")
    return " ".join(name.split())


def _still_open(name: str) -> str:
    """What ends all that a name began to turn, the last first. An isolate ends what was begun in it, too."""
    ends: list[str] = []
    for sign in _TURNING.findall(name):
        if sign in _TURNS:
            ends.append(_TURNS[sign])
        elif sign == _END and _END in ends:
            while ends.pop() != _END:
                pass
        elif ends and ends[-1] == sign:
            ends.pop()
    return "".join(reversed(ends))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZM" and letter not in _BLANK
