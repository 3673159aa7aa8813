"""What an export tells of cases beside what a summary counts: results' content, industry, brief.

Every question is about some cases, by their ids, so its cost is theirs. Whose they are was checked before.
What people wrote is not asked for: no note, no contact, no reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.storage.columns import among
from bot.storage.queries.brief_steps import SENT
from bot.storage.queries.reports import CaseRow
from bot.storage.tables import briefs, clients, interviews, joint_results, results
from bot.storage.transaction import Transaction

Content = Mapping[str, Any]
"""A result as it was stored, whole."""


@dataclass(frozen=True, slots=True)
class BriefDates:
    """The last brief that a client was asked to fill in for themselves."""

    sent_at: datetime
    """When the link was made, or the standing link opened."""
    done_at: datetime | None


_LAST_OF_INTERVIEW = (
    select(func.max(results.c.id))
    .where(among(results.c.interview_id, "ids"))
    .group_by(results.c.interview_id)
)
_RESULTS = select(results.c.interview_id, results.c.content).where(results.c.id.in_(_LAST_OF_INTERVIEW))
_LAST_OF_PAIR = (
    select(func.max(joint_results.c.id))
    .where(among(joint_results.c.quiz_id, "ids"))
    .group_by(joint_results.c.quiz_id, joint_results.c.brief_id)
)
_JOINT = select(joint_results.c.quiz_id, joint_results.c.brief_id, joint_results.c.content).where(
    joint_results.c.id.in_(_LAST_OF_PAIR)
)
_INDUSTRIES = select(clients.c.id, clients.c.industry).where(
    among(clients.c.id, "ids"), clients.c.industry.is_not(None)
)
_FIRST = (
    select(interviews.c.client_id, func.min(interviews.c.first_result_at))
    .where(
        among(interviews.c.client_id, "ids"),
        interviews.c.practice.is_(False),
        interviews.c.first_result_at.is_not(None),
    )
    .group_by(interviews.c.client_id)
)
_BRIEFS = (
    select(briefs.c.client_id, briefs.c.created_at, briefs.c.sent_at)
    .where(
        among(briefs.c.client_id, "ids"),
        briefs.c.via != "phone",
        briefs.c.withdrawn_at.is_(None),
        SENT,
    )
    .order_by(briefs.c.created_at, briefs.c.id)
)


def contents(tx: Transaction, cases: Collection[CaseRow]) -> dict[int, Content]:
    """Return what was computed last about each case's client: together, where quiz and brief are there."""
    together = {case.joint: case.client_id for case in cases if case.joint is not None}
    alone = {case.interview_id: case.client_id for case in cases if case.joint is None}
    found = {}
    for quiz, brief, content in tx.connection.execute(_JOINT, {"ids": [quiz for quiz, _ in together]}):
        if (quiz, brief) in together:
            found[together[quiz, brief]] = content
    for interview, content in tx.connection.execute(
        _RESULTS, {"ids": [id for id in alone if id is not None]}
    ):
        found[alone[interview]] = content
    return found


def first_results(tx: Transaction, client_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the first result of all was drawn about each client that has one, whenever that was."""
    return {id: at for id, at in tx.connection.execute(_FIRST, {"ids": list(client_ids)})}


def industries(tx: Transaction, client_ids: Collection[int]) -> dict[int, str]:
    """Return the industries of those clients of whom one is known; of an erased one none is."""
    return {id: industry for id, industry in tx.connection.execute(_INDUSTRIES, {"ids": list(client_ids)})}


def brief_dates(tx: Transaction, client_ids: Collection[int]) -> dict[int, BriefDates]:
    """Return the last brief of each client that has one, as `brief_steps` counts them."""
    rows = tx.connection.execute(_BRIEFS, {"ids": list(client_ids)})
    return {client: BriefDates(sent, done) for client, sent, done in rows}
