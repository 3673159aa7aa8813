"""Results of interviews, kept as they were computed, and the corrections that people set beside them.

A result belongs to one revision of one interview. A correction never changes a result. It is about the
client: of all that were set beside results about one client the latest counts, for each of these results.
Where there is no client, as in practice, it is the latest beside results of the same interview.

Of an interview that turned out to be about somebody else, the results from before say nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, insert, select, update

from bot.storage.columns import among, for_both
from bot.storage.prepared import Prepared
from bot.storage.queries.reading import MAY_READ
from bot.storage.tables import corrections, interviews, results
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A result to be stored: what is counted in columns, all of it in `content` (nothing people wrote)."""

    interview_id: int
    client_id: int | None
    revision: int
    model_hash: str
    predominant: str | None
    secondary: str | None
    sub_segment: bool
    verdict: str
    grades: str | None
    """The grades still possible, as in "A,B"."""
    content: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says the client really is; what says the same as the result confirms it."""

    person_id: int
    predominant: str
    secondary: str | None
    reason: str | None
    created_at: datetime
    result_id: int = 0
    """Beside which result it was set; 0 = it is not stored yet."""

    @property
    def named(self) -> tuple[str, str | None]:
        """The predominant segment, and the secondary if one was given."""
        return self.predominant, self.secondary


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A stored result and the correction that counts, if there is one."""

    id: int
    draft: ResultDraft
    correction: Correction | None

    @property
    def is_corrected(self) -> bool:
        """Whether somebody says something else than was computed."""
        computed = (self.draft.predominant, self.draft.secondary if self.draft.sub_segment else None)
        return self.correction is not None and self.correction.named != computed

    @property
    def predominant(self) -> str | None:
        """The segment that counts: the corrected one, else the computed one."""
        return self.correction.predominant if self.correction else self.draft.predominant

    @property
    def secondary(self) -> str | None:
        """The secondary that counts: of the correction if there is one, else the computed one."""
        return self.correction.secondary if self.correction else self.draft.secondary


_DRAFT = tuple(field.name for field in fields(ResultDraft))
_stored = attrgetter(*_DRAFT)
CORRECTION = (
    corrections.c.person_id,
    corrections.c.predominant,
    corrections.c.secondary,
    corrections.c.sealed_reason,
    corrections.c.created_at,
    corrections.c.result_id,
)
"""What `correction_of` reads."""
_CORRECTED, _ABOUT = results.alias("corrected"), interviews.alias("about")


def last_word(client_id: ColumnElement[Any]) -> ScalarSelect[Any]:
    """The id of the correction about a client that counts, but for practice; NULL where there is none.

    As reports count it: the interview it was set beside must be about the client still.
    """
    return (
        select(func.max(corrections.c.id))
        .join(_CORRECTED, _CORRECTED.c.id == corrections.c.result_id)
        .join(_ABOUT, _ABOUT.c.id == _CORRECTED.c.interview_id)
        .where(
            corrections.c.client_id == client_id,
            _ABOUT.c.client_id == client_id,
            _ABOUT.c.practice.is_(False),
        )
        .correlate(client_id.table)
        .scalar_subquery()
    )


