"""Which updates were handled, which failed: an update takes effect once, however often Telegram sends it.

An update's id is claimed in the transaction of its effects. Of two replicas that are handed the same update,
the second waits for the first and then finds it claimed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, column, delete, exists, func, select, text, update

from bot.storage.columns import IdList, Moment, for_both
from bot.storage.errors import WrongKey
from bot.storage.tables import failed_updates, processed_updates
from bot.storage.transaction import Transaction

log = logging.getLogger(__name__)

HANDLED = "handled"
PARKED = "parked"
PARKED_SHOWN = 100


def _claim(source: str) -> Any:
    statement = text(
        "INSERT INTO processed_updates (bot_id, update_id, at, outcome) "
        f"SELECT CAST(:bot_id AS BIGINT), value, :at, :outcome FROM {source} WHERE true "
        "ON CONFLICT DO NOTHING RETURNING update_id"
    )
    return statement.bindparams(bindparam("ids", type_=IdList()), bindparam("at", type_=Moment())).columns(
        column("update_id", BigInteger)
    )


_CLAIM = {"sqlite": _claim("json_each(:ids)"), "postgresql": _claim("unnest(:ids) AS each_id(value)")}


def claim(
    tx: Transaction, bot_id: int, ids: Iterable[int], now: datetime, outcome: str = HANDLED
) -> set[int]:
    """Record the updates as dealt with, and return those that had not been: only these may have effects.

    The rest were committed before; for them the current screen is rendered again. One statement for a batch.
    """
    values = {"bot_id": bot_id, "ids": sorted(set(ids)), "at": now, "outcome": outcome}
    return set(tx.connection.execute(_CLAIM[tx.dialect], values).scalars())


def prune(tx: Transaction, before: datetime) -> int:
    """Forget updates dealt with before a moment (Telegram keeps them for a day); return how many."""
    return tx.connection.execute(delete(processed_updates).where(processed_updates.c.at < before)).rowcount


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    """An update whose handling raised: how often, how last, and what it was."""

    bot_id: int
    update_id: int
    tries: int
    error: str
    at: datetime
    parked_at: datetime | None
    payload: dict[str, Any]


_FAILED = for_both(
    lambda insert: (
        (statement := insert(failed_updates))
        .on_conflict_do_update(
            index_elements=["bot_id", "update_id"],
            set_={
                "tries": failed_updates.c.tries + 1,
                "error": statement.excluded.error,
                "at": statement.excluded.at,
            },
        )
        .returning(failed_updates.c.tries)
    )
)


def record_failure(
    tx: Transaction, bot_id: int, update_id: int, error: str, payload: dict[str, Any], now: datetime
) -> int:
    """Count one more failed try of an update and return the count.

    Args:
        error: what was raised, with ids only, never with what people wrote.
        payload: the update as Telegram sent it; encrypted.
    """
    row = {
        "bot_id": bot_id,
        "update_id": update_id,
        "tries": 1,
        "error": error,
        "at": now,
        "sealed_payload": tx.vault.encrypt_json(payload),
    }
    return int(tx.connection.execute(_FAILED[tx.dialect], row).scalar_one())


def park(tx: Transaction, bot_id: int, update_id: int, now: datetime) -> None:
    """Give an update up: it counts as dealt with, and admins see it among the parked ones."""
    tx.connection.execute(update(failed_updates).where(*_same(bot_id, update_id)).values(parked_at=now))
    claim(tx, bot_id, [update_id], now, PARKED)


_GOT_OVER = delete(failed_updates).where(
    failed_updates.c.parked_at.is_(None),
    exists().where(
        processed_updates.c.bot_id == failed_updates.c.bot_id,
        processed_updates.c.update_id == failed_updates.c.update_id,
    ),
)


def forgive(tx: Transaction) -> int:
    """Forget the failures of updates that were handled in the end, by whatever process; return how many.

    It looks at each failure, as `forget_failures` does: they are few.
    """
    return tx.connection.execute(_GOT_OVER).rowcount


def forget_failures(tx: Transaction, before: datetime) -> int:
    """Forget updates that last failed before a moment, with what people wrote in them; return how many."""
    return tx.connection.execute(delete(failed_updates).where(failed_updates.c.at < before)).rowcount


def forget_failures_of(tx: Transaction, telegram_id: int) -> None:
    """Forget failed updates that somebody sent. They are few, and only reading them tells whose they are.

    What no key opens says nothing about anybody; it is passed over, and forgotten in time.
    """
    table = failed_updates
    sealed = select(table.c.bot_id, table.c.update_id, table.c.sealed_payload)
    for bot_id, update_id, sealed_payload in tx.connection.execute(sealed).all():
        try:
            is_theirs = _is_from(tx.vault.decrypt_json(sealed_payload), telegram_id)
        except WrongKey:
            log.warning("failed update %s is passed over: no key opens it", update_id)
        else:
            if is_theirs:
                tx.connection.execute(delete(table).where(*_same(bot_id, update_id)))


def parked(tx: Transaction, limit: int = PARKED_SHOWN) -> list[FailedUpdate]:
    """Return the updates given up, newest first."""
    table = failed_updates
    rows = tx.connection.execute(
        select(table).where(table.c.parked_at.is_not(None)).order_by(table.c.parked_at.desc()).limit(limit)
    )
    return [_failed(tx, row) for row in rows]


@dataclass(frozen=True, slots=True)
class FailedPile:
    """Updates that were given up for one reason."""

    error: str
    count: int
    since: datetime
    """When the first of them was given up."""


def parked_piles(tx: Transaction, limit: int) -> list[FailedPile]:
    """Return how many updates were given up for which reason, the oldest first. Nothing is decrypted.

    The table holds a month of failures, so that it is small wherever the bot works.
    """
    table, since = failed_updates, func.min(failed_updates.c.parked_at)
    piles = select(table.c.error, func.count(), since).where(table.c.parked_at.is_not(None))
    rows = tx.connection.execute(piles.group_by(table.c.error).order_by(since).limit(limit))
    return [FailedPile(*row) for row in rows]


def _failed(tx: Transaction, row: Sequence[Any]) -> FailedUpdate:
    *plain, sealed_payload = row
    return FailedUpdate(*(*plain, tx.vault.decrypt_json(sealed_payload)))


def _is_from(payload: dict[str, Any], telegram_id: int) -> bool:
    """Whether somebody sent it; what failed may have failed because its sender is no sender at all."""
    senders = [part.get("from") for part in payload.values() if isinstance(part, dict)]
    return any(isinstance(sender, dict) and sender.get("id") == telegram_id for sender in senders)


def _same(bot_id: int, update_id: int) -> tuple[Any, Any]:
    return (failed_updates.c.bot_id == bot_id, failed_updates.c.update_id == update_id)
