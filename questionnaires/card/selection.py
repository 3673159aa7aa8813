"""Which of the many forms of tactics stand on this client's card.

A form is better the more of its traits the client showed, the larger its segment's share, and, where the
client showed caution, if it was written for low trust. A form for another behaviour than the client's loses.
Where two forms advise opposite things (their `topics`), the order is: what this client said, then caution,
then the larger segment; the loser's side leaves the card altogether.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.card.facts import Facts, fill
from questionnaires.content.model import ContentSet, Form, Kind, Phase, Tactic

CARD_KINDS: tuple[Kind, ...] = ("say", "objection", "trap", "ask", "send", "not_yet", "next")

MATCH, MISMATCH, SHARE, CARE = 1.0, -1.5, 1.5, 0.75
"""What one shown trait, one contradicted trait, the whole share and fitting caution weigh in the ranking."""
ENOUGH, EXTRA_MATCH = 2, 0.1
"""Matches beyond this many only break ties."""


@dataclass(frozen=True)
class Line:
    """A form as it will be read: facts filled in, in the reader's language."""

    form: str
    kind: Kind
    segment: str
    text: str
    answer: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A form that could stand on the card, with what speaks for it."""

    line: Line
    topics: Mapping[str, str]
    matches: int
    mismatches: int
    caution: bool
    share: float

    @property
    def rank(self) -> float:
        """Higher is better."""
        fit = MATCH * min(self.matches, ENOUGH) + EXTRA_MATCH * max(self.matches - ENOUGH, 0)
        return fit + MISMATCH * self.mismatches + SHARE * self.share + CARE * self.caution

    @property
    def authority(self) -> tuple[int, bool, float]:
        """Who wins a conflict: what the client said, then caution, then the larger segment."""
        return (self.matches - self.mismatches, self.caution, self.share)


def candidates(
    content: ContentSet,
    phase: Phase,
    shares: Mapping[str, float],
    shown: Mapping[str, frozenset[str]],
    language: str,
    facts: Facts,
) -> list[Candidate]:
    """All forms of a phase that can be worded for these segments.

    Args:
        content: the pinned content set.
        phase: only forms of this phase.
        shares: segment id -> share, for the segments that may speak on this card.
        shown: trait id -> levels the answers show.
        language: of the reader.
        facts: what the studio has given, in that language.
    """
    found = []
    for segment, share in shares.items():
        for tactic in content.tactics[segment].tactics:
            for form in tactic.forms:
                line = worded(form, segment, language, facts) if form.phase == phase else None
                if line is not None:
                    found.append(_candidate(line, tactic, form, share, shown))
    return found


def worded(form: Form, segment: str, language: str, facts: Facts) -> Line | None:
    """The form with its facts, or its wording without them, or None where it has neither."""
    text = fill(form.text, language, facts) or fill(form.without, language, facts)
    if text is None:
        return None
    answer = None
    if form.kind == "objection":
        answer = fill(form.answer, language, facts) or fill(form.answer_without, language, facts)
        if answer is None:
            return None
    return Line(form.id, form.kind, segment, text, answer)


def chosen(
    pool: Sequence[Candidate], kinds: Iterable[Kind], second_voice: str | None = None
) -> dict[Kind, Line]:
    """The best form of each kind, free of conflicts; the second voice, if any, has at least one line."""
    agreed = without_conflicts(pool)
    lines = {kind: line for kind in kinds if (line := best(agreed, kind)) is not None}
    if second_voice and all(line.segment != second_voice for line in lines.values()):
        _give_a_word(lines, [c for c in agreed if c.line.segment == second_voice])
    return lines


def without_conflicts(pool: Sequence[Candidate]) -> list[Candidate]:
    """The pool without the forms that advise the losing side of a topic."""
    winners: dict[str, tuple[tuple[int, bool, float], str]] = {}
    for candidate in pool:
        for topic, stance in candidate.topics.items():
            if topic not in winners or candidate.authority > winners[topic][0]:
                winners[topic] = (candidate.authority, stance)
    return [c for c in pool if all(winners[topic][1] == stance for topic, stance in c.topics.items())]


def _candidate(
    line: Line, tactic: Tactic, form: Form, share: float, shown: Mapping[str, frozenset[str]]
) -> Candidate:
    wanted = {**tactic.traits, **form.traits}
    told = {trait: levels for trait, levels in wanted.items() if trait in shown}
    matches = sum(bool(shown[trait] & set(levels)) for trait, levels in told.items())
    return Candidate(line, form.topics, matches, len(told) - matches, form.careful and matches > 0, share)


def best(pool: Sequence[Candidate], kind: Kind) -> Line | None:
    """The line of that kind that fits best; the first of equals."""
    of_kind = [candidate for candidate in pool if candidate.line.kind == kind]
    return max(of_kind, key=lambda candidate: candidate.rank).line if of_kind else None


def _give_a_word(lines: dict[Kind, Line], pool: Sequence[Candidate]) -> None:
    """Let the second segment speak where it has most to say, trap and objection before the rest."""
    for kind in ("trap", "objection", "ask", "say"):
        line = best(pool, kind)
        if line is not None:
            lines[kind] = line
            return
