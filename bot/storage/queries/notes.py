"""What people wrote where a tap was expected: kept on the question, encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.storage.queries.reading import MAY_READ
from bot.storage.tables import interviews, notes
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Note:
    """A text on a question of an interview, or on the interview as a whole (`question_id` None)."""

    question_id: str | None
    text: str
    created_at: datetime
    id: int = 0
    """Given when it is stored."""


_ADD = insert(notes)
_OF_INTERVIEW = (
    select(notes.c.question_id, notes.c.sealed_text, notes.c.created_at, notes.c.id)
    .join(interviews, interviews.c.id == notes.c.interview_id)
    .where(notes.c.interview_id == bindparam("interview"), MAY_READ)
    .order_by(notes.c.id)
)


def add(tx: Transaction, interview_id: int, note: Note, update_id: int | None) -> None:
    """Keep a note on an interview that the caller has loaded, and from which update it came."""
    row = {
        "interview_id": interview_id,
        "question_id": note.question_id,
        "sealed_text": tx.vault.encrypt(note.text),
        "created_at": note.created_at,
        "update_id": update_id,
    }
    tx.connection.execute(_ADD, row)


def of_interview(tx: Transaction, reader_id: int, interview_id: int) -> list[Note]:
    """Return the notes on an interview, in the order of writing, to its person or its brief's owner."""
    found = tx.connection.execute(_OF_INTERVIEW, {"interview": interview_id, "reader": reader_id})
    return [Note(question, tx.vault.decrypt(sealed), at, id) for question, sealed, at, id in found]


def drop(tx: Transaction, interview_id: int, note_id: int) -> datetime | None:
    """Erase a note of an interview that the caller holds, and return when it was written; None = no such."""
    one = (notes.c.id == note_id, notes.c.interview_id == interview_id)
    return tx.connection.execute(delete(notes).where(*one).returning(notes.c.created_at)).scalar()
