"""The result card: who the client is, how sure we are, and what to say and do next. Facts for a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from questionnaires.card import said, selection
from questionnaires.card.advice import lines_of, pool_of, settling_question
from questionnaires.card.contrasts import ViewsOnCard
from questionnaires.card.facts import facts_for
from questionnaires.card.grade_line import GradeLine, grade_line
from questionnaires.card.room import fitting, in_short
from questionnaires.card.selection import Candidate, Line
from questionnaires.card.voices import Named, Verdicts, other, voices
from questionnaires.content.model import Kind, Segment, Studio
from questionnaires.interview.script import Answers, Script, in_language
from scoring import Result, Verdict

REASONS_FOR, REASONS_AGAINST = 3, 1
QUOTES, NOTES = 2, 2
CONTACT = 80
"""Characters of a contact: a number or an address with a word beside it."""
ROOM = 720
"""Characters of text on a card that has more to say than a quiz alone; the headings come on top."""


@dataclass(frozen=True)
class InTheirWords:
    """What a prospect wrote and sent in a brief beside tapping options."""

    words: tuple[str, ...] = ()
    """Whole, oldest first."""
    attached: int = 0
    """How many files."""
    contact: str | None = None
    is_partial: bool = False
    """They stopped before sending it."""


@dataclass(frozen=True)
class Client:
    """What the reader knows the client by."""

    name: str
    industry: str | None = None
    notes: tuple[str, ...] = ()
    """The manager's notes, oldest first."""
    own: InTheirWords | None = None
    """Of a client who was sent a brief."""


@dataclass(frozen=True)
class Share:
    """One piece of the bar."""

    segment: str
    name: str
    share: float


@dataclass(frozen=True)
class Card:
    """Everything a result card says, in one language."""

    client: str
    informant: Literal["manager", "prospect", "both"]
    """Whose answers it rests on."""
    verdict: Verdict
    corrected: str | None
    """What somebody of the team says it is, where that was not computed: it heads the card."""
    predominant: str | None
    """As computed; so is everything about the segment below but for `lines`."""
    secondary: str | None
    """Named only when it is part of the verdict: a sub-segment, a pair, or the other candidate."""
    compound: tuple[str, str] | None
    """The two halves of the sub-segment's name."""
    leaning: str | None
    """Set when the sub-segment is tentative: "leaning cautious"."""
    few_answers: int | None
    """How many real answers it rests on, where they are fewer than the quiz wants: a first guess."""
    views: ViewsOnCard | None
    """Where two informants spoke: each one's segment, and on what they differ."""
    bar: tuple[Share, ...]
    grade: GradeLine | None
    lines: Mapping[Kind, Line]
    settle: str | None
    """For an open verdict: the question that would settle it best, as the client may be asked."""
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    notes: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    """The client's own words, shortened."""
    attached: int = 0
    contact: str | None = None
    is_partial: bool = False


def card(
    script: Script,
    client: Client,
    answers: Answers,
    verdicts: Verdicts,
    studio: Studio,
    language: str,
    views: ViewsOnCard | None = None,
) -> Card:
    """The card for one client.

    Args:
        script: the content the interview began with; of two informants the joint script.
        client: name, industry and notes.
        answers: of the interview; of two informants the joint answers.
        verdicts: the stored result and grade.
        studio: the studio's facts as they are today.
        language: of the reader.
        views: of two informants, each one's own view.
    """
    result = verdicts.result
    segments = {segment.id: segment for segment in script.content.segments.segments}
    facts = facts_for(studio, language, client.industry)
    told = views.traits if views else frozenset()
    own = client.own or InTheirWords()
    grade = grade_line(script, answers, verdicts.grade, language, views.criteria if views else ())
    drawn = Card(
        client=client.name,
        informant="both" if views else script.questionnaire.informant,
        verdict=result.verdict,
        corrected=in_words(segments, verdicts.corrected, language),
        predominant=_name(segments, result.predominant, language),
        secondary=_name(segments, other(result), language),
        compound=_compound(segments, result, language),
        leaning=_leaning(segments, result, language),
        few_answers=_few_answers(script, answers),
        views=views,
        bar=_bar(segments, result, language),
        grade=grade,
        lines=lines_of(script, answers, verdicts, facts, grade, language),
        settle=settling_question(script, verdicts, language),
        reasons_for=said.reasons_for(script, answers, result, language, told)[:REASONS_FOR],
        reasons_against=said.reasons_against(script, answers, result, language, told)[:REASONS_AGAINST],
        notes=client.notes[-NOTES:],
        quotes=tuple(in_short(words) for words in own.words[:QUOTES]),
        attached=own.attached,
        contact=in_short(own.contact, CONTACT) if own.contact else None,
        is_partial=own.is_partial,
    )
    return _in_its_room(drawn) if views or client.own else drawn


