"""Where the manager's impression and the prospect's own words differ, as a card says it.

Two kinds: a trait on which the two name levels that point to different segments, and a fact (budget, time
frame, who decides) that cannot be as both say. In the words of the options that were chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from questionnaires.card.joint import MANAGER, PROSPECT, Account, Stand, contradict, stands
from questionnaires.content.model import Criterion, Option
from questionnaires.interview.script import in_language
from scoring import Disagreement, Result, TwoViews

MOST_ON_CARD = 3


@dataclass(frozen=True)
class Contrast:
    """One thing on which the two differ."""

    topic: str
    """Name of the trait or of the criterion."""
    yours: str
    theirs: str


@dataclass(frozen=True)
class ViewsOnCard:
    """What a card says of its two informants."""

    yours: str | None
    """The predominant segment by the manager's answers alone; None where they gave none."""
    theirs: str | None
    contrasts: tuple[Contrast, ...]
    """At most `MOST_ON_CARD`, the strongest first."""
    more: int
    """How many there are besides."""
    traits: frozenset[str]
    """The traits of all contrasts, so that no reason takes one side of them again."""
    criteria: frozenset[str]
    """The criteria that the two contradict each other on."""

    @property
    def differ(self) -> bool:
        """Whether each alone would be another segment."""
        return None not in (self.yours, self.theirs) and self.yours != self.theirs

    @property
    def agree(self) -> bool:
        """Whether both say something, and the same."""
        return self.yours is not None and self.yours == self.theirs and not self.contrasts


def views_on_card(quiz: Account, brief: Account, views: TwoViews, language: str) -> ViewsOnCard:
    """Both views for a card, in the reader's language.

    Args:
        quiz: the manager's account.
        brief: the prospect's.
        views: as they were stored.
        language: of the reader.
    """
    found = contrasts(quiz, brief, views.disagreements, language)
    return ViewsOnCard(
        yours=_segment(quiz, views.alone[MANAGER], language),
        theirs=_segment(brief, views.alone[PROSPECT], language),
        contrasts=found[:MOST_ON_CARD],
        more=len(found[MOST_ON_CARD:]),
        traits=frozenset(each.trait for each in views.disagreements),
        criteria=frozenset(id for id, *_ in _contradicted(quiz, brief)),
    )


def contrasts(
    quiz: Account, brief: Account, disagreements: Collection[Disagreement], language: str
) -> tuple[Contrast, ...]:
    """Facts that cannot be as both say, then traits, the strongest first; nothing twice.

    A fact comes first because it may be settled with one question and decides whether to go on at all.
    """
    found = [*_of_facts(quiz, brief, language), *_of_traits(quiz, brief, disagreements, language)]
    first: dict[tuple[str, str], Contrast] = {}
    for each in found:
        first.setdefault((each.yours, each.theirs), each)
    return tuple(first.values())


def _of_facts(quiz: Account, brief: Account, language: str) -> Iterator[Contrast]:
    criteria: Mapping[str, Criterion] = {each.id: each for each in quiz.script.content.grading.criteria}
    for id, yours, theirs in _contradicted(quiz, brief):
        yield Contrast(
            in_language(criteria[id].name, language),
            in_language(yours.option.reason, language),
            in_language(theirs.option.reason, language),
        )


def _contradicted(quiz: Account, brief: Account) -> Iterator[tuple[str, Stand, Stand]]:
    yours, theirs = stands(quiz), stands(brief)
    for criterion in quiz.script.content.grading.criteria:
        pair = yours.get(criterion.id), theirs.get(criterion.id)
        if pair[0] and pair[1] and contradict(pair[0], pair[1]):
            yield criterion.id, pair[0], pair[1]


def _of_traits(
    quiz: Account, brief: Account, disagreements: Collection[Disagreement], language: str
) -> Iterator[Contrast]:
    """A disagreement whose answers were changed since it was found is left out."""
    traits = {trait.id: trait for trait in quiz.script.content.traits.traits}
    for each in disagreements:
        yours = _said(quiz, each.trait, each.levels[MANAGER], language)
        theirs = _said(brief, each.trait, each.levels[PROSPECT], language)
        if yours and theirs:
            yield Contrast(in_language(traits[each.trait].name, language), yours, theirs)


def _said(account: Account, trait: str, level: str, language: str) -> str | None:
    """The reason of the answer that names the level, of several the most reliable; None where none does."""
    script = account.script
    at = next(each for each in script.model.traits if each.id == trait).levels.index(level)
    naming = {}
    for question in script.model.questions:
        option = account.answers.get(question.id)
        if question.trait == trait and option is not None:
            chances = question.reading[question.options.index(option)]
            if chances[at] == max(chances):
                naming[chances[at]] = script.option(question.id, option)
    if not naming:
        return None
    found = naming[max(naming)]
    assert isinstance(found, Option)
    return in_language(found.reason, language)


def _segment(account: Account, alone: Result, language: str) -> str | None:
    names = {segment.id: segment.name for segment in account.script.content.segments.segments}
    return in_language(names[alone.predominant], language) if alone.predominant else None
