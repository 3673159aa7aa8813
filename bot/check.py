"""`firstcall check`: is the content right, what does it hold, and which lines want a fact of the studio?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from questionnaires.card.facts import facts_for
from questionnaires.card.selection import CARD_KINDS, candidates, chosen
from questionnaires.content.canonical import Edition, edition
from questionnaires.content.errors import ContentErrors
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.lint import lint
from questionnaires.content.lint.facts import MissingFact, missing_facts
from questionnaires.content.loader import Reading, load, read
from questionnaires.content.model import ContentSet, Kind, Questionnaire, Studio

SHARES = (0.6, 0.4)
"""Of the two segments of a card under test; a segment alone has the first."""

Say = Callable[[str], object]


def check_content(folders: Sequence[Path], say: Say) -> int:
    """Say every mistake, or else every finding and a summary, line by line; returns the exit code."""
    try:
        reading = read(*folders)
    except ContentErrors as found:
        for error in found.errors:
            say(str(error))
        say(f"{len(found.errors)} to put right")
        return 1
    findings = lint(reading, kinds_on_card)
    borrowed = tuple(invented(reading.content.studio))
    for line in [
        *map(str, findings),
        *borrowed,
        *summary(reading),
        *unsaid(missing_facts(reading, given_facts(reading))),
    ]:
        say(line)
    return 1 if findings or borrowed else 0


def kinds_on_card(content: ContentSet, speaking: tuple[str, ...], language: str) -> frozenset[Kind]:
    """The kinds of line on the card of these segments (predominant first), without a single studio fact."""
    pool = candidates(content, "before_signing", dict(zip(speaking, SHARES, strict=False)), {}, language, {})
    second = speaking[1] if len(speaking) > 1 else None
    return frozenset(chosen(pool, CARD_KINDS, speaking[0], second))


def given_facts(reading: Reading) -> frozenset[str]:
    """The facts the studio has given, in every language of the set and for some industry."""
    studio = reading.content.studio
    industries = [None, *(industry for case in studio.cases for industry in case.industries)]
    languages = reading.content.manifest.languages
    return frozenset.intersection(
        *(
            frozenset().union(*(facts_for(studio, language, industry) for industry in industries))
            for language in languages
        )
    )


def invented(studio: Studio) -> Iterator[str]:
    """The facts that still are those of the library's invented studio: nobody may promise them."""
    example = load(studio=StudioFacts.EXAMPLE).studio
    for name in Studio.model_fields:
        value = getattr(studio, name)
        if value and name != "currency" and value == getattr(example, name):
            yield f"studio.yaml: {name}: is still the invented studio's: expected your own, or no {name}"


def summary(reading: Reading) -> Iterator[str]:
    """What the content holds, in a few lines."""
    content, version = reading.content, edition(reading.content)
    tactics = [tactic for file in content.tactics.values() for tactic in file.tactics]
    for questionnaire in content.questionnaires.values():
        yield _questions(questionnaire, version)
    yield f"{len(content.segments.segments)} segments, {len(content.traits.traits)} traits"
    yield f"{len(tactics)} tactics in {sum(len(tactic.forms) for tactic in tactics)} forms"
    yield f"languages {', '.join(content.manifest.languages)}"
    yield f"content {version.digest[:16]}"


def _questions(questionnaire: Questionnaire, version: Edition) -> str:
    asked = f"{len(questionnaire.questions)} questions, {len(questionnaire.qualifying)} about the deal"
    return f"{questionnaire.id}: {asked}, model {version.model(questionnaire.id).version}"


def unsaid(missing: Sequence[MissingFact]) -> Iterator[str]:
    """Per missing fact the lines that are left out."""
    if missing:
        yield "Left out, because studio.yaml in CONTENT_DIR does not say:"
    for one in missing:
        yield f"  {one.fact} ({one.meaning})"
        yield from (f"    {line}" for line in one.lines)
