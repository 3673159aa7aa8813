"""The playbook: every tactic of a segment in a phase, with all its forms. Facts for a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from questionnaires.card.facts import facts_for
from questionnaires.card.selection import Line, worded
from questionnaires.content.model import Phase, Studio
from questionnaires.interview.script import Script, in_language

PHASES: tuple[Phase, ...] = get_args(Phase)
PAGE_LENGTH = 2_800
"""Characters of advice on one page; with headings and marks a message stays well below Telegram's 4,096."""
HIDDEN = ("follow_up", "follow_up_line")
"""Kinds that have a button of their own."""


@dataclass(frozen=True)
class PlaybookTactic:
    """A principle and what it means in practice."""

    principle: str
    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """Characters to read."""
        return len(self.principle) + sum(len(line.text) + len(line.answer or "") for line in self.lines)


def playbook(
    script: Script, segment: str, phase: Phase, studio: Studio, language: str, industry: str | None = None
) -> tuple[PlaybookTactic, ...]:
    """The tactics of a segment that have something to say in a phase."""
    facts = facts_for(studio, language, industry)
    found = []
    for tactic in script.content.tactics[segment].tactics:
        forms = [form for form in tactic.forms if form.phase == phase and form.kind not in HIDDEN]
        lines = tuple(line for form in forms if (line := worded(form, segment, language, facts)) is not None)
        if lines:
            found.append(PlaybookTactic(in_language(tactic.principle, language), lines))
    return tuple(found)


def pages(tactics: tuple[PlaybookTactic, ...]) -> list[tuple[PlaybookTactic, ...]]:
    """The tactics, as many to a page as can be read in one message; at least one page."""
    found: list[list[PlaybookTactic]] = [[]]
    length = 0
    for tactic in tactics:
        if found[-1] and length + tactic.length > PAGE_LENGTH:
            found.append([])
            length = 0
        found[-1].append(tactic)
        length += tactic.length
    return [tuple(page) for page in found]
