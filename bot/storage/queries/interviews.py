"""Interviews and their answers: the hot path, loaded and saved by the batch.

An interview is asked for by (interview, person): somebody else's is not there. `load` locks what it returns
until the transaction ends (on SQLite the writer is alone anyway), so that taps reaching two replicas at once
take effect one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.storage.columns import among, for_both
from bot.storage.prepared import Prepared, Row
from bot.storage.tables import answers, clients, interviews, notes
from bot.storage.transaction import Transaction

Key = tuple[int, int]
"""(interview id, id of the person who asks)."""
UNSEEN = "unseen"
"""Key of `progress`: it was handed over, and moves no more until its new person opens it."""


class AnswerRow(NamedTuple):
    """One question that was asked: the option taken, or None for "don't know" and skipped."""

    question_id: str
    option_id: str | None
    position: int
    """Order of asking, from 0."""
    revision: int
    """The interview's revision that this answer made."""
    answered_at: datetime


class InterviewRow(NamedTuple):
    """An interview as it is stored, with its answers in the order of asking.

    `client_name` (in practice what the call is called), `client_owner` and `notes` (how many) come along on
    loading and are not written back; `shown_revision` is written by `shown.mark` alone. `progress` holds ids
    and figures, nothing that a person wrote. A tuple, as an answer is: two are made for every tap.
    """

    id: int
    client_id: int | None
    person_id: int
    chat_id: int
    message_id: int | None
    questionnaire: str
    content_hash: str
    model_hash: str
    state: str
    progress: Mapping[str, Any]
    revision: int
    shown_revision: int
    practice: bool
    created_at: datetime
    touched_at: datetime
    finished_at: datetime | None = None
    client_name: str | None = None
    client_owner: int | None = None
    """Whose client it is about: of a brief not the person who answers."""
    notes: int = 0
    answers: tuple[AnswerRow, ...] = ()

    @property
    def key(self) -> Key:
        """Return what the interview is asked for by."""
        return self.id, self.person_id


_CHANGING = ("client_id", "message_id", "state", "progress", "revision", "touched_at", "finished_at")
_NOTES = select(func.count()).where(notes.c.interview_id == interviews.c.id).scalar_subquery()
_NAME = func.coalesce(clients.c.sealed_name, interviews.c.sealed_call)
_ALONG = {"client_name": _NAME, "client_owner": clients.c.owner_id, "notes": _NOTES}
"""What comes along on loading, by the field that it fills."""
_READ = InterviewRow._fields[:-1]
_ID, _PERSON, _SEALED = (_READ.index(name) for name in ("id", "person_id", "client_name"))
_STORED = tuple(name for name in _READ if name not in _ALONG)
_LOADED = tuple(_ALONG[name].label(name) if name in _ALONG else interviews.c[name] for name in _READ)
_LOAD = Prepared(
    ("ids", "people"),
    select(*_LOADED)
    .select_from(interviews.outerjoin(clients, clients.c.id == interviews.c.client_id))
    .where(among(interviews.c.id, "ids"), among(interviews.c.person_id, "people"))
    .order_by(interviews.c.id)  # all take their locks in one order, so that nobody waits in a circle
    .with_for_update(of=interviews, key_share=True),
)
_ANSWERS = Prepared(
    ("ids",),
    select(answers.c.interview_id, *(answers.c[name] for name in AnswerRow._fields))
    .where(among(answers.c.interview_id, "ids"))
    .order_by(answers.c.interview_id, answers.c.position, answers.c.question_id),
)
_SAVE = Prepared(
    ("of_id", *_CHANGING),
    update(interviews)
    .where(interviews.c.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in _CHANGING}),
)
_PUT_ANSWER = Prepared(
    ("interview_id", *AnswerRow._fields),
    for_both(
        lambda insert: (statement := insert(answers)).on_conflict_do_update(
            index_elements=["interview_id", "question_id"],
            set_={
                name: statement.excluded[name]
                for name in ("option_id", "position", "revision", "answered_at")
            },
        )
    ),
)
_DROP_ANSWER = Prepared(
    ("of_id", "of_question"),
    delete(answers).where(
        answers.c.interview_id == bindparam("of_id"), answers.c.question_id == bindparam("of_question")
    ),
)


_KEY = (interviews.c.id, interviews.c.person_id)
_OPEN = Prepared(
    ("person",),
    select(*_KEY)
    .where(interviews.c.person_id == bindparam("person"), interviews.c.finished_at.is_(None))
    .order_by(interviews.c.touched_at.desc()),
)
_SHOWN_BY = (
    select(*_KEY)
    .where(
        interviews.c.chat_id == bindparam("chat"),
        interviews.c.message_id == bindparam("message"),
        interviews.c.person_id == bindparam("person"),
    )
    .limit(1)
)
_OPEN_ON = _SHOWN_BY.where(interviews.c.finished_at.is_(None))
_CREATE = Prepared(_STORED, insert(interviews))
_stored, _changing = attrgetter(*_STORED), attrgetter("id", *_CHANGING)


