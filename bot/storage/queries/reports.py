"""What happened in a window of time: its cases, and who they belong to.

Every question goes in by an index over moments and costs as much as what happened in the window, however
long the history. `owner_id` narrows a question to one manager's clients; None asks for the team's. Who may
ask is the caller's to check. Practice never counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Select, Subquery, bindparam, func, select

from bot.storage.columns import among
from bot.storage.queries.outcomes import UNDECIDED
from bot.storage.tables import (
    briefs,
    card_uses,
    clients,
    corrections,
    interviews,
    joint_results,
    outcomes,
    people,
    results,
)
from bot.storage.transaction import Transaction

Span = tuple[datetime, datetime]
"""[start, end)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was computed about a client last: by the quiz and the brief together if both are there."""

    predominant: str | None
    secondary: str | None
    sub_segment: bool
    verdict: str
    grades: str | None
    """As in "A,B"."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A client whose first result was drawn in a window, as they stand now."""

    client_id: int
    owner_id: int
    is_erased: bool
    at: datetime
    """When; of several interviews in the window the last one's."""
    interview_id: int | None
    """Of the last result; of the quiz, where a brief was joined with it."""
    drawn: Drawn | None
    corrected: tuple[str, str | None] | None
    """(predominant, secondary) as somebody of the team sees it."""
    joint: tuple[int, int] | None
    """(quiz, brief's interview) of the last joint result."""


_DRAWN = tuple(field.name for field in fields(Drawn))

# --- cases ------------------------------------------------------------------------------------------------


_IN_WINDOW = (
    interviews.c.first_result_at >= bindparam("start"),
    interviews.c.first_result_at < bindparam("end"),
    interviews.c.practice.is_(False),
    interviews.c.client_id.is_not(None),
)


def count_cases(tx: Transaction, span: Span, owner_id: int | None) -> int:
    """Return how many clients had a first result in a window."""
    found = _COUNT if owner_id is None else _COUNT_OF_OWNER
    return tx.connection.scalar(found, _values(span, owner_id)) or 0


def cases(tx: Transaction, span: Span, owner_id: int | None) -> list[CaseRow]:
    """Return the clients that had a first result in a window, by the time of it."""
    found = _CASES if owner_id is None else _CASES.where(_OF_OWNER)
    return [_case(row) for row in tx.connection.execute(found, _values(span, owner_id))]


def cases_of_grade(tx: Transaction, span: Span, owner_id: int | None, grade: str) -> list[CaseRow]:
    """Return those of a window's cases that can have one grade only: this one."""
    found = _GRADED if owner_id is None else _GRADED.where(_OF_OWNER)
    values = _values(span, owner_id) | {"grade": grade}
    return [_case(row) for row in tx.connection.execute(found, values)]


def _values(span: Span, owner_id: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"start": span[0], "end": span[1]}
    return values if owner_id is None else values | {"owner": owner_id}


def _cases() -> Select[Any]:
    last = _last_of_each()
    joined = (
        last.join(clients, clients.c.id == last.c.client_id)
        .outerjoin(results, results.c.id == last.c.result_id)
        .outerjoin(joint_results, joint_results.c.id == last.c.joint_result_id)
        .outerjoin(corrections, corrections.c.id == last.c.correction_id)
    )
    columns = (
        clients.c.id,
        clients.c.owner_id,
        clients.c.deleted_at.is_not(None),
        last.c.at,
        *(results.c[name] for name in ("interview_id", *_DRAWN)),
        *(joint_results.c[name] for name in ("quiz_id", "brief_id", *_DRAWN)),
        corrections.c.predominant,
        corrections.c.secondary,
    )
    return select(*columns).select_from(joined).order_by(last.c.at, clients.c.id)


def _last_of_each() -> CTE:
    """The window's clients, each with what was said about them last.

    Materialized: with the subqueries in the joins' conditions PostgreSQL reads the joined tables whole.
    """
    first = (
        select(interviews.c.client_id, func.max(interviews.c.first_result_at).label("at"))
        .where(*_IN_WINDOW)
        .group_by(interviews.c.client_id)
        .subquery("first")
    )
    columns = (
        first.c.client_id,
        first.c.at,
        _last_result(first).label("result_id"),
        _last_joint_result(first).label("joint_result_id"),
        _last_correction(first).label("correction_id"),
    )
    return select(*columns).cte("last").prefix_with("MATERIALIZED")


_ABOUT = interviews.alias("about")
"""The interviews about a case's client, whenever they were."""


def _counts(first: Subquery) -> tuple[ColumnElement[bool], ...]:
    return _ABOUT.c.client_id == first.c.client_id, _ABOUT.c.practice.is_(False)


