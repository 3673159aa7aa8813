"""Room on a card: how much of somebody's words it quotes, and which lines give way to what weighs more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from questionnaires.card.selection import Line
from questionnaires.content.model import Kind

QUOTED = 100
"""Characters of one quotation."""
GIVING_WAY: Sequence[Kind] = ("not_yet", "trap", "send", "objection")
"""The lines a card can do without, the weakest first. What to say, to ask and to do next always stays."""


def in_short(words: str, most: int = QUOTED) -> str:
    """Somebody's words in one line, cut after a whole word where there is one near the end."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    space = cut.rfind(" ", most // 2)
    return cut[: space if space > 0 else None].rstrip(" ,;:.—-") + "…"


def fitting(lines: Mapping[Kind, Line], room: int) -> dict[Kind, Line]:
    """The lines without the weakest ones, so that the rest has at most `room` characters if it can be.

    A segment's only line goes after all others, so that both halves of a mix keep a word while there is room.
    """
    kept = dict(lines)
    for may_silence in (False, True):
        for kind in GIVING_WAY:
            if _length(kept) > room and kind in kept and (may_silence or not _is_only_word(kept, kind)):
                del kept[kind]
    return kept


def _length(lines: Mapping[Kind, Line]) -> int:
    return sum(len(line.text) + len(line.answer or "") for line in lines.values())


def _is_only_word(lines: Mapping[Kind, Line], kind: Kind) -> bool:
    return Counter(line.segment for line in lines.values())[lines[kind].segment] == 1
