"""Cards before signing: complete for every segment and every ordered pair, without a single studio fact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import permutations
from typing import get_args

from questionnaires.content.checks.wording import BRACES
from questionnaires.content.errors import ContentError
from questionnaires.content.loader import Reading
from questionnaires.content.model import ContentSet, Form, Kind, Text

CardKinds = Callable[[ContentSet, tuple[str, ...], str], Collection[Kind]]
"""(content, segments that speak, language) -> the kinds of line a card for them has, without studio facts."""

ON_CARD: tuple[Kind, ...] = ("say", "objection", "trap", "ask", "send", "not_yet", "next")
"""The kinds that make a card complete. The follow-up message is not on it."""


def check(reading: Reading) -> Iterator[ContentError]:
    """Kinds of line that a segment lacks before signing."""
    for name, tactics in reading.content.tactics.items():
        forms = [form for tactic in tactics.tactics for form in tactic.forms]
        there = {form.kind for form in forms if form.phase == "before_signing" and stands_alone(form)}
        for kind in get_args(Kind):
            if kind not in there:
                expected = "one before_signing that needs no studio fact"
                yield reading.files[f"tactics/{name}.yaml"].error((), f"no usable {kind!r}", expected)


def check_pairs(reading: Reading, kinds_on_card: CardKinds) -> Iterator[ContentError]:
    """Cards that lack a kind, for one segment alone or for two that speak together."""
    segments = [segment.id for segment in reading.content.segments.segments]
    for speaking in [*permutations(segments, 1), *permutations(segments, 2)]:
        for language in reading.content.manifest.languages:
            there = kinds_on_card(reading.content, speaking, language)
            missing = [kind for kind in ON_CARD if kind not in there]
            if missing:
                value = f"the card for {'-'.join(speaking)} in {language} has no {', '.join(missing)}"
                file = reading.files[f"tactics/{speaking[0]}.yaml"]
                yield file.error((), value, "a line of every kind", "look at the `topics` of both segments")


def stands_alone(form: Form) -> bool:
    """Whether a form can be worded without any studio fact."""
    said = _is_plain(form.text) or _is_plain(form.without)
    return said and (form.answer is None or _is_plain(form.answer) or _is_plain(form.answer_without))


def _is_plain(text: Text | None) -> bool:
    return text is not None and not any(BRACES.search(line) for line in text.values())