def _last_result(first: Subquery) -> ScalarSelect[Any]:
    drawn = results.alias("drawn")
    found = select(func.max(drawn.c.id)).join(_ABOUT, _ABOUT.c.id == drawn.c.interview_id)
    return found.where(*_counts(first)).correlate(first).scalar_subquery()


def _last_joint_result(first: Subquery) -> ScalarSelect[Any]:
    drawn = joint_results.alias("drawn_together")
    found = select(func.max(drawn.c.id)).join(_ABOUT, _ABOUT.c.id == drawn.c.quiz_id)
    theirs = drawn.c.client_id == first.c.client_id
    return found.where(theirs, *_counts(first)).correlate(first).scalar_subquery()


def _last_correction(first: Subquery) -> ScalarSelect[Any]:
    said, drawn = corrections.alias("said"), results.alias("drawn")
    found = (
        select(func.max(said.c.id))
        .join(drawn, drawn.c.id == said.c.result_id)
        .join(_ABOUT, _ABOUT.c.id == drawn.c.interview_id)
    )
    theirs = said.c.client_id == first.c.client_id
    return found.where(theirs, *_counts(first)).correlate(first).scalar_subquery()


_OF_OWNER = clients.c.owner_id == bindparam("owner")
_COUNT = select(func.count(interviews.c.client_id.distinct())).where(*_IN_WINDOW)
_COUNT_OF_OWNER = _COUNT.join(clients, clients.c.id == interviews.c.client_id).where(_OF_OWNER)
_CASES = _cases()  # built once: building takes longer than a small window's answer
_GRADED = _CASES.where(func.coalesce(joint_results.c.grades, results.c.grades) == bindparam("grade"))


def _case(row: Sequence[Any]) -> CaseRow:
    client_id, owner_id, is_erased, at, *rest = tuple(row)
    size = len(_DRAWN)
    (interview_id, *alone), rest = rest[: 1 + size], rest[1 + size :]
    (quiz_id, brief_id, *together), (predominant, secondary) = rest[: 2 + size], rest[2 + size :]
    is_joint = quiz_id is not None
    return CaseRow(
        client_id=client_id,
        owner_id=owner_id,
        is_erased=bool(is_erased),
        at=at,
        interview_id=quiz_id if is_joint else interview_id,
        drawn=None if interview_id is None else Drawn(*(together if is_joint else alone)),
        corrected=None if predominant is None else (predominant, secondary),
        joint=(quiz_id, brief_id) if is_joint else None,
    )


def stirred(tx: Transaction, client_ids: Collection[int]) -> dict[int, datetime]:
    """Return when somebody last did something about each client.

    An interview or a brief began, something was sent after a card, or an outcome was told that still stands.
    """
    last: dict[int, datetime] = {}
    for found in _STIRS:
        for client_id, at in tx.connection.execute(found, {"ids": list(client_ids)}):
            last[client_id] = max(at, last.get(client_id, at))
    return last


def _last_moments(table: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    found = select(table.c.client_id, func.max(table.c.created_at)).where(among(table.c.client_id, "ids"))
    return found.where(*conditions).group_by(table.c.client_id)


_NOT_PRACTICE = interviews.c.practice.is_(False)
_SENT = (  # by whom the card is about now: a quiz may turn out to be about another client
    select(interviews.c.client_id, func.max(card_uses.c.created_at))
    .join(card_uses, card_uses.c.interview_id == interviews.c.id)
    .where(among(interviews.c.client_id, "ids"), _NOT_PRACTICE, card_uses.c.kind == "sent")
    .group_by(interviews.c.client_id)
)
_NEWEST_OUTCOME = select(func.max(outcomes.c.id)).where(among(outcomes.c.client_id, "ids"))
_STIRS = (
    _last_moments(interviews, _NOT_PRACTICE),
    _last_moments(briefs),
    _SENT,
    _last_moments(
        outcomes,
        outcomes.c.kind != UNDECIDED,
        outcomes.c.id.in_(_NEWEST_OUTCOME.group_by(outcomes.c.client_id)),
    ),
)


# --- names ------------------------------------------------------------------------------------------------


def client_names(tx: Transaction, client_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those clients that are not erased."""
    return _names(tx, clients, client_ids)


def person_names(tx: Transaction, person_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those people that are not erased."""
    return _names(tx, people, person_ids)


def _names(tx: Transaction, table: Any, ids: Collection[int]) -> dict[int, str]:
    found = select(table.c.id, table.c.sealed_name).where(among(table.c.id, "ids"))
    rows = tx.connection.execute(found, {"ids": list(ids)})
    return {id: tx.vault.decrypt(sealed) for id, sealed in rows if sealed is not None}
