"""The result card: who the client is, how sure we are, and what to say and do next. Facts for a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.card import said, selection
from questionnaires.card.facts import Facts, facts_for
from questionnaires.card.selection import CARD_KINDS, Candidate, Line
from questionnaires.card.voices import Verdicts, other, voices
from questionnaires.content.model import Kind, Segment, Studio
from questionnaires.interview.screens import in_language
from questionnaires.interview.script import Answers, Script
from scoring import LeadGrade, Result, Verdict

REASONS_FOR, REASONS_AGAINST = 3, 1


@dataclass(frozen=True)
class Client:
    """What the reader knows the client by."""

    name: str
    industry: str | None = None
    notes: tuple[str, ...] = ()
    """The manager's notes, oldest first."""


@dataclass(frozen=True)
class Share:
    """One piece of the bar."""

    segment: str
    name: str
    share: float


@dataclass(frozen=True)
class GradeLine:
    """The lead grade; several grades while something is not known."""

    grades: tuple[str, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    """Names of the criteria that could still change it, the most decisive first."""
    ask: str | None
    """What to ask to learn the first of them: the card's question, unless another settles more."""
    reason: str | None


@dataclass(frozen=True)
class Card:
    """Everything a result card says, in one language."""

    client: str
    verdict: Verdict
    predominant: str | None
    secondary: str | None
    """Named only when it is part of the verdict: a sub-segment, a pair, or the other candidate."""
    compound: tuple[str, str] | None
    """The two halves of the sub-segment's name."""
    leaning: str | None
    """Set when the sub-segment is tentative: "leaning cautious"."""
    few_answers: int | None
    """How many real answers it rests on, where they are fewer than the quiz wants: a first guess."""
    bar: tuple[Share, ...]
    grade: GradeLine | None
    lines: Mapping[Kind, Line]
    settle: str | None
    """For an open verdict: the question that would settle it best, as the client may be asked."""
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    notes: tuple[str, ...]


def card(
    script: Script, client: Client, answers: Answers, verdicts: Verdicts, studio: Studio, language: str
) -> Card:
    """The card for one client.

    Args:
        script: the content the interview began with.
        client: name, industry and notes.
        answers: of the interview.
        verdicts: the stored result and grade.
        studio: the studio's facts as they are today.
        language: of the reader.
    """
    result = verdicts.result
    segments = {segment.id: segment for segment in script.content.segments.segments}
    return Card(
        client=client.name,
        verdict=result.verdict,
        predominant=_name(segments, result.predominant, language),
        secondary=_name(segments, other(result), language),
        compound=_compound(segments, result, language),
        leaning=_leaning(segments, result, language),
        few_answers=_few_answers(script, answers),
        bar=_bar(segments, result, language),
        grade=_grade(script, answers, verdicts.grade, language),
        lines=_lines(script, answers, verdicts, facts_for(studio, language, client.industry), language),
        settle=_settle(script, verdicts, language),
        reasons_for=said.reasons_for(script, answers, result, language)[:REASONS_FOR],
        reasons_against=said.reasons_against(script, answers, result, language)[:REASONS_AGAINST],
        notes=client.notes[-2:],
    )


def message_to_client(
    script: Script, client: Client, answers: Answers, verdicts: Verdicts, studio: Studio, language: str
) -> str | None:
    """A friendly message to send after the call: what suits the predominant, a line for the secondary.

    It is of one mind with the card where it can be, and the line never contradicts the text above it.
    """
    speaking = voices(verdicts)
    facts = facts_for(studio, language, client.industry)
    pool = _pool(script, answers, verdicts, facts, language)
    agreed = selection.without_conflicts(pool)
    main = _best_of(speaking.first, agreed, "follow_up") or _best_of(speaking.first, pool, "follow_up")
    fitting = selection.agreeing(agreed, main.topics) if main else agreed
    added = _best_of(speaking.second, fitting, "follow_up_line")
    return "\n\n".join(found.line.text for found in (main, added) if found is not None) or None


def _best_of(segment: str | None, pool: list[Candidate], kind: Kind) -> Candidate | None:
    return selection.best([candidate for candidate in pool if candidate.line.segment == segment], kind)


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


def _grade(script: Script, answers: Answers, grade: LeadGrade | None, language: str) -> GradeLine | None:
    """The grade line; None when nothing was asked about the deal."""
    known = script.criteria(answers)
    if grade is None or all(value is None for value in known.values()):
        return None
    steps = {step.id: in_language(step.name, language) for step in script.content.grading.steps}
    criteria = {criterion.id: criterion for criterion in script.content.grading.criteria}
    missing = [criteria[id] for id in grade.decisive]
    rule = script.content.grading.rules[grade.rule] if grade.rule is not None else None
    return GradeLine(
        grades=tuple(grade.grades),
        steps=tuple(steps[id] for id in grade.steps),
        missing=tuple(in_language(criterion.name, language) for criterion in missing),
        ask=in_language(missing[0].ask, language) if missing else None,
        reason=in_language(rule.reason, language) if rule else None,
    )


def _pool(
    script: Script, answers: Answers, verdicts: Verdicts, facts: Facts, language: str
) -> list[Candidate]:
    """Everything that could be said to this client before signing."""
    shown = said.shown_by(script, answers, verdicts.result)
    shares = voices(verdicts).shares
    return selection.candidates(script.content, "before_signing", shares, shown, language, facts)


def _lines(
    script: Script, answers: Answers, verdicts: Verdicts, facts: Facts, language: str
) -> dict[Kind, Line]:
    last = _last_word(script, verdicts, language)
    if last is not None:
        return {"say": last}
    pool, speaking = _pool(script, answers, verdicts, facts, language), voices(verdicts)
    grade = _grade(script, answers, verdicts.grade, language)
    asked = grade.ask if grade and not _is_settling(verdicts) else None
    kinds = tuple(kind for kind in CARD_KINDS if kind != "ask" or not (asked or _is_settling(verdicts)))
    lines = selection.chosen(pool, kinds, speaking.first, speaking.second)
    if asked and lines:
        lines["ask"] = Line("grade", "ask", "", asked)
    return {kind: lines[kind] for kind in CARD_KINDS if kind in lines}


def _last_word(script: Script, verdicts: Verdicts, language: str) -> Line | None:
    """Where the grade is settled and its step ends the matter: what to say, in place of all tactics."""
    grade = verdicts.grade
    if grade is None or len(grade.steps) != 1:
        return None
    step = next(step for step in script.content.grading.steps if step.id == grade.steps[0])
    return Line(step.id, "say", "", in_language(step.say, language)) if step.say else None


def _is_settling(verdicts: Verdicts) -> bool:
    """Whether the card asks the question that would settle an open result."""
    is_open = verdicts.result.verdict is Verdict.OPEN and verdicts.result.predominant is not None
    return is_open and verdicts.corrected is None and verdicts.next_question is not None


def _settle(script: Script, verdicts: Verdicts, language: str) -> str | None:
    if not _is_settling(verdicts) or _last_word(script, verdicts, language) is not None:
        return None
    question = next(q for q in script.questionnaire.questions if q.id == verdicts.next_question)
    return in_language(question.ask, language)
