"""How far the interviews came that began in a window, counted in the database: those alike are one row.

Every question goes in by an index over moments and costs as much as what began in the window, however long
the history. Quizzes count by when they were begun, briefs by when they were sent; those asked on the phone
have no link to follow and are none of these. Practice never counts. `owner_id` narrows a question to one
manager's; None asks for the team's. Who may ask is the caller's to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, null, select

from bot.storage.queries.brief_steps import SENT, STOOD
from bot.storage.queries.reports import Span
from bot.storage.tables import answers, briefs, interviews
from bot.storage.transaction import Transaction

Script = tuple[str, str]
"""(questionnaire, hash of the edition it was asked in)."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Interviews that stand alike; of those that are done nothing but how much was answered."""

    script: Script
    is_done: bool
    is_lying: bool
    """Nobody has touched them since the moment that was asked for."""
    state: str | None
    broken_off_in: str | None
    current: str | None
    """The question on the screen, or the way back to one."""
    kept: Literal["answered", "unknown"] | None
    """What that question was answered before, where somebody came back to it."""
    answers: int
    """How many questions have an answer or a "don't know", that one included."""
    count: int


@dataclass(frozen=True, slots=True)
class Given:
    """What was said to one question of one edition."""

    script: Script
    question: str
    answered: int
    unknown: int
    places: int
    """Sum of the places, from 1, at which it was asked."""
    last: datetime
    """When the last of these interviews began."""


@dataclass(frozen=True, slots=True)
class Link:
    """Briefs that nobody agreed to, and that stand alike."""

    is_opened: bool
    is_declined: bool
    is_taken_back: bool
    """By the studio, or by who had their data erased: nobody could agree any more."""
    is_over: bool
    count: int


# --- what counts ------------------------------------------------------------------------------------------


def _quizzes(columns: Sequence[Any], questionnaire: str, span: Span, owner_id: int | None) -> Select[Any]:
    begun = (interviews.c.created_at >= span[0], interviews.c.created_at < span[1])
    own = () if owner_id is None else (interviews.c.person_id == owner_id,)
    quiz = (interviews.c.questionnaire == questionnaire, interviews.c.practice.is_(False))
    return select(*columns).select_from(interviews).where(*begun, *quiz, *own)


def _briefs(columns: Sequence[Any], span: Span, owner_id: int | None) -> Select[Any]:
    joined = briefs.join(interviews, interviews.c.id == briefs.c.interview_id)
    return (
        select(*columns).select_from(joined).where(*_sent(span, owner_id), interviews.c.practice.is_(False))
    )


def _sent(span: Span, owner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    made = (briefs.c.created_at >= span[0], briefs.c.created_at < span[1], briefs.c.via != "phone")
    own = () if owner_id is None else (briefs.c.owner_id == owner_id,)
    return *made, SENT, *own


# --- where they stand -------------------------------------------------------------------------------------


def quizzes(
    tx: Transaction, questionnaire: str, span: Span, owner_id: int | None, lying_since: datetime
) -> list[Stand]:
    """Return the quizzes begun in a window; one is done once there was a card."""
    columns = _standing(interviews.c.first_result_at.is_not(None), lying_since)
    return _stands(tx, _quizzes(columns, questionnaire, span, owner_id))


def briefs_begun(tx: Transaction, span: Span, owner_id: int | None, lying_since: datetime) -> list[Stand]:
    """Return the briefs sent in a window whose prospects agreed; one is done once it was sent back."""
    columns = _standing(briefs.c.sent_at.is_not(None), lying_since)
    return _stands(tx, _briefs(columns, span, owner_id))


def _standing(is_done: ColumnElement[bool], lying_since: datetime) -> tuple[ColumnElement[Any], ...]:
    progress = interviews.c.progress
    unless_done = (
        (interviews.c.state, "state"),
        (progress["broken_off_in"].as_string(), "broken_off_in"),
        (progress["current"].as_string(), "current"),
    )
    return (
        interviews.c.id,
        interviews.c.questionnaire,
        interviews.c.content_hash,
        is_done.label("is_done"),
        (interviews.c.touched_at < lying_since).label("is_lying"),
        *(case((is_done, null()), else_=value).label(name) for value, name in unless_done),
    )


def _stands(tx: Transaction, found: Select[Any]) -> list[Stand]:
    one = found.subquery("one")
    of_it = answers.c.interview_id == one.c.id
    shown = answers.alias("shown")
    said = case((shown.c.option_id.is_(None), "unknown"), else_="answered")
    kept = select(said).where(shown.c.interview_id == one.c.id, shown.c.question_id == one.c.current)
    each = select(
        *(column for column in one.c if column.name != "id"),
        kept.scalar_subquery().label("kept"),
        select(func.count()).select_from(answers).where(of_it).scalar_subquery().label("answers"),
    ).subquery("each")
    alike = select(*each.c, func.count()).group_by(*each.c)
    return [_stand(row) for row in tx.connection.execute(alike)]


def _stand(row: Sequence[Any]) -> Stand:
    questionnaire, edition, is_done, is_lying, *rest = row
    return Stand((questionnaire, edition), bool(is_done), bool(is_lying), *rest)


def links(tx: Transaction, span: Span, owner_id: int | None, now: datetime) -> list[Link]:
    """Return the briefs sent in a window that nobody agreed to."""
    flags = select(
        briefs.c.opened_at.is_not(None).label("is_opened"),
        briefs.c.declined_at.is_not(None).label("is_declined"),
        (~and_(*STOOD)).label("is_taken_back"),
        (briefs.c.expires_at <= now).label("is_over"),
    ).where(*_sent(span, owner_id), briefs.c.consented_at.is_(None))
    each = flags.subquery("each")
    alike = select(*each.c, func.count()).group_by(*each.c)
    return [_link(row) for row in tx.connection.execute(alike)]


def _link(row: Sequence[Any]) -> Link:
    is_opened, is_declined, is_taken_back, is_over, count = row
    return Link(bool(is_opened), bool(is_declined), bool(is_taken_back), bool(is_over), count)


# --- what was said ----------------------------------------------------------------------------------------


def quiz_answers(tx: Transaction, questionnaire: str, span: Span, owner_id: int | None) -> list[Given]:
    """Return what was said to each question of the quizzes begun in a window."""
    return _given(tx, _quizzes(_ASKED_IN, questionnaire, span, owner_id))


def brief_answers(tx: Transaction, span: Span, owner_id: int | None) -> list[Given]:
    """Return what was said to each question of the briefs sent in a window."""
    return _given(tx, _briefs(_ASKED_IN, span, owner_id))


_ASKED_IN = (
    interviews.c.id,
    interviews.c.questionnaire,
    interviews.c.content_hash,
    interviews.c.created_at,
)


def _given(tx: Transaction, found: Select[Any]) -> list[Given]:
    one = found.subquery("one")
    alike = (one.c.questionnaire, one.c.content_hash, answers.c.question_id)
    counted = (
        select(
            *alike,
            func.count(answers.c.option_id),
            func.count() - func.count(answers.c.option_id),
            func.sum(answers.c.position + 1),
            func.max(one.c.created_at),
        )
        .select_from(one.join(answers, answers.c.interview_id == one.c.id))
        .group_by(*alike)
    )
    rows = tx.connection.execute(counted)
    return [Given((questionnaire, edition), *rest) for questionnaire, edition, *rest in rows]