def load(tx: Transaction, keys: Iterable[Key]) -> dict[Key, InterviewRow]:
    """Lock and return the interviews that exist and belong to the person who asks for them.

    Two statements for the whole batch. A foreign or forged key is simply not in the answer.
    """
    asked = set(keys)
    if not asked:
        return {}
    ids, people = sorted({id for id, _ in asked}), sorted({person for _, person in asked})
    found = [row for row in _LOAD.rows(tx, ids, people) if (row[_ID], row[_PERSON]) in asked]
    return {row.key: row for row in _with_answers(tx, found)}


def create(tx: Transaction, rows: Iterable[InterviewRow]) -> None:
    """Store new interviews with the answers they have; their ids are the caller's."""
    rows = list(rows)
    _CREATE.write_each(tx, [_stored(row) for row in rows])
    _PUT_ANSWER.write_each(tx, [(row.id, *answer) for row in rows for answer in row.answers])


def save(tx: Transaction, loaded: Mapping[Key, InterviewRow], rows: Iterable[InterviewRow]) -> None:
    """Store what changed between `loaded` and `rows`: of each row, and of its answers those that differ.

    At most three statements for the whole batch, whatever its size.
    """
    changed = [(loaded[row.key], row) for row in rows if row != loaded[row.key]]
    changed.sort(key=lambda pair: pair[1].id)
    _SAVE.write_each(tx, [_changing(row) for _, row in changed])
    _PUT_ANSWER.write_each(
        tx, [answer for before, after in changed for answer in _new_answers(before, after)]
    )
    _DROP_ANSWER.write_each(
        tx, [answer for before, after in changed for answer in _gone_answers(before, after)]
    )


def name_call(tx: Transaction, interview_id: int, name: str) -> None:
    """Store what a practice quiz, which the caller has loaded, calls the call that it is about."""
    named = update(interviews).where(interviews.c.id == interview_id, interviews.c.practice)
    tx.connection.execute(named.values(sealed_call=tx.vault.encrypt(name)))


def old_calls(tx: Transaction, before: datetime, limit: int) -> list[int]:
    """Return practice quizzes with a name that nobody has touched since a moment, for the retention job."""
    old = (interviews.c.sealed_call.is_not(None), interviews.c.touched_at < before)
    found = select(interviews.c.id).where(*old).order_by(interviews.c.touched_at).limit(limit)
    return list(tx.connection.scalars(found))


def idle_since(tx: Transaction, before: datetime, limit: int) -> list[Key]:
    """Return unfinished interviews that nobody has touched since a moment, the oldest first."""
    idle = (interviews.c.finished_at.is_(None), interviews.c.touched_at < before)
    return keys_of(tx, select(interviews).where(*idle).limit(limit))


def open_of(tx: Transaction, person_id: int) -> list[Key]:
    """Return a person's unfinished interviews, the last touched first, not locked yet."""
    return [(id, person) for id, person in _OPEN.rows(tx, person_id)]


def by_message(tx: Transaction, person_id: int, chat_id: int, message_id: int) -> Key | None:
    """Return the person's interview that a message shows, not locked yet, or None."""
    asked = {"person": person_id, "chat": chat_id, "message": message_id}
    found = tx.connection.execute(_SHOWN_BY, asked).first()
    return None if found is None else (found.id, found.person_id)


def is_open_on(tx: Transaction, person_id: int, chat_id: int, message_id: int) -> bool:
    """Return whether a message shows an unfinished interview of the person's."""
    asked = {"person": person_id, "chat": chat_id, "message": message_id}
    return tx.connection.execute(_OPEN_ON, asked).first() is not None


def keys_of(tx: Transaction, found: Select[Any]) -> list[Key]:
    """Return what found interviews are asked for by, the last touched at the end."""
    columns = found.with_only_columns(*_KEY)
    return [(id, person) for id, person in tx.connection.execute(columns.order_by(interviews.c.touched_at))]


def _with_answers(tx: Transaction, rows: Sequence[Row]) -> Iterator[InterviewRow]:
    given: dict[int, list[AnswerRow]] = {row[_ID]: [] for row in rows}
    if rows:
        for id, *answer in _ANSWERS.rows(tx, list(given)):
            given[id].append(AnswerRow._make(answer))
    for row in rows:
        values = list(row)
        if (sealed_name := values[_SEALED]) is not None:
            values[_SEALED] = tx.vault.decrypt(sealed_name)
        yield InterviewRow._make((*values, tuple(given[row[_ID]])))


def _new_answers(before: InterviewRow, after: InterviewRow) -> Iterator[tuple[Any, ...]]:
    return ((after.id, *answer) for answer in after.answers if answer not in before.answers)


def _gone_answers(before: InterviewRow, after: InterviewRow) -> Iterator[tuple[int, str]]:
    kept = {answer.question_id for answer in after.answers}
    return ((after.id, answer.question_id) for answer in before.answers if answer.question_id not in kept)
