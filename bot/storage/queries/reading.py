"""Who may read what an interview holds, as one condition for all that asks for it."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_

from bot.storage.tables import briefs, interviews


def _may_read() -> ColumnElement[bool]:
    reader: BindParameter[int] = bindparam("reader")
    owned = exists().where(
        briefs.c.interview_id == interviews.c.id,
        briefs.c.owner_id == reader,
        briefs.c.withdrawn_at.is_(None),
    )
    return or_(interviews.c.person_id == reader, owned)


MAY_READ = _may_read()
"""The `reader` may read an interview: its person, or the owner of the brief it answers.

Nobody but the person reads what a prospect withdrew.
"""
