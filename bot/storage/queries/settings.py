"""Small values that the bot keeps about itself, encrypted, by key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.storage.columns import for_both
from bot.storage.tables import settings
from bot.storage.transaction import Transaction

_PUT = for_both(
    lambda insert: (statement := insert(settings)).on_conflict_do_update(
        index_elements=["key"], set_={"sealed_value": statement.excluded.sealed_value}
    )
)

_KEEP = for_both(lambda insert: insert(settings).on_conflict_do_nothing(index_elements=["key"]))


def value(tx: Transaction, key: str) -> Any | None:
    """Return the JSON value kept under `key`, or None."""
    sealed = tx.connection.scalar(select(settings.c.sealed_value).where(settings.c.key == key))
    return None if sealed is None else tx.vault.decrypt_json(sealed)


def put(tx: Transaction, key: str, new_value: Any) -> None:
    """Keep a JSON value under `key`, in place of an earlier one."""
    tx.connection.execute(_PUT[tx.dialect], _row(tx, key, new_value))


def keep(tx: Transaction, key: str, first_value: Any) -> None:
    """Keep a JSON value under `key` unless there is one already, whoever stored it."""
    tx.connection.execute(_KEEP[tx.dialect], _row(tx, key, first_value))


def _row(tx: Transaction, key: str, new_value: Any) -> dict[str, Any]:
    return {"key": key, "sealed_value": tx.vault.encrypt_json(new_value)}
