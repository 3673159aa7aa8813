"""What a card says to do: lines of tactics, the question that settles an open result, or the last word."""

from __future__ import annotations

from questionnaires.card import said, selection
from questionnaires.card.facts import Facts
from questionnaires.card.grade_line import GradeLine
from questionnaires.card.selection import CARD_KINDS, Candidate, Line
from questionnaires.card.voices import Verdicts, voices
from questionnaires.content.model import Kind
from questionnaires.interview.script import Answers, Script, in_language
from scoring import Verdict


def pool_of(
    script: Script, answers: Answers, verdicts: Verdicts, facts: Facts, language: str
) -> list[Candidate]:
    """Everything that could be said to this client before signing."""
    shown = said.shown_by(script, answers, verdicts.result)
    shares = voices(verdicts).shares
    return selection.candidates(script.content, "before_signing", shares, shown, language, facts)


def lines_of(
    script: Script,
    answers: Answers,
    verdicts: Verdicts,
    facts: Facts,
    grade: GradeLine | None,
    language: str,
) -> dict[Kind, Line]:
    """The card's lines in reading order; where the grade ends the matter, its last word alone."""
    last = _last_word(script, verdicts, language)
    if last is not None:
        return {"say": last}
    pool, speaking = pool_of(script, answers, verdicts, facts, language), voices(verdicts)
    asked = grade.ask if grade and not _is_settling(verdicts) else None
    kinds = tuple(kind for kind in CARD_KINDS if kind != "ask" or not (asked or _is_settling(verdicts)))
    lines = selection.chosen(pool, kinds, speaking.first, speaking.second)
    if asked and lines:
        lines["ask"] = Line("grade", "ask", "", asked)
    return {kind: lines[kind] for kind in CARD_KINDS if kind in lines}


def settling_question(script: Script, verdicts: Verdicts, language: str) -> str | None:
    """For an open verdict: the question that would settle it best, as the client may be asked."""
    if not _is_settling(verdicts) or _last_word(script, verdicts, language) is not None:
        return None
    question = next(q for q in script.questionnaire.questions if q.id == verdicts.next_question)
    return in_language(question.ask, language)


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