_BESIDE = (
    select(func.max(corrections.c.id))
    .join(_CORRECTED, _CORRECTED.c.id == corrections.c.result_id)
    .where(_CORRECTED.c.interview_id == results.c.interview_id, results.c.client_id.is_(None))
    .correlate(results)
).scalar_subquery()
_COUNTS = func.coalesce(last_word(results.c.client_id), _BESIDE)
_SELECT = select(results.c.id, *(results.c[name] for name in _DRAFT), *CORRECTION).select_from(
    results.outerjoin(corrections, corrections.c.id == _COUNTS)
)
_ADD = Prepared(
    _DRAFT,
    for_both(
        lambda insert: insert(results).on_conflict_do_nothing(index_elements=["interview_id", "revision"])
    ),
)
_MARK_FIRST = Prepared(
    ("of_id", "first_result_at"),
    update(interviews)
    .where(interviews.c.id == bindparam("of_id"), interviews.c.first_result_at.is_(None))
    .values(first_result_at=bindparam("first_result_at")),
)
_STILL_ABOUT = (interviews.c.client_id == results.c.client_id, interviews.c.practice.is_(False))
_LATEST_IDS = (
    select(func.max(results.c.id))
    .join(interviews, interviews.c.id == results.c.interview_id)
    .where(among(results.c.client_id, "ids"), *_STILL_ABOUT)
    .group_by(results.c.client_id)
)
_LATEST_OF = _SELECT.where(results.c.id.in_(_LATEST_IDS))
_READABLE = (
    _SELECT.join(interviews, interviews.c.id == results.c.interview_id)
    .where(MAY_READ)
    .order_by(results.c.id.desc())
)
_LAST = Prepared(
    ("reader", "interview"), _READABLE.where(results.c.interview_id == bindparam("interview")).limit(1)
)
_HISTORY = _READABLE.where(results.c.client_id == bindparam("client"), *_STILL_ABOUT)


def add(tx: Transaction, drafts: Iterable[ResultDraft]) -> None:
    """Store results; one that this revision of its interview has already stays as it is.

    An interview's first result marks the moment by which reports count it, once and for all.
    """
    drafts = list(drafts)
    _ADD.write_each(tx, [_stored(draft) for draft in drafts])
    _MARK_FIRST.write_each(tx, [(draft.interview_id, draft.created_at) for draft in drafts])


def latest_for_interview(tx: Transaction, reader_id: int, interview_id: int) -> ResultRow | None:
    """Return the last result of an interview to its person or its brief's owner, or None."""
    return next((_result(tx, row) for row in _LAST.rows(tx, reader_id, interview_id)), None)


def history(tx: Transaction, reader_id: int, client_id: int) -> list[ResultRow]:
    """Return all results about a client that a person may read, but for practice, the latest first."""
    found = tx.connection.execute(_HISTORY, {"client": client_id, "reader": reader_id})
    return [_result(tx, row) for row in found]


def latest_for_clients(tx: Transaction, client_ids: Sequence[int]) -> dict[int, ResultRow]:
    """Return the latest result about each client that has one. The caller has checked whose they are."""
    if not client_ids:
        return {}
    found = (_result(tx, row) for row in tx.connection.execute(_LATEST_OF, {"ids": list(client_ids)}))
    return {row.draft.client_id: row for row in found if row.draft.client_id is not None}


def correct(tx: Transaction, interview_id: int, correction: Correction) -> bool:
    """Set a correction beside the last result that its author may read; False when there is none."""
    result = latest_for_interview(tx, correction.person_id, interview_id)
    if result is None:
        return False
    row = {
        "result_id": result.id,
        "client_id": result.draft.client_id,
        "person_id": correction.person_id,
        "predominant": correction.predominant,
        "secondary": correction.secondary,
        "sealed_reason": None if correction.reason is None else tx.vault.encrypt(correction.reason),
        "created_at": correction.created_at,
    }
    tx.connection.execute(insert(corrections).values(row))
    return True


def _result(tx: Transaction, row: Sequence[Any]) -> ResultRow:
    cells = tuple(row)
    id, draft, correction = cells[0], cells[1 : 1 + len(_DRAFT)], cells[1 + len(_DRAFT) :]
    return ResultRow(id, ResultDraft(*draft), correction_of(tx, correction))


def correction_of(tx: Transaction, cells: Sequence[Any]) -> Correction | None:
    """Read the cells of `CORRECTION`."""
    person_id, predominant, secondary, sealed_reason, created_at, result_id = cells
    if person_id is None:
        return None
    reason = None if sealed_reason is None else tx.vault.decrypt(sealed_reason)
    return Correction(person_id, predominant, secondary, reason, created_at, result_id)