def _in_its_room(drawn: Card) -> Card:
    """The card with its last note in short, and without the lines that give way to what people said."""
    notes = tuple(in_short(note) for note in drawn.notes[-1:])
    contrasts = drawn.views.contrasts if drawn.views else ()
    beside = [
        *(f"{each.yours} {each.theirs}" for each in contrasts),
        *drawn.reasons_for,
        *drawn.reasons_against,
        *drawn.quotes,
        *notes,
        drawn.contact or "",
        drawn.settle or "",
        (drawn.grade and drawn.grade.reason) or "",
    ]
    return replace(drawn, notes=notes, lines=fitting(drawn.lines, ROOM - sum(map(len, beside))))


def message_to_client(
    script: Script, client: Client, answers: Answers, verdicts: Verdicts, studio: Studio, language: str
) -> str | None:
    """A friendly message to send after the call: what suits the predominant, a line for the secondary.

    It is of one mind with the card where it can be, and the line never contradicts the text above it.
    """
    speaking = voices(verdicts)
    facts = facts_for(studio, language, client.industry)
    pool = pool_of(script, answers, verdicts, facts, language)
    agreed = selection.without_conflicts(pool)
    main = _best_of(speaking.first, agreed, "follow_up") or _best_of(speaking.first, pool, "follow_up")
    fitting = selection.agreeing(agreed, main.topics) if main else agreed
    added = _best_of(speaking.second, fitting, "follow_up_line")
    return "\n\n".join(found.line.text for found in (main, added) if found is not None) or None


def _best_of(segment: str | None, pool: list[Candidate], kind: Kind) -> Candidate | None:
    return selection.best([candidate for candidate in pool if candidate.line.segment == segment], kind)


def in_words(segments: Mapping[str, Segment], named: Named | None, language: str) -> str | None:
    """What a person says a client is: a segment, and the secondary if there is one."""
    if named is None:
        return None
    return " + ".join(in_language(segments[id].name, language) for id in named if id)


def _name(segments: Mapping[str, Segment], segment: str | None, language: str) -> str | None:
    return in_language(segments[segment].name, language) if segment else None


def _compound(segments: Mapping[str, Segment], result: Result, language: str) -> tuple[str, str] | None:
    if result.sub_segment is None:
        return None
    first, second = result.sub_segment
    return in_language(segments[first].compound, language), in_language(segments[second].compound, language)


def _leaning(segments: Mapping[str, Segment], result: Result, language: str) -> str | None:
    if result.sub_segment is None or not result.tentative:
        return None
    return in_language(segments[result.sub_segment[1]].leaning, language)


def _few_answers(script: Script, answers: Answers) -> int | None:
    given = sum(option is not None for option in script.trait_answers(answers).values())
    return given if given < script.model.numbers.thresholds.minimum_answers else None


def _bar(segments: Mapping[str, Segment], result: Result, language: str) -> tuple[Share, ...]:
    """The shares, the predominant first, then by size."""
    if result.predominant is None:
        return ()
    order = sorted(result.shares, key=lambda id: (id != result.predominant, -result.shares[id]))
    return tuple(Share(id, in_language(segments[id].name, language), result.shares[id]) for id in order)
