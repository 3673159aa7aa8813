"""Everybody who ever wrote to the bot: who they are to Telegram, and what they may do here.

The name is decrypted only where it is shown (`name_of`): a tap on an option needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, bindparam, select, text, update

from bot.storage.columns import IdList, among, for_both
from bot.storage.tables import people
from bot.storage.transaction import Transaction

Role = Literal["lead", "manager", "admin"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Telegram account. Roles count only while `active`."""

    id: int
    telegram_id: int
    language: str | None
    is_lead: bool
    is_manager: bool
    is_admin: bool
    active: bool
    expecting: Mapping[str, Any] | None
    """What free text the bot awaits from them outside a quiz."""
    blocked_at: datetime | None
    """Since when the bot may not write to them."""
    created_at: datetime
    quiet_from: int | None = None
    """The hour of the local day from which nothing is delivered to them; None = no quiet hours."""
    quiet_to: int | None = None
    seen_language: str | None = None
    """Their Telegram's when they last came: a hint for what is written to them with nobody asking."""


_FLAG = {"lead": people.c.is_lead, "manager": people.c.is_manager, "admin": people.c.is_admin}


def person_columns() -> tuple[Column[Any], ...]:
    """The columns of a `Person`, in its order."""
    return tuple(people.c[field.name] for field in fields(Person))


_PRESENT = select(*person_columns()).where(people.c.telegram_id.is_not(None))
_BY_TELEGRAM = _PRESENT.where(among(people.c.telegram_id, "ids"))
_TURN = text(
    "SELECT pg_advisory_xact_lock(id) FROM (SELECT unnest(:ids) AS id ORDER BY id) AS each_one"
).bindparams(bindparam("ids", type_=IdList()))
_PEOPLE = 1 << 62
"""Keeps the locks of Telegram ids, which have at most 52 bits, apart from every other advisory lock."""
_ROLES = text("SELECT pg_advisory_xact_lock(20310305, 5)")
"""Of two numbers, as that of `pacing` is, which has another second one."""
_SET = update(people).where(people.c.id == bindparam("of_id"))
_BY_ID = _PRESENT.where(people.c.id == bindparam("of_id"))
_ARRIVE = for_both(lambda insert: insert(people).on_conflict_do_nothing(index_elements=["telegram_id"]))


def take_turns(tx: Transaction, telegram_ids: Iterable[int]) -> None:
    """Let nobody else handle what these people do until this transaction ends, known or not.

    So two updates of one person that reach two replicas at once take effect one after the other, each seeing
    all that the other did. It is the first lock a batch takes, in one order for all, so that no two batches
    wait in a circle for people. In SQLite a writer is alone anyway.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(_TURN, {"ids": [_PEOPLE + id for id in set(telegram_ids)]})


def by_telegram_ids(tx: Transaction, telegram_ids: Iterable[int]) -> dict[int, Person]:
    """Return the known people among Telegram ids, by Telegram id. One statement for a batch."""
    found = tx.connection.execute(_BY_TELEGRAM, {"ids": list(telegram_ids)})
    return {row.telegram_id: Person(*row) for row in found}


def get_or_create(
    tx: Transaction, telegram_id: int, name: str, language: str | None, now: datetime, seen: str | None = None
) -> Person:
    """Return the person behind a Telegram account; a new one has no roles, and this name and language.

    Args:
        tx: the transaction.
        telegram_id: of the account.
        name: as Telegram tells it; encrypted.
        language: that the person chose; None = none.
        now: since when a new one is known.
        seen: the language of a new one's Telegram, two letters.
    """
    row = {
        "telegram_id": telegram_id,
        "sealed_name": tx.vault.encrypt(name),
        "language": language,
        "seen_language": seen,
        "created_at": now,
    }
    tx.connection.execute(_ARRIVE[tx.dialect], row)
    return by_telegram_ids(tx, [telegram_id])[telegram_id]


def by_id(tx: Transaction, person_id: int) -> Person | None:
    """Return a person, or None for one who never was or asked to be forgotten."""
    row = tx.connection.execute(_BY_ID, {"of_id": person_id}).first()
    return None if row is None else Person(*row)


def with_role(tx: Transaction, role: Role) -> list[Person]:
    """Return the active people who have a role, the longest known first."""
    found = tx.connection.execute(_PRESENT.where(_FLAG[role], people.c.active).order_by(people.c.id))
    return [Person(*row) for row in found]


def name_of(tx: Transaction, person_id: int) -> str | None:
    """Return a person's name, or None for one who never was or asked to be forgotten."""
    sealed = tx.connection.scalar(select(people.c.sealed_name).where(people.c.id == person_id))
    return None if sealed is None else tx.vault.decrypt(sealed)


def rename(tx: Transaction, person_id: int, name: str) -> None:
    """Give a person another name."""
    _set(tx, person_id, sealed_name=tx.vault.encrypt(name))


def grant(tx: Transaction, person_id: int, *roles: Role) -> None:
    """Give a person roles, and make them active."""
    _set(tx, person_id, active=True, **{_FLAG[role].name: True for role in roles})


def withdraw(tx: Transaction, person_id: int, role: Role) -> None:
    """Take a role from a person."""
    _set(tx, person_id, **{_FLAG[role].name: False})


def claim(tx: Transaction, person_id: int) -> bool:
    """Make a person the lead if there is no active one, and say whether that happened.

    Two who claim at once are told apart by the lock on the roles.
    """
    lock_roles(tx)
    if with_role(tx, "lead"):
        return False
    grant(tx, person_id, "lead")
    return True


def lock_roles(tx: Transaction) -> None:
    """Let nobody else change roles or owners until this transaction ends.

    Two who act at once come one after the other. In SQLite a writer is alone anyway.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(_ROLES)


def set_active(tx: Transaction, person_id: int) -> None:
    """Let a person's roles count again."""
    _set(tx, person_id, active=True)


def deactivate(tx: Transaction, person_id: int) -> None:
    """Let a person's roles count no more; they keep them for the day they come back."""
    _set(tx, person_id, active=False)


def set_language(tx: Transaction, person_id: int, language: str) -> None:
    """Remember the language a person chose."""
    _set(tx, person_id, language=language)


def set_quiet(tx: Transaction, person_id: int, hours: tuple[int, int] | None) -> None:
    """Remember from which to which hour of the local day nothing is delivered to a person."""
    quiet_from, quiet_to = hours or (None, None)
    _set(tx, person_id, quiet_from=quiet_from, quiet_to=quiet_to)


def see_language(tx: Transaction, person_id: int, language: str) -> None:
    """Remember the language of a person's Telegram, two letters."""
    _set(tx, person_id, seen_language=language)


def set_expecting(tx: Transaction, person_id: int, expecting: Mapping[str, Any] | None) -> None:
    """Remember what free text the bot awaits from a person, or that it awaits none. Ids only."""
    _set(tx, person_id, expecting=expecting)


def block(tx: Transaction, person_id: int, now: datetime) -> None:
    """Remember that a person's chat is closed to the bot."""
    _set(tx, person_id, blocked_at=now)


def unblock(tx: Transaction, person_id: int) -> None:
    """Remember that a person wrote again."""
    _set(tx, person_id, blocked_at=None)


def _set(tx: Transaction, person_id: int, **values: Any) -> None:
    tx.connection.execute(_SET, {"of_id": person_id, **values})
