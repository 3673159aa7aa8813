"""Clients whose segment somebody confirmed or corrected, and what was answered: what is learned from.

Figures only: no name, no note. A client counts once, by the last word on them; practice never counts; an
erased client's answers stay and count, as figures of nobody. What a prospect took back does not count.
Everything is bounded by its limit, however long the history: the newest rows are found by their index.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from bot.storage.columns import among
from bot.storage.tables import answers, briefs, corrections, interviews, results
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody of the team says a client really is."""

    client_id: int
    predominant: str
    secondary: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An interview that came to a result: what it asked."""

    interview_id: int
    client_id: int | None
    questionnaire: str
    content_hash: str
    is_brief: bool


_LATER, _LATER_DRAWN, _LATER_ABOUT = corrections.alias(), results.alias(), interviews.alias()
_HAS_LATER = (
    select(_LATER.c.id)
    .join(_LATER_DRAWN, _LATER_DRAWN.c.id == _LATER.c.result_id)
    .join(_LATER_ABOUT, _LATER_ABOUT.c.id == _LATER_DRAWN.c.interview_id)
    .where(
        _LATER.c.client_id == corrections.c.client_id,
        _LATER.c.id > corrections.c.id,
        _LATER_ABOUT.c.client_id == _LATER.c.client_id,
        _LATER_ABOUT.c.practice.is_(False),
    )
    .correlate(corrections)
    .exists()
)
_WORDS = (
    select(corrections.c.client_id, corrections.c.predominant, corrections.c.secondary)
    .join(results, results.c.id == corrections.c.result_id)
    .join(interviews, interviews.c.id == results.c.interview_id)
    .where(interviews.c.practice.is_(False), interviews.c.client_id == corrections.c.client_id, ~_HAS_LATER)
    .order_by(corrections.c.id.desc())
    .limit(bindparam("most"))
)
_OF_INTERVIEW = (
    interviews.c.id,
    interviews.c.client_id,
    interviews.c.questionnaire,
    interviews.c.content_hash,
    briefs.c.id.is_not(None),
)
_WITH_BRIEF = interviews.outerjoin(briefs, briefs.c.interview_id == interviews.c.id)
_COUNTS = (interviews.c.practice.is_(False), briefs.c.withdrawn_at.is_(None))
_ABOUT = (
    select(*_OF_INTERVIEW)
    .select_from(_WITH_BRIEF.join(results, results.c.interview_id == interviews.c.id))
    .where(among(interviews.c.client_id, "ids"), *_COUNTS)
    .group_by(interviews.c.id, briefs.c.id)
    .order_by(func.max(results.c.id))
)
_RECENT = (
    select(*_OF_INTERVIEW)
    .select_from(_WITH_BRIEF)
    .where(interviews.c.first_result_at.is_not(None), *_COUNTS)
    .order_by(interviews.c.first_result_at.desc())
    .limit(bindparam("most"))
)
_ANSWERS = select(answers.c.interview_id, answers.c.question_id, answers.c.option_id).where(
    among(answers.c.interview_id, "ids"), answers.c.option_id.is_not(None)
)


def words(tx: Transaction, most: int) -> list[Word]:
    """Return the last word on each client that somebody had one on, the newest first."""
    return [Word(*row) for row in tx.connection.execute(_WORDS, {"most": most})]


def asked_about(tx: Transaction, client_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Return the last quiz and the last brief about each client that came to a result."""
    last: dict[tuple[int, bool], Asked] = {}
    for row in tx.connection.execute(_ABOUT, {"ids": list(client_ids)}):
        asked = Asked(*row)
        last[row.client_id, asked.is_brief] = asked
    found: dict[int, list[Asked]] = {id: [] for id in client_ids}
    for (client_id, _), asked in sorted(last.items()):
        found[client_id].append(asked)
    return found


def recent(tx: Transaction, most: int) -> list[Asked]:
    """Return the interviews that came to a first result last."""
    return [Asked(*row) for row in tx.connection.execute(_RECENT, {"most": most})]


def answers_of(tx: Transaction, interview_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return the real answers of interviews: question id -> option id."""
    given: dict[int, dict[str, str]] = {id: {} for id in interview_ids}
    for interview_id, question_id, option_id in tx.connection.execute(_ANSWERS, {"ids": list(given)}):
        given[interview_id][question_id] = option_id
    return given
