"""A change of keys beside a running bot: what is sealed comes under the newest key, names are hashed anew.

A page of rows is read without a lock; what an older key sealed is then locked, read once more and rewritten.
Rows that the bot holds are passed over: nobody waits for this, and nothing that the bot writes meanwhile is
overwritten. What was done needs no memory: a row under the newest key is simply not touched again, so an
interrupted change goes on where it was. It ends with a pass that finds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, literal, or_, select, tuple_, update

from bot.storage.database import Database
from bot.storage.errors import KeyNotInUse, WrongKey
from bot.storage.queries import settings
from bot.storage.safekeeping.sealed import HASH_OF, SealedTable, sealed_tables
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

PAGE = 200
"""Rows in one transaction: about 10 ms of encrypting."""
PAUSE = 0.02
"""Seconds after each one: on SQLite the bot waits in line for the same lock."""
PASSES = 10
"""A bot that was started without the new key could go on for ever."""
IN_USE = "bot_keys"
"""The setting that holds the fingerprints of the keys the bot was last started with."""


Key = tuple[Any, ...]
"""Of a row."""


@dataclass
class Rotation:
    """What a change of keys did."""

    values: int = 0
    """How many were encrypted anew."""
    hashes: int = 0
    """How many keyed hashes were made anew."""
    left: int = 0
    """Rows that still need an older key: held by the bot at the time, or written without the newest key."""
    lost: list[str] = field(default_factory=list)
    """What none of the keys opens, by table, column and row; the old key would not help."""


def note_keys(tx: Transaction) -> None:
    """Record with which keys the bot was started: only to one of these may everything be moved."""
    settings.put(tx, IN_USE, list(tx.vault.fingerprints))


def check_in_use(tx: Transaction) -> None:
    """Refuse a newest key that the bot was not started with; a database that no bot ever used takes any.

    Raises:
        KeyNotInUse: see there.
    """
    known = settings.value(tx, IN_USE)
    if known is not None and tx.vault.fingerprints[0] not in known:
        raise KeyNotInUse(
            "The bot was last started without the first key of DATA_KEY, and could not read what is "
            "encrypted with it. Start the bot, every replica of it, with DATA_KEY=new,old; then repeat this."
        )


async def rotate(database: Database, page: int = PAGE, pause: float = PAUSE) -> Rotation:
    """Bring everything under the newest key of an open database; see the module.

    Args:
        database: opened with the new key first, and the old ones behind it.
        page: rows in one transaction.
        pause: seconds after each transaction that wrote.

    Raises:
        KeyNotInUse: the bot was started without the newest key.
    """
    await database.read(check_in_use)
    done = Rotation()
    for _ in range(PASSES):
        found = 0
        done.left, done.lost = 0, []
        for sealed in sealed_tables():
            found += await _through(database, sealed, done, page, pause)
        if not found:
            break
    return done


async def _through(database: Database, sealed: SealedTable, done: Rotation, page: int, pause: float) -> int:
    """Go through a table once; return how many rows needed an older key."""
    found = 0
    after: Key | None = None
    while True:
        seen = await database.read(partial(_look, sealed, after, page))
        done.lost += seen.lost
        if seen.stale:
            found += len(seen.stale)
            turned = await database.transaction(partial(_turn, sealed, seen.stale, done))
            done.left += len(seen.stale) - turned
            await asyncio.sleep(pause)
        if seen.last is None:
            return found
        after = seen.last


@dataclass(frozen=True)
class _Page:
    """A page of rows, read without a lock."""

    last: Key | None
    """Where the next one begins; None after the last."""
    stale: list[Key]
    """Rows that an older key is needed for."""
    lost: list[str]


def _look(sealed: SealedTable, after: Key | None, limit: int, tx: Transaction) -> _Page:
    stale, lost = [], []
    rows = tx.connection.execute(_rows(sealed, after, limit)).all()
    for row in rows:
        anew = _anew(tx.vault, sealed, row)
        if anew.values:
            stale.append(_key(sealed, row))
        lost += [f"{column} of row {_key(sealed, row)}" for column in anew.lost]
    return _Page(_key(sealed, rows[-1]) if len(rows) == limit else None, stale, lost)


def _rows(sealed: SealedTable, after: Key | None, limit: int) -> Select[Any]:
    rows = select(*sealed.columns).order_by(*sealed.key).limit(limit)
    if after is None:
        return rows
    place = (literal(value, column.type) for value, column in zip(after, sealed.key, strict=True))
    return rows.where(tuple_(*sealed.key) > tuple_(*place))


def _turn(sealed: SealedTable, keys: Sequence[Key], done: Rotation, tx: Transaction) -> int:
    """Rewrite what is stale of some rows, as it is now; return how many rows could be had."""
    is_one = or_(*(_is(sealed, key) for key in keys))
    rows = tx.connection.execute(
        select(*sealed.columns).where(is_one).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        values = _anew(tx.vault, sealed, row).values
        if values:
            tx.connection.execute(update(sealed.table).where(_is(sealed, _key(sealed, row))).values(values))
        hashed = sum(column.name in values for column in sealed.hashes)
        done.hashes += hashed
        done.values += len(values) - hashed
    return len(rows)


@dataclass(frozen=True)
class _Anew:
    """What a row is to hold instead, by column; and the columns that nobody can read."""

    values: dict[str, bytes]
    lost: list[Column[Any]]


def _anew(vault: Vault, sealed: SealedTable, row: Any) -> _Anew:
    anew = _Anew({}, [])
    for column in sealed.sealed:
        stored = getattr(row, column.name)
        if stored is not None and not vault.is_newest(stored):
            try:
                anew.values[column.name] = vault.reencrypt(stored)
            except WrongKey:
                anew.lost.append(column)
    for column in sealed.hashes:
        named = getattr(row, column.info[HASH_OF])
        if named is not None and column.info[HASH_OF] not in {each.name for each in anew.lost}:
            hashed = vault.name_hash(vault.decrypt(named))
            if hashed != getattr(row, column.name):
                anew.values[column.name] = hashed
    return anew


def _key(sealed: SealedTable, row: Any) -> Key:
    return tuple(getattr(row, column.name) for column in sealed.key)


def _is(sealed: SealedTable, key: Key) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(sealed.key, key, strict=True)))
