"""Where a brief stands, in one word and a moment, for lists and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.storage.queries.briefs import Brief
from bot.storage.queries.interviews import InterviewRow

CHANGEABLE = timedelta(hours=24)
"""For how long what was sent may be changed."""


class Stage(StrEnum):
    """What has become of a brief."""

    MADE = "made"
    OPENED = "opened"
    DECLINED = "declined"
    ASKING = "asking"
    DONE = "done"
    STOPPED = "stopped"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a brief stands, since when, and while it is asked, at which question of about how many."""

    stage: Stage
    at: datetime
    question: int = 0
    of: int = 0


def may_change(brief: Brief, now: datetime) -> bool:
    """Whether the prospect may still answer, or change what they sent."""
    return brief.sent_at is None or now < brief.sent_at + CHANGEABLE


def status(brief: Brief, interview: InterviewRow | None, now: datetime) -> Status:
    """Where a brief stands.

    Args:
        interview: the one that answers it, once there is one.
    """
    settled = _settled(brief)
    if settled is not None:
        return settled
    if brief.consented_at is None:
        return _unanswered(brief, now)
    return _begun(brief.consented_at, brief, interview)


def _settled(brief: Brief) -> Status | None:
    """What the answers change nothing about, the weightiest first."""
    moments = (
        (Stage.WITHDRAWN, brief.withdrawn_at),
        (Stage.REVOKED, brief.revoked_at),
        (Stage.DONE, brief.sent_at),
    )
    return next((Status(stage, at) for stage, at in moments if at is not None), None)


def _unanswered(brief: Brief, now: datetime) -> Status:
    if brief.declined_at is not None:
        return Status(Stage.DECLINED, brief.declined_at)
    if brief.expires_at <= now:
        return Status(Stage.EXPIRED, brief.expires_at)
    if brief.opened_at is not None:
        return Status(Stage.OPENED, brief.opened_at)
    return Status(Stage.MADE, brief.created_at)


def _begun(since: datetime, brief: Brief, interview: InterviewRow | None) -> Status:
    """What is asked now, or was when nobody went on."""
    if interview is None:
        return Status(Stage.ASKING, since)
    question, of = _place(interview)
    if interview.finished_at is None:
        return Status(Stage.ASKING, interview.touched_at, question, of)
    return Status(Stage.STOPPED, brief.stopped_at or interview.finished_at, question, of)


def _place(interview: InterviewRow) -> tuple[int, int]:
    current, to_go = interview.progress.get("current"), interview.progress.get("promised") or 0
    return place(sum(answer.question_id != current for answer in interview.answers), current, int(to_go))


def place(others: int, current: str | None, to_go: int) -> tuple[int, int]:
    """The question on the screen, and of about how many; past the last one, the last of them.

    Args:
        others: how many other questions have an answer or were skipped.
        current: the one on the screen; None = they are past the last one.
        to_go: about how many are to go, that one included; 0 = nobody has said.
    """
    if current is None:
        return others, others
    return others + 1, others + max(to_go, 1)
