"""Between a row and an interview: what the pure conversation is made of, and what is stored of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.storage.queries.interviews import AnswerRow, InterviewRow
from bot.storage.queries.results import Correction, ResultDraft
from questionnaires.card.voices import Named, Verdicts
from questionnaires.interview import Interview, Script, State
from questionnaires.interview.effects import StoreResult
from questionnaires.interview.events import Namesake
from scoring import LeadGrade, Result


def interview_of(row: InterviewRow, script: Script) -> Interview:
    """The conversation as it was left."""
    progress = row.progress
    return Interview(
        id=row.id,
        script=script,
        state=State(row.state),
        client=row.client_id,
        answers={answer.question_id: answer.option_id for answer in row.answers},
        current=progress.get("current"),
        came_from=_state(progress.get("came_from")),
        namesakes=tuple(Namesake(client, opened) for client, opened in progress.get("namesakes", ())),
        is_pick=progress.get("is_pick", False),
        made_client=progress.get("made_client", False),
        practice=row.practice,
        asked=tuple(progress.get("asked", ())),
        sharpening=progress.get("sharpening", False),
        promised=progress.get("promised"),
        has_result=progress.get("has_result", False),
        unsettled=progress.get("unsettled", True),
        broken_off_in=_state(progress.get("broken_off_in")),
        sent=progress.get("sent", False),
        revision=row.revision,
    )


def language_of(row: InterviewRow) -> str | None:
    """The language the interview was shown in last."""
    language = row.progress.get("language")
    return str(language) if language else None


def row_of(
    before: InterviewRow, interview: Interview, message: int | None, language: str | None, now: datetime
) -> InterviewRow:
    """The row as it is to be stored."""
    return before._replace(
        message_id=message,
        client_id=interview.client,
        state=str(interview.state),
        progress=_progress(interview) | {"language": language},
        revision=interview.revision,
        touched_at=now,
        finished_at=None if interview.is_waiting else before.finished_at or now,
        answers=_answers(before, interview, now),
    )


def _progress(interview: Interview) -> dict[str, Any]:
    return {
        "current": interview.current,
        "came_from": str(interview.came_from) if interview.came_from else None,
        "namesakes": [[known.client, known.open_interview] for known in interview.namesakes],
        "is_pick": interview.is_pick,
        "made_client": interview.made_client,
        "asked": list(interview.asked),
        "sharpening": interview.sharpening,
        "promised": interview.promised,
        "has_result": interview.has_result,
        "unsettled": interview.unsettled,
        "broken_off_in": str(interview.broken_off_in) if interview.broken_off_in else None,
        "sent": interview.sent,
    }


def _state(name: str | None) -> State | None:
    return State(name) if name else None


def _answers(before: InterviewRow, interview: Interview, now: datetime) -> tuple[AnswerRow, ...]:
    """One row an answer; a row that says the same keeps the time it was given, wherever it stands now."""
    old = {answer.question_id: answer for answer in before.answers}
    rows = []
    for position, (question, option) in enumerate(interview.answers.items()):
        row = old.get(question)
        if row is None or row.option_id != option:
            row = AnswerRow(question, option, position, interview.revision, now)
        rows.append(row if row.position == position else row._replace(position=position))
    return tuple(rows)


def draft_of(interview: Interview, reached: StoreResult, now: datetime) -> ResultDraft:
    """A result as it is stored: whole, with the grade and the question that would have told most."""
    result, grade = reached.result, reached.grade
    return ResultDraft(
        interview_id=interview.id,
        client_id=interview.client,
        revision=interview.revision,
        model_hash=result.model,
        predominant=result.predominant,
        secondary=result.secondary,
        sub_segment=result.sub_segment is not None,
        verdict=str(result.verdict),
        grades=",".join(grade.grades),
        content={
            "result": result.as_dict(),
            "grade": asdict(grade),
            "next_question": reached.next_question,
        },
        created_at=now,
    )


def verdicts_of(content: Mapping[str, Any]) -> Verdicts:
    """A stored result with its grade, read back as it was."""
    grade = content["grade"]
    return Verdicts(
        result=Result.from_dict(content["result"]),
        grade=LeadGrade(
            tuple(grade["grades"]), grade["rule"], tuple(grade["steps"]), tuple(grade["decisive"])
        ),
        next_question=content["next_question"],
    )


def word_in(script: Script, correction: Correction | None) -> Named | None:
    """What somebody said the client is; None where that is no segment of the script's content.

    A correction is about the client, so it may come from an interview of another edition.
    """
    if correction is None:
        return None
    known = {segment.id for segment in script.content.segments.segments}
    return correction.named if known.issuperset(filter(None, correction.named)) else None
