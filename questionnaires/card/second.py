"""Two people's answers about one call, side by side, in the words of the options they chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaires.content.model import Question
from questionnaires.interview.script import Script, in_language
from scoring import TwoViews

FIRST, SECOND = "first", "second"
"""The two informants: who scored the call first, and the colleague who was asked."""
MOST_SHOWN = 8
"""Differences on one page."""


@dataclass(frozen=True)
class Both:
    """What two people said, by one script."""

    script: Script
    answers: Mapping[str, tuple[str | None, str | None]]
    """Question -> (the first one's option, the second one's); None = don't know. In the order of asking."""
    segments: tuple[str | None, str | None]
    """The predominant one by each one's answers alone."""
    views: TwoViews | None
    """Both together; None where the script's readings cannot be joined."""

    def turned(self) -> Both:
        """The same with the second one in front."""
        turned = {question: (other, one) for question, (one, other) in self.answers.items()}
        return Both(self.script, turned, (self.segments[1], self.segments[0]), self.views)


@dataclass(frozen=True)
class Apart:
    """A question to which the two gave different answers."""

    short: str
    yours: str
    theirs: str


@dataclass(frozen=True)
class Listen:
    """What to listen for next time: the trait on which most hangs of what the two heard differently."""

    trait: str
    yours: str
    theirs: str
    decibans: float


@dataclass(frozen=True)
class Comparison:
    """Two people's answers as one of them reads it."""

    alike: tuple[str, ...]
    """Short names of the questions on which both said the same."""
    apart: tuple[Apart, ...]
    """At most `MOST_SHOWN`, in the order of asking, which is that of weight."""
    more: int
    """How many there are besides."""
    unknown: int
    """Questions that one of them, or both, could not answer."""
    yours: str | None
    theirs: str | None
    together: str | None
    """Segments; None where there was nothing to go by."""
    listen: Listen | None

    @property
    def answered(self) -> int:
        """Questions that both answered."""
        return len(self.alike) + len(self.apart) + self.more


def comparison(both: Both, language: str) -> Comparison:
    """The answers side by side, for who comes first in `both`, in their language."""
    known = {id: pair for id, pair in both.answers.items() if None not in pair}
    apart = tuple(_apart(both.script, known, language))
    together = both.views.together.predominant if both.views else None
    return Comparison(
        alike=tuple(_short(both.script, id, language) for id, (one, other) in known.items() if one == other),
        apart=apart[:MOST_SHOWN],
        more=len(apart[MOST_SHOWN:]),
        unknown=len(both.answers) - len(known),
        yours=_segment(both.script, both.segments[0], language),
        theirs=_segment(both.script, both.segments[1], language),
        together=_segment(both.script, together, language),
        listen=_listen(both, language),
    )


def _apart(
    script: Script, known: Mapping[str, tuple[str | None, str | None]], language: str
) -> Iterator[Apart]:
    for question, (one, other) in known.items():
        if one != other and one is not None and other is not None:
            words = (_said(script, question, each, language) for each in (one, other))
            yield Apart(_short(script, question, language), *words)


def _listen(both: Both, language: str) -> Listen | None:
    """Disagreements come strongest first; the words are those of a question about the trait."""
    for found in both.views.disagreements if both.views else ():
        trait = next(each for each in both.script.content.traits.traits if each.id == found.trait)
        for question, (one, other) in both.answers.items():
            if one and other and one != other and _reads(both.script, question) == found.trait:
                yours, theirs = (_said(both.script, question, each, language) for each in (one, other))
                return Listen(in_language(trait.name, language), yours, theirs, found.decibans)
    return None


def _reads(script: Script, question: str) -> str | None:
    """The trait that a question is about."""
    asked = script.questions[question]
    return asked.trait if isinstance(asked, Question) else None


def _short(script: Script, question: str, language: str) -> str:
    return in_language(script.questions[question].short, language)


def _said(script: Script, question: str, option: str, language: str) -> str:
    return in_language(script.option(question, option).label, language)


def _segment(script: Script, segment: str | None, language: str) -> str | None:
    names = {each.id: each.name for each in script.content.segments.segments}
    return in_language(names[segment], language) if segment else None
