"""How much a prospect has given: what is held of them, counted for who asks about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.storage.tables import answers, attachments, briefs, notes
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave in briefs that they filled in for themselves and did not withdraw."""

    briefs: int
    answers: int
    notes: int
    files: int


def given_by(tx: Transaction, person_id: int) -> Given:
    """Return how much a person has given."""
    theirs = (
        briefs.c.person_id == person_id,
        briefs.c.via != "phone",
        briefs.c.interview_id.is_not(None),
        briefs.c.withdrawn_at.is_(None),
    )
    filled = select(briefs.c.interview_id).where(*theirs)
    counts = (
        select(func.count()).select_from(briefs).where(*theirs),
        *(
            select(func.count()).select_from(table).where(table.c.interview_id.in_(filled))
            for table in (answers, notes, attachments)
        ),
    )
    return Given(*(tx.connection.scalar(count) or 0 for count in counts))
