"""Joint results: what a quiz and a brief about one client say together, kept as they were computed.

A joint result belongs to one revision of each, and to nobody once its quiz is about somebody else. Whose it
is follows from its client, so it changes hands with them. A correction is about the client: the latest
counts, whichever interview it was set beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select

from bot.storage.columns import among, for_both
from bot.storage.prepared import Prepared
from bot.storage.queries.interviews import AnswerRow
from bot.storage.queries.results import CORRECTION, Correction, correction_of, last_word
from bot.storage.tables import answers, briefs, clients, corrections, interviews, joint_results, results
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two interviews: what it asks, and its answers in the order of asking."""

    interview_id: int
    revision: int
    questionnaire: str
    content_hash: str
    model_hash: str
    answers: tuple[AnswerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class JointDraft:
    """A joint result to be stored: what is counted in columns, all of it in `content`."""

    quiz_id: int
    quiz_revision: int
    brief_id: int
    """Of the interview that answers the brief."""
    brief_revision: int
    client_id: int
    predominant: str | None
    secondary: str | None
    sub_segment: bool
    verdict: str
    grades: str | None
    """The grades still possible, as in "A,B"."""
    content: Mapping[str, Any]
    """Nothing that people wrote."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class JointRow:
    """A stored joint result and the correction that counts, if there is one."""

    id: int
    draft: JointDraft
    correction: Correction | None

    @property
    def predominant(self) -> str | None:
        """The segment that counts: the corrected one, else the computed one."""
        return self.correction.predominant if self.correction else self.draft.predominant

    @property
    def secondary(self) -> str | None:
        """The secondary that counts: of the correction if there is one, else the computed one."""
        return self.correction.secondary if self.correction else self.draft.secondary


_DRAFT = tuple(field.name for field in fields(JointDraft))
_PAIR = ("quiz_id", "quiz_revision", "brief_id", "brief_revision")
_SELECT = select(joint_results.c.id, *(joint_results.c[name] for name in _DRAFT), *CORRECTION).select_from(
    joint_results.outerjoin(corrections, corrections.c.id == last_word(joint_results.c.client_id))
)
_QUIZ_STILL_ABOUT = exists().where(
    interviews.c.id == joint_results.c.quiz_id, interviews.c.client_id == joint_results.c.client_id
)
"""The quiz did not turn out to be about somebody else since."""
_NEWEST = select(func.max(joint_results.c.id)).where(
    among(joint_results.c.client_id, "ids"), _QUIZ_STILL_ABOUT
)
_LATEST_OF = _SELECT.where(joint_results.c.id.in_(_NEWEST.group_by(joint_results.c.client_id)))
_LAST = Prepared(
    ("owner", "interview"),
    _SELECT.join(clients, clients.c.id == joint_results.c.client_id)
    .where(
        or_(
            joint_results.c.quiz_id == bindparam("interview"),
            joint_results.c.brief_id == bindparam("interview"),
        ),
        clients.c.owner_id == bindparam("owner"),
        clients.c.deleted_at.is_(None),
        _QUIZ_STILL_ABOUT,
    )
    .order_by(joint_results.c.id.desc())
    .limit(1),
)
_LOCK = select(clients.c.id).where(clients.c.id == bindparam("client")).with_for_update(key_share=True)
_WITH_RESULT = (  # everything that came to a result about a client, the latest first
    select(interviews.c.id, briefs.c.id)
    .select_from(
        results.join(interviews, interviews.c.id == results.c.interview_id).outerjoin(
            briefs, briefs.c.interview_id == interviews.c.id
        )
    )
    .where(
        results.c.client_id == bindparam("client"),
        interviews.c.client_id == bindparam("client"),
        interviews.c.practice.is_(False),
        briefs.c.withdrawn_at.is_(None),
    )
    .order_by(results.c.id.desc())
)
_KINDS = Prepared(  # whether anything about a client is a brief's, and whether anything is a quiz's
    ("client",),
    select(briefs.c.id.is_(None))
    .select_from(results.outerjoin(briefs, briefs.c.interview_id == results.c.interview_id))
    .where(results.c.client_id == bindparam("client"))
    .distinct(),
)
_ADD = for_both(lambda insert: insert(joint_results).on_conflict_do_nothing(index_elements=_PAIR))
_ANSWERS = (
    select(answers.c.interview_id, *(answers.c[name] for name in AnswerRow._fields))
    .where(among(answers.c.interview_id, "ids"))
    .order_by(answers.c.interview_id, answers.c.position, answers.c.question_id)
)
_ASKED = (
    interviews.c.id,
    interviews.c.revision,
    interviews.c.questionnaire,
    interviews.c.content_hash,
    interviews.c.model_hash,
)


def add(tx: Transaction, draft: JointDraft) -> None:
    """Store a joint result; one that these revisions of the two have already stays as it is."""
    tx.connection.execute(_ADD[tx.dialect], {name: getattr(draft, name) for name in _DRAFT})


def latest_for(tx: Transaction, owner_id: int, interview_id: int) -> JointRow | None:
    """Return the last joint result of a quiz or of a brief's interview about the owner's client, or None."""
    return next((_row(tx, row) for row in _LAST.rows(tx, owner_id, interview_id)), None)


def latest_for_clients(tx: Transaction, client_ids: Sequence[int]) -> dict[int, JointRow]:
    """Return the last joint result about each client that has one. The caller has checked whose they are."""
    if not client_ids:
        return {}
    found = [_row(tx, row) for row in tx.connection.execute(_LATEST_OF, {"ids": list(client_ids)})]
    return {row.draft.client_id: row for row in found}


def may_be_both(tx: Transaction, client_id: int) -> bool:
    """Whether quizzes and briefs about a client came to results, be they withdrawn or about others by now.

    Most clients have only one of them, and then nothing more need be asked. Locks the client as
    `last_of_both` does.
    """
    _lock(tx, client_id)
    return len(_KINDS.rows(tx, client_id)) > 1


def last_of_both(tx: Transaction, client_id: int) -> tuple[Side, Side] | None:
    """Return the quiz and the brief about a client that came to a result last, or None where one is missing.

    Locks the client until the transaction ends: of a quiz and a brief that end in the same moment, the second
    sees the first.
    """
    _lock(tx, client_id)
    last: dict[bool, int] = {}
    for interview_id, brief_id in tx.connection.execute(_WITH_RESULT, {"client": client_id}):
        last.setdefault(brief_id is not None, interview_id)
    if len(last) < 2:
        return None
    found = sides(tx, last.values())
    return found[last[False]], found[last[True]]


def _lock(tx: Transaction, client_id: int) -> None:
    if tx.dialect == "postgresql":  # a writer is alone in SQLite
        tx.connection.execute(_LOCK, {"client": client_id})


def sides(tx: Transaction, interview_ids: Iterable[int]) -> dict[int, Side]:
    """Return what interviews ask and their answers, by id. The caller has checked whose they are."""
    ids = list(interview_ids)
    given: dict[int, list[AnswerRow]] = {id: [] for id in ids}
    for interview_id, *answer in tx.connection.execute(_ANSWERS, {"ids": ids}):
        given[interview_id].append(AnswerRow._make(answer))
    rows = tx.connection.execute(select(*_ASKED).where(among(interviews.c.id, "ids")), {"ids": ids})
    return {row.id: Side(*row, tuple(given[row.id])) for row in rows}


def _row(tx: Transaction, row: Sequence[Any]) -> JointRow:
    cells = tuple(row)
    id, draft, correction = cells[0], cells[1 : 1 + len(_DRAFT)], cells[1 + len(_DRAFT) :]
    return JointRow(id, JointDraft(*draft), correction_of(tx, correction))
