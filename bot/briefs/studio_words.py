"""What the studio says of itself, in a prospect's language: its name, how fast it answers, its prices."""

from __future__ import annotations

from questionnaires.card.facts import facts_for, fill
from questionnaires.content.model import QualifyingQuestion, Studio
from questionnaires.interview import Script


def of_studio(studio: Studio, language: str) -> dict[str, str]:
    """The studio's facts by name; what it has not given, or not in this language, is not there."""
    return facts_for(studio, language)


def question_text(script: Script, question_id: str, shown: str, studio: Studio, language: str) -> str:
    """A question with the studio's facts in it, or worded without them.

    Args:
        shown: the text as the screen has it, whose facts are not filled in.
        studio: today's.
    """
    question = script.questions[question_id]
    if not isinstance(question, QualifyingQuestion):
        return shown
    facts = facts_for(studio, language)
    return fill(question.text, language, facts) or fill(question.text_without, language, facts) or shown
