"""A manager's clients. Every function takes the owner's id; another manager's client is not there.

Names are ciphertext in the database: an exact name is found by its keyed hash, a part of a name by decrypting
the owner's own clients and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, select, update

from bot.storage.prepared import Prepared
from bot.storage.queries import results
from bot.storage.queries.results import ResultRow
from bot.storage.tables import briefs, clients, interviews
from bot.storage.transaction import Transaction
from bot.storage.vault import normal_name


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody a manager spoke to."""

    id: int
    owner_id: int
    name: str
    industry: str | None
    created_at: datetime
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a manager's client list: each client with the latest result, and how many there are in all."""

    entries: tuple[tuple[Client, ResultRow | None], ...]
    count: int


_COLUMNS = (
    clients.c.id,
    clients.c.owner_id,
    clients.c.sealed_name,
    clients.c.industry,
    clients.c.created_at,
    clients.c.touched_at,
)
_IS_OWN = (clients.c.owner_id == bindparam("of_owner"), clients.c.deleted_at.is_(None))
_OWN = select(*_COLUMNS).where(*_IS_OWN).order_by(clients.c.touched_at.desc(), clients.c.id)
_ONE = _OWN.where(clients.c.id == bindparam("of_id"))
_SOME = _OWN.limit(bindparam("limit")).offset(bindparam("offset"))
_COUNT = select(func.count()).select_from(clients).where(*_IS_OWN)
_CREATE = Prepared(
    ("id", "owner_id", "sealed_name", "name_hash", "created_at", "touched_at"), insert(clients)
)
_INDUSTRY = Prepared(
    ("of_owner", "of_id", "industry"),
    update(clients)
    .where(clients.c.id == bindparam("of_id"), *_IS_OWN)
    .values(industry=bindparam("industry")),
)
_SET = update(clients).where(clients.c.id == bindparam("of_id"), *_IS_OWN)


def create(tx: Transaction, client_id: int, owner_id: int, name: str, now: datetime) -> Client:
    """Store a new client under the caller's random id and return it."""
    sealed, known_by = tx.vault.encrypt(name), tx.vault.name_hash(name)
    _CREATE.write(tx, client_id, owner_id, sealed, known_by, now, now)
    return Client(client_id, owner_id, name, None, now, now)


def get(tx: Transaction, owner_id: int, client_id: int) -> Client | None:
    """Return the owner's client, or None."""
    row = tx.connection.execute(_ONE, {"of_owner": owner_id, "of_id": client_id}).first()
    return None if row is None else _client(tx, row)


def by_name(tx: Transaction, owner_id: int, name: str) -> list[Client]:
    """Return the owner's clients of exactly that name (case and spaces aside), the last touched first."""
    hashes = tx.vault.name_hashes(name)
    return [_client(tx, row) for row in _named_by(len(hashes)).rows(tx, owner_id, *hashes)]


@cache  # of as many hashes as there are keys
def _named_by(count: int) -> Prepared:
    names = [f"hash_{place}" for place in range(count)]
    named = clients.c.name_hash.in_([bindparam(name) for name in names])
    return Prepared(("of_owner", *names), _OWN.where(named))


def recent(tx: Transaction, owner_id: int, limit: int) -> list[Client]:
    """Return the owner's clients, the last touched first."""
    return _some(tx, owner_id, 0, limit)


def page(tx: Transaction, owner_id: int, search: str, offset: int, limit: int) -> Page:
    """Return part of the owner's clients whose name contains `search` (empty = all), last touched first."""
    shown, count = (
        _found(tx, owner_id, search, offset, limit) if search else _all(tx, owner_id, offset, limit)
    )
    latest = results.latest_for_clients(tx, [client.id for client in shown])
    return Page(tuple((client, latest.get(client.id)) for client in shown), count)


def rename(tx: Transaction, owner_id: int, client_id: int, name: str) -> bool:
    """Give the owner's client another name; False when there is no such client."""
    return _set(tx, owner_id, client_id, **_named(tx, name))


def set_industry(tx: Transaction, owner_id: int, client_id: int, industry: str | None) -> bool:
    """Note the industry of the owner's client; False when there is no such client."""
    return _INDUSTRY.write(tx, owner_id, client_id, industry) == 1


def touch(tx: Transaction, owner_id: int, client_id: int, now: datetime) -> bool:
    """Put the owner's client at the top of the recent ones; False when there is no such client."""
    return _set(tx, owner_id, client_id, touched_at=now)


def untouched_since(tx: Transaction, before: datetime, limit: int) -> list[tuple[int, int]]:
    """Return (owner id, client id) of anybody's clients in no use since a moment, for the retention job.

    Nothing is decrypted: what cannot be read any more must still be forgotten in time.
    A client is in use when it is chosen, and whenever an interview about it is touched.
    """
    in_use = exists().where(interviews.c.client_id == clients.c.id, interviews.c.touched_at >= before)
    old = (clients.c.deleted_at.is_(None), clients.c.touched_at < before, ~in_use)
    found = select(clients.c.owner_id, clients.c.id).where(*old).order_by(clients.c.touched_at).limit(limit)
    return [(owner_id, client_id) for owner_id, client_id in tx.connection.execute(found)]


def is_asked_about(tx: Transaction, owner_id: int, client_id: int) -> bool:
    """Whether there is an interview about the owner's client."""
    about = exists().where(interviews.c.client_id == clients.c.id)
    own = (clients.c.id == client_id, clients.c.owner_id == owner_id)
    return tx.connection.scalar(select(clients.c.id).where(*own, about)) is not None


def was_asked(tx: Transaction, owner_id: int, client_id: int) -> bool:
    """Whether the owner's client was sent a link, or there is an interview about them."""
    sent = exists().where(briefs.c.client_id == client_id, briefs.c.owner_id == owner_id)
    return is_asked_about(tx, owner_id, client_id) or bool(tx.connection.scalar(select(sent)))


def _all(tx: Transaction, owner_id: int, offset: int, limit: int) -> tuple[list[Client], int]:
    count = tx.connection.scalar(_COUNT, {"of_owner": owner_id}) or 0
    return _some(tx, owner_id, offset, limit), count


def _found(tx: Transaction, owner_id: int, search: str, offset: int, limit: int) -> tuple[list[Client], int]:
    part = normal_name(search)
    every = (_client(tx, row) for row in tx.connection.execute(_OWN, {"of_owner": owner_id}))
    found = [client for client in every if part in normal_name(client.name)]
    return found[offset : offset + limit], len(found)


def _set(tx: Transaction, owner_id: int, client_id: int, **values: Any) -> bool:
    which = {"of_owner": owner_id, "of_id": client_id}
    return tx.connection.execute(_SET, which | values).rowcount == 1


def _named(tx: Transaction, name: str) -> dict[str, bytes]:
    return {"sealed_name": tx.vault.encrypt(name), "name_hash": tx.vault.name_hash(name)}


def _some(tx: Transaction, owner_id: int, offset: int, limit: int) -> list[Client]:
    found = tx.connection.execute(_SOME, {"of_owner": owner_id, "offset": offset, "limit": limit})
    return [_client(tx, row) for row in found]


def _client(tx: Transaction, row: Sequence[Any]) -> Client:
    id, owner_id, sealed_name, *rest = row
    return Client(id, owner_id, tx.vault.decrypt(sealed_name), *rest)
