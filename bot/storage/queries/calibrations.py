"""Which profiles new interviews begin with: a log of choices, the last of which counts.

A choice is for a base: the profiles and numbers as the content has them. Another base has choices of its own,
so that what was learned for earlier content is never applied to a later one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from bot.storage.columns import for_both
from bot.storage.prepared import Prepared
from bot.storage.tables import calibrations
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Choice:
    """A version that somebody took into use."""

    base_hash: str
    place: int
    """1, 2, 3: the order of the choices for this base."""
    version: int
    """As leads know it; 0 = as written."""
    model_hash: str | None
    """Of the learned model; None = as written."""
    person_id: int
    figures: Mapping[str, Any] | None
    """What was shown on accepting it; None where an earlier version came back."""
    created_at: datetime


_FIELDS = tuple(field.name for field in fields(Choice))
_SELECT = select(*(calibrations.c[name] for name in _FIELDS))
_IN_USE = Prepared(
    ("base",),
    _SELECT.where(calibrations.c.base_hash == bindparam("base"))
    .order_by(calibrations.c.place.desc())
    .limit(1),
)
_ADD = for_both(
    lambda insert: (
        insert(calibrations)
        .on_conflict_do_nothing(index_elements=["base_hash", "place"])
        .returning(calibrations.c.id)
    )
)


def in_use(tx: Transaction, base_hash: str) -> Choice | None:
    """Return the last choice for a base, or None where nobody has chosen yet."""
    return next((Choice(*row) for row in _IN_USE.rows(tx, base_hash)), None)


def history(tx: Transaction, base_hash: str, limit: int) -> list[Choice]:
    """Return the choices for a base, the latest first."""
    return _read(tx, _of(base_hash).limit(limit))


def accepted(tx: Transaction, base_hash: str, version: int) -> Choice | None:
    """Return the choice by which a version was first taken into use, or None."""
    first = _SELECT.where(calibrations.c.base_hash == base_hash, calibrations.c.version == version)
    return next(iter(_read(tx, first.order_by(calibrations.c.place).limit(1))), None)


def last_version(tx: Transaction, base_hash: str) -> int:
    """Return the number of the newest version for a base; 0 where there is none."""
    newest = select(func.max(calibrations.c.version)).where(calibrations.c.base_hash == base_hash)
    return tx.connection.scalar(newest) or 0


def latest(tx: Transaction) -> Choice | None:
    """Return the last choice for any base, or None."""
    newest = select(func.max(calibrations.c.id)).scalar_subquery()
    return next(iter(_read(tx, _SELECT.where(calibrations.c.id == newest))), None)


def choose(tx: Transaction, choice: Choice) -> bool:
    """Store a choice; False where somebody else has made the choice of that place meanwhile."""
    row = {name: getattr(choice, name) for name in _FIELDS}
    return tx.connection.scalar(_ADD[tx.dialect], row) is not None


def _of(base_hash: str) -> Select[Any]:
    return _SELECT.where(calibrations.c.base_hash == base_hash).order_by(calibrations.c.place.desc())


def _read(tx: Transaction, found: Select[Any]) -> list[Choice]:
    return [Choice(*row) for row in tx.connection.execute(found)]
