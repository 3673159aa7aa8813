"""What a valid content set can still get wrong: too long, never reached, telling nothing, a bare card.

Findings have the form of errors and name file, line and place; the bot would start with them.
"""

from __future__ import annotations

from questionnaires.content.errors import ContentError
from questionnaires.content.lint import cards, informants, lengths, numbers, prospects
from questionnaires.content.lint.cards import CardKinds
from questionnaires.content.loader import Reading


def lint(reading: Reading, kinds_on_card: CardKinds | None = None) -> tuple[ContentError, ...]:
    """Every finding, in the order of files and lines.

    `kinds_on_card` builds a card from content, the segments that speak on it (predominant first) and a
    language, and says which kinds of line it has; with it every segment and every ordered pair is tried.
    """
    checks = (lengths.check, numbers.check, cards.check, prospects.check, informants.check)
    found = [finding for check in checks for finding in check(reading)]
    if kinds_on_card:
        found += cards.check_pairs(reading, kinds_on_card)
    return tuple(sorted(found, key=lambda finding: (finding.file, finding.line, finding.path)))


__all__ = ["CardKinds", "lint"]
