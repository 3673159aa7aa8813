"""Which of the many forms of tactics stand on this client's card.

A form is better the more of its traits the client showed (the more telling ones count more), the larger its
segment's share, and, where the client showed caution, if it was written for low trust. A form for another
behaviour than the client's loses, and so does, a little, one that repeats a fact the card has quoted already.
Where two forms advise opposite things (their `topics`), the order is: what this client said, then caution,
then the larger segment; the loser's side leaves the card altogether.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from questionnaires.card.facts import Facts, quoting
from questionnaires.card.said import Shown
from questionnaires.content.model import ContentSet, Form, Kind, Phase, Tactics

CARD_KINDS: tuple[Kind, ...] = ("say", "objection", "trap", "ask", "send", "not_yet", "next")

MISMATCH, SHARE, CARE = -1.5, 1.5, 0.75
"""A contradicted trait, the whole share, fitting caution; a shown trait has a weight of its own."""
ENOUGH, EXTRA_MATCH = 2, 0.1
"""Matches beyond this many only break ties."""
REPEATED = -0.75
"""What it costs a form to quote a studio fact that another line quotes already."""

FIRST_WORDS: Sequence[Kind] = ("ask", "send", "say")
"""Where the predominant segment speaks if no line is its own yet."""
SECOND_WORDS: Sequence[Kind] = ("trap", "objection", "ask", "say")
"""Where the second voice does."""


class Line(NamedTuple):
    """A form as it will be read: facts filled in, in the reader's language.

    A tuple, as a candidate is: a hundred of them are made for one card.
    """

    form: str
    kind: Kind
    segment: str
    text: str
    answer: str | None = None
    quotes: frozenset[str] = frozenset()
    """The studio's facts it names."""


class _Sayable(NamedTuple):
    """A form that the studio can word."""

    line: Line
    topics: Mapping[str, str]
    wanted: Mapping[str, frozenset[str]]
    """Trait -> the levels it speaks to."""
    careful: bool


class Candidate(NamedTuple):
    """A form that could stand on the card, with what speaks for it."""

    line: Line
    topics: Mapping[str, str]
    matches: tuple[float, ...]
    """The weight of each trait that the client showed as the form has it, the heaviest first."""
    mismatches: int
    caution: bool
    share: float

    @property
    def rank(self) -> float:
        """Higher is better."""
        fit = sum(self.matches[:ENOUGH]) + EXTRA_MATCH * sum(self.matches[ENOUGH:])
        return fit + MISMATCH * self.mismatches + SHARE * self.share + CARE * self.caution

    @property
    def authority(self) -> tuple[int, bool, float]:
        """Who wins a conflict: what the client said, then caution, then the larger segment."""
        return (len(self.matches) - self.mismatches, self.caution, self.share)


def candidates(
    content: ContentSet,
    phase: Phase,
    shares: Mapping[str, float],
    shown: Mapping[str, Shown],
    language: str,
    facts: Facts,
) -> list[Candidate]:
    """All forms of a phase that can be worded for these segments.

    Args:
        content: the pinned content set.
        phase: only forms of this phase.
        shares: segment id -> share, for the segments that may speak on this card.
        shown: trait id -> what the answers show of it.
        language: of the reader.
        facts: what the studio has given, in that language.
    """
    return [
        _candidate(said, share, shown)
        for segment, share in shares.items()
        for said in _sayable(content.tactics[segment], phase, language, facts)
    ]


def _sayable(tactics: Tactics, phase: Phase, language: str, facts: Facts) -> tuple[_Sayable, ...]:
    """What a segment's forms say with these facts: the same on every card that has them."""
    known = (phase, language, frozenset(facts.items()))
    said: tuple[_Sayable, ...] | None = tactics.worded.get(known)
    if said is None:
        every = (
            (worded(form, tactics.segment, language, facts), form, wanted)
            for form, wanted in tactics.forms[phase]
        )
        said = tuple(
            _Sayable(line, form.topics, wanted, form.careful) for line, form, wanted in every if line
        )
        tactics.worded[known] = said
    return said


