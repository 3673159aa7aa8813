"""Files that people sent along. They stay with Telegram; here is by which id, name and caption, encrypted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, select

from bot.storage.queries.reading import MAY_READ
from bot.storage.tables import attachments, interviews
from bot.storage.transaction import Transaction

Kind = Literal["photo", "document"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a question of an interview, or on the interview as a whole (`question_id` None)."""

    kind: Kind
    file_id: str
    """Telegram's, good for sending it anew by this bot."""
    name: str | None
    caption: str | None
    size: int
    """In bytes."""
    created_at: datetime
    question_id: str | None = None
    id: int = 0
    """Given when it is stored."""
    album: str | None = None
    """Telegram's, the same for all files that were sent together."""


_READ = ("kind", "sealed_file", "size", "created_at", "question_id", "id")
_OF_INTERVIEW = (
    select(*(attachments.c[name] for name in _READ))
    .join(interviews, interviews.c.id == attachments.c.interview_id)
    .where(attachments.c.interview_id == bindparam("interview"), MAY_READ)
    .order_by(attachments.c.id)
)


def add(tx: Transaction, interview_id: int, attachment: Attachment, update_id: int | None) -> int:
    """Keep a file on an interview that the caller has loaded, from which update it came; return its id."""
    about = {name: getattr(attachment, name) for name in ("file_id", "name", "caption", "album")}
    row = {
        "interview_id": interview_id,
        "question_id": attachment.question_id,
        "kind": attachment.kind,
        "sealed_file": tx.vault.encrypt_json(about),
        "size": attachment.size,
        "created_at": attachment.created_at,
        "update_id": update_id,
    }
    added = tx.connection.execute(insert(attachments).values(row).returning(attachments.c.id))
    return int(added.scalar_one())


def of_interview(tx: Transaction, reader_id: int, interview_id: int) -> list[Attachment]:
    """Return what came with an interview, in the order of coming, to its person or its brief's owner."""
    found = tx.connection.execute(_OF_INTERVIEW, {"interview": interview_id, "reader": reader_id})
    return [_attachment(tx, *row) for row in found]


def last(tx: Transaction, interview_id: int) -> Attachment | None:
    """Return what came last with an interview that the caller holds."""
    of = attachments.c.interview_id == interview_id
    found = select(*(attachments.c[name] for name in _READ)).where(of)
    row = tx.connection.execute(found.order_by(attachments.c.id.desc()).limit(1)).first()
    return None if row is None else _attachment(tx, *row)


def count(tx: Transaction, interview_id: int) -> int:
    """Return how many files came with an interview that the caller holds."""
    of = attachments.c.interview_id == interview_id
    return tx.connection.scalar(select(func.count()).select_from(attachments).where(of)) or 0


def drop(tx: Transaction, interview_id: int, attachment_id: int) -> datetime | None:
    """Forget a file of an interview that the caller holds, and return when it came; None = no such."""
    one = (attachments.c.id == attachment_id, attachments.c.interview_id == interview_id)
    return tx.connection.execute(delete(attachments).where(*one).returning(attachments.c.created_at)).scalar()


def _attachment(tx: Transaction, kind: Kind, sealed: bytes, size: int, *rest: Any) -> Attachment:
    about = tx.vault.decrypt_json(sealed)
    kept = Attachment(kind, about["file_id"], about["name"], about["caption"], size, *rest)
    return replace(kept, album=about.get("album"))  # which was not kept at first
