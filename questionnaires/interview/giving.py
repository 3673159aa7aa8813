"""What an answer, a text or a file changes, in a quiz and in a brief; part of `taking`."""

from __future__ import annotations

from questionnaires.content.model import FreeQuestion
from questionnaires.interview.effects import BriefChanged
from questionnaires.interview.facts import Facts
from questionnaires.interview.script import GIVEN, Answers, Part, Script


def give(interview: Facts, question: str, option: str | None) -> None:
    """An answer is given, or given anew. To skip a question of a brief tells nobody anything."""
    script, before = interview.script, interview.answers.get(question, "")
    interview.answers[question] = option
    if not script.is_brief:
        if script.has_branches:
            kept = _called_for(script, interview.answers)
            interview.answers = {id: kept[id] for id in interview.answers if id in kept}
        interview.unsettled = interview.unsettled or before != option
        return
    interview.answers = _called_for(script, interview.answers)
    if (before or None) != option:
        interview.unsettled = interview.unsettled or script.part(question) is not Part.FREE
        _changed(interview)


def _called_for(script: Script, answers: Answers) -> dict[str, str | None]:
    """The answers in the order of the file, without those to branches that are not taken any more."""
    kept: dict[str, str | None] = {}
    for question in script.questions:
        if question in answers and script.applies(question, kept):
            kept[question] = answers[question]
    return kept


def come(interview: Facts, question: str | None) -> None:
    """Something written or sent has come; at a free question it is (part of) the answer."""
    asked = interview.script.questions[question] if question else None
    if isinstance(asked, FreeQuestion):
        give(interview, asked.id, GIVEN)
        interview.current = None if asked.kind == "contact" else asked.id
    _changed(interview)


def lose(interview: Facts, question: str | None, left: int) -> None:
    """Something given is taken back. A free question to which nothing is left was never answered.

    An option that a file chose stays: that it is written down is true, whichever file was the wrong one.
    """
    asked = interview.script.questions.get(question) if question else None
    if isinstance(asked, FreeQuestion) and not left:
        interview.answers.pop(asked.id, None)


def _changed(interview: Facts) -> None:
    """After sending, each change is told; once for each event."""
    if interview.sent and BriefChanged() not in interview.effects:
        interview.do(BriefChanged())