def worded(form: Form, segment: str, language: str, facts: Facts) -> Line | None:
    """The form with its facts, or its wording without them, or None where it has neither."""
    said = quoting(form.text, language, facts) or quoting(form.without, language, facts)
    if said is None:
        return None
    text, quotes = said
    if form.kind != "objection":
        return Line(form.id, form.kind, segment, text, None, quotes)
    reply = quoting(form.answer, language, facts) or quoting(form.answer_without, language, facts)
    return reply and Line(form.id, form.kind, segment, text, reply[0], quotes | reply[1])


def chosen(
    pool: Sequence[Candidate],
    kinds: Sequence[Kind],
    predominant: str | None = None,
    second_voice: str | None = None,
) -> dict[Kind, Line]:
    """The best form of each kind, free of conflicts; each voice that is named has at least one line.

    Args:
        pool: what could be said.
        kinds: what the card has room for, in the order of choosing.
        predominant: its segment.
        second_voice: the other segment that the card names.
    """
    agreed = without_conflicts(pool)
    lines: dict[Kind, Line] = {}
    by_kind: dict[Kind, list[Candidate]] = {}
    for candidate in agreed:
        by_kind.setdefault(candidate.line.kind, []).append(candidate)
    for kind in kinds:
        found = best(by_kind.get(kind, ()), kind, _quoted(lines))
        if found is not None:
            lines[kind] = found.line
    for voice, words in ((predominant, FIRST_WORDS), (second_voice, SECOND_WORDS)):
        if voice is not None and all(line.segment != voice for line in lines.values()):
            _give_a_word(lines, [c for c in agreed if c.line.segment == voice], (*words, *CARD_KINDS))
    return lines


def without_conflicts(pool: Sequence[Candidate]) -> list[Candidate]:
    """The pool without the forms that advise the losing side of a topic."""
    winners: dict[str, tuple[tuple[int, bool, float], str]] = {}
    for candidate in pool:
        for topic, stance in candidate.topics.items():
            if topic not in winners or candidate.authority > winners[topic][0]:
                winners[topic] = (candidate.authority, stance)
    return agreeing(pool, {topic: stance for topic, (_, stance) in winners.items()})


def agreeing(pool: Iterable[Candidate], stances: Mapping[str, str]) -> list[Candidate]:
    """The forms that contradict none of these stances."""
    return [c for c in pool if all(stances.get(topic, own) == own for topic, own in c.topics.items())]


def best(pool: Iterable[Candidate], kind: Kind, quoted: Collection[str] = ()) -> Candidate | None:
    """The form of that kind that fits best, better without facts quoted already; the first of equals."""
    of_kind = [candidate for candidate in pool if candidate.line.kind == kind]
    return max(
        of_kind, key=lambda c: c.rank + REPEATED * (not c.line.quotes.isdisjoint(quoted)), default=None
    )


def _candidate(said: _Sayable, share: float, shown: Mapping[str, Shown]) -> Candidate:
    matches, mismatches = [], 0
    for trait, levels in said.wanted.items():
        seen = shown.get(trait)
        if seen is None:
            continue
        if seen.levels.isdisjoint(levels):
            mismatches += 1
        else:
            matches.append(seen.weight)
    matches.sort(reverse=True)
    caution = said.careful and bool(matches)
    return Candidate(said.line, said.topics, tuple(matches), mismatches, caution, share)


def _quoted(lines: Mapping[Kind, Line]) -> frozenset[str]:
    return frozenset().union(*(line.quotes for line in lines.values()))


def _give_a_word(lines: dict[Kind, Line], own: Sequence[Candidate], words: Iterable[Kind]) -> None:
    """Let a segment without a line speak at the first of these kinds that it has something to say to."""
    for kind in words:
        others = {there: line for there, line in lines.items() if there != kind}
        found = best(own, kind, _quoted(others))
        if kind in lines and found is not None:
            lines[kind] = found.line
            return
