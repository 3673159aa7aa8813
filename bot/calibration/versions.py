"""Which version new interviews begin with, and what becomes of it: accepted, or an earlier one brought back.

Nothing is ever changed or deleted: a choice is a row with who made it and when, and the last one counts.
Versions count from 1 for each base, that is, for profiles and numbers as the content has them; 0 is the
content as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.interviews.scripts import MODEL, Scripts
from bot.storage.queries import calibrations, contents
from bot.storage.queries.calibrations import Choice
from bot.storage.transaction import Transaction
from scoring import Model

AS_WRITTEN = 0


@dataclass(frozen=True, eq=False)
class Versions:
    """What is in use for today's content."""

    place: int
    """How many choices there were: who decides on an older one decides on something else."""
    number: int
    """Of the version in use."""
    learned: Model | None
    """Its model; None = as written."""
    has_earlier: bool
    """Whether something is still accepted for other content, which does not count any more."""

    @classmethod
    def of(cls, tx: Transaction, scripts: Scripts) -> Versions:
        """Read what is in use."""
        chosen = calibrations.in_use(tx, scripts.foundation)
        if chosen is None:
            last = calibrations.latest(tx)
            return cls(0, AS_WRITTEN, None, last is not None and last.model_hash is not None)
        learned = scripts.learned(tx, chosen.model_hash) if chosen.model_hash else None
        return cls(chosen.place, chosen.version, learned, has_earlier=False)


@dataclass(frozen=True)
class By:
    """Who decides, and when."""

    person_id: int
    now: datetime


def accept(
    tx: Transaction, scripts: Scripts, model: Model, figures: Mapping[str, Any], place: int, by: By
) -> int | None:
    """Take a learned model into use as a new version.

    Args:
        tx: the transaction.
        scripts: today's content, whose base it is for.
        model: all questions, with what was learned.
        figures: what the lead was shown.
        place: how many choices there were when it was shown.
        by: who accepts it.

    Returns:
        The version's number; None where somebody else decided meanwhile, and nothing is changed.
    """
    contents.keep(tx, model.version, MODEL, model.to_json(), by.now)
    version = calibrations.last_version(tx, scripts.foundation) + 1
    chosen = _choice(scripts, place, version, model.version, figures, by)
    return version if _is_next(tx, scripts, place) and calibrations.choose(tx, chosen) else None


def bring_back(tx: Transaction, scripts: Scripts, version: int, place: int, by: By) -> bool:
    """Take an earlier version, or the content as written, into use again.

    Returns:
        False where there is no such version, or somebody else decided meanwhile.
    """
    first = calibrations.accepted(tx, scripts.foundation, version)
    if not _is_next(tx, scripts, place) or (first is None and version != AS_WRITTEN):
        return False
    model_hash = first.model_hash if first else None
    return calibrations.choose(tx, _choice(scripts, place, version, model_hash, None, by))


def _is_next(tx: Transaction, scripts: Scripts, place: int) -> bool:
    chosen = calibrations.in_use(tx, scripts.foundation)
    return place == (chosen.place if chosen else 0)


def _choice(
    scripts: Scripts,
    place: int,
    version: int,
    model_hash: str | None,
    figures: Mapping[str, Any] | None,
    by: By,
) -> Choice:
    return Choice(scripts.foundation, place + 1, version, model_hash, by.person_id, figures, by.now)
