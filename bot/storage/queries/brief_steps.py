"""What happened to briefs in a window of time, and which of them stopped. As for cases: see `reports`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, func, or_, select

from bot.storage.columns import among
from bot.storage.queries.reports import Span
from bot.storage.tables import answers, briefs, clients, interviews
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StoppedRow:
    """A brief that was begun and not gone on with."""

    brief_id: int
    client_id: int
    owner_id: int
    interview_id: int
    at: datetime
    current: str | None
    """The question that was on the screen."""
    answered: int
    """How many other questions have an answer or were skipped."""
    to_go: int
    """About how many questions the last screen said were to go; 0 = it did not say."""


BriefStep = Literal["sent", "opened", "declined", "done", "stopped", "expired"]
BRIEF_STEPS: tuple[BriefStep, ...] = get_args(BriefStep)

_MOMENT: Mapping[BriefStep, ColumnElement[Any]] = {
    "sent": briefs.c.created_at,
    "opened": briefs.c.opened_at,
    "declined": briefs.c.declined_at,
    "done": briefs.c.sent_at,
    "stopped": briefs.c.stopped_at,
    "expired": briefs.c.expires_at,
}


def _stood(ended_at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a link was not ended before it ran out: what ended one that leads nowhere changes nothing."""
    return or_(ended_at.is_(None), ended_at >= briefs.c.expires_at)


STOOD = (_stood(briefs.c.revoked_at), _stood(briefs.c.withdrawn_at))
"""Links that nobody took back while one could still agree."""
SENT = or_(STOOD[0], briefs.c.opened_at.is_not(None))
"""Links that were not replaced or taken back unopened."""
_ONLY: Mapping[BriefStep, tuple[ColumnElement[bool], ...]] = {
    "sent": (SENT,),
    "stopped": (briefs.c.sent_at.is_(None),),
    "expired": (briefs.c.consented_at.is_(None), briefs.c.declined_at.is_(None), *STOOD),
}


def steps(tx: Transaction, span: Span, owner_id: int | None) -> dict[BriefStep, dict[int, int]]:
    """Return how many briefs took each step in a window, by owner. Those asked on the phone do not count."""
    return {step: _step(tx, step, span, owner_id) for step in BRIEF_STEPS}


def _step(tx: Transaction, step: BriefStep, span: Span, owner_id: int | None) -> dict[int, int]:
    found = (
        select(briefs.c.owner_id, func.count())
        .where(*_took(step, span, owner_id))
        .group_by(briefs.c.owner_id)
    )
    return {owner: count for owner, count in tx.connection.execute(found)}


def _took(step: BriefStep, span: Span, owner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    moment, (start, end) = _MOMENT[step], span
    own = () if owner_id is None else (briefs.c.owner_id == owner_id,)
    return moment >= start, moment < end, briefs.c.via != "phone", *_ONLY.get(step, ()), *own


def stopped(tx: Transaction, span: Span, owner_id: int | None) -> list[StoppedRow]:
    """Return the briefs that stopped in a window and may still be spoken about, the last stopped first."""
    columns = (briefs.c.id, briefs.c.client_id, briefs.c.owner_id, briefs.c.interview_id, briefs.c.stopped_at)
    found = (
        select(*columns, interviews.c.progress)
        .join(interviews, interviews.c.id == briefs.c.interview_id)
        .join(clients, clients.c.id == briefs.c.client_id)
        .where(*_took("stopped", span, owner_id), clients.c.deleted_at.is_(None))
        .where(briefs.c.revoked_at.is_(None), briefs.c.withdrawn_at.is_(None))
        .order_by(briefs.c.stopped_at.desc(), briefs.c.id)
    )
    rows = tx.connection.execute(found).all()
    given = _answered(tx, [row.interview_id for row in rows])
    return [_stopped(row, given.get(row.interview_id, ())) for row in rows]


def _answered(tx: Transaction, interview_ids: Sequence[int]) -> dict[int, list[str]]:
    found = select(answers.c.interview_id, answers.c.question_id).where(among(answers.c.interview_id, "ids"))
    given: dict[int, list[str]] = {}
    for interview_id, question in tx.connection.execute(found, {"ids": interview_ids}):
        given.setdefault(interview_id, []).append(question)
    return given


def _stopped(row: Sequence[Any], given: Collection[str]) -> StoppedRow:
    brief_id, client_id, owner_id, interview_id, at, progress = row
    current = progress.get("current")
    answered = sum(question != current for question in given)
    to_go = int(progress.get("promised") or 0)
    return StoppedRow(brief_id, client_id, owner_id, interview_id, at, current, answered, to_go)
