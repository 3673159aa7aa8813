"""A change of keys: afterwards nothing needs the old one, whatever was interrupted or written meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault
from bot.storage.errors import KeyNotInUse, WrongKey
from bot.storage.queries import clients, interviews, people, settings
from bot.storage.safekeeping import rotation
from bot.storage.safekeeping.rotation import rotate
from bot.storage.safekeeping.sealed import SealedTable, sealed_tables, unexplained
from bot.storage.tables import clients as client_table
from bot.storage.tables import notes as note_table
from tests.conftest import KEY as OLD
from tests.storage.samples import CLIENT, NOW, manager
from tests.storage.test_erasure import filled

NEW = "m1zHEnxbZ8yRVOYcPGj0u7Pkj4vEJqDS0fdwLPYsvL8="
CLIENTS = 25
PRACTISED = 2**61 + 7


@asynccontextmanager
async def opened(url: str, *keys: str) -> AsyncIterator[Database]:
    database = await Database.open(url, Vault(keys))
    try:
        yield database
    finally:
        await database.close()


def a_studio(tx: Transaction) -> None:
    """One of everything that is encrypted, and some clients more."""
    row = filled(tx)
    for number in range(1, CLIENTS):
        clients.create(tx, CLIENT + number, row.person_id, f"Client {number}", NOW)
    practised = row._replace(id=PRACTISED, client_id=None, client_name=None, practice=True)
    interviews.create(tx, [practised])
    interviews.name_call(tx, PRACTISED, "The call with the bakery")


def everything_opens(tx: Transaction) -> None:
    for each in sealed_tables():
        for column in each.sealed:
            for sealed in tx.connection.scalars(select(column).where(column.is_not(None))):
                tx.vault.decrypt(sealed)


async def moved(url: str, page: int = rotation.PAGE) -> rotation.Rotation:
    async with opened(url, NEW, OLD) as database:
        return await rotate(database, page, pause=0)


async def begun(url: str) -> None:
    async with opened(url, OLD) as database:
        await database.transaction(a_studio)


# --- what is covered --------------------------------------------------------------------------------------


def test_every_column_of_bytes_is_encrypted_or_a_hash_that_says_of_what() -> None:
    assert unexplained() == []


async def test_the_studio_of_these_tests_holds_something_in_every_encrypted_column(
    database: Database,
) -> None:
    def empty_columns(tx: Transaction) -> list[str]:
        a_studio(tx)
        columns = [column for each in sealed_tables() for column in (*each.sealed, *each.hashes)]
        count = {
            str(column): tx.connection.scalar(select(func.count(column)).select_from(column.table))
            for column in columns
        }
        return [name for name, held in count.items() if not held]

    assert await database.transaction(empty_columns) == []


# --- afterwards -------------------------------------------------------------------------------------------


async def test_afterwards_the_new_key_alone_opens_everything(database_url: str) -> None:
    await begun(database_url)
    done = await moved(database_url)
    assert (done.left, done.lost, done.hashes) == (0, [], CLIENTS)
    async with opened(database_url, NEW) as database:
        await database.read(everything_opens)


async def test_afterwards_the_old_key_opens_nothing(database_url: str) -> None:
    await begun(database_url)
    await moved(database_url)
    with pytest.raises(WrongKey):
        async with opened(database_url, OLD):
            pass


async def test_clients_are_found_by_name_before_during_and_after(database_url: str) -> None:
    await begun(database_url)

    def half(tx: Transaction) -> None:
        rotation._turn(_of(client_table.name), [(CLIENT,)], rotation.Rotation(), tx)

    def found(tx: Transaction) -> list[int]:
        owner = people.by_telegram_ids(tx, [700])[700].id
        named = [*clients.by_name(tx, owner, "lotus  bakery"), *clients.by_name(tx, owner, "CLIENT 7")]
        return [client.id for client in named]

    async with opened(database_url, NEW, OLD) as database:
        seen = [await database.read(found)]
        await database.transaction(half)
        seen.append(await database.read(found))
        await rotate(database, pause=0)
        seen.append(await database.read(found))
    async with opened(database_url, NEW) as database:
        seen.append(await database.read(found))
    assert seen == [[CLIENT, CLIENT + 7]] * 4


async def test_a_second_change_to_the_same_key_touches_nothing(database_url: str) -> None:
    await begun(database_url)
    assert (await moved(database_url)).values > CLIENTS
    again = await moved(database_url)
    assert (again.values, again.hashes) == (0, 0)


@pytest.mark.parametrize("page", [1, 7, 1000])
async def test_pages_of_any_size_reach_every_row(sqlite_url: str, page: int) -> None:
    await begun(sqlite_url)
    assert (await moved(sqlite_url, page=page)).left == 0
    async with opened(sqlite_url, NEW) as database:
        await database.read(everything_opens)


# --- interrupted, and beside a running bot ----------------------------------------------------------------


class PulledPlug(Exception):
    """The power went."""


async def test_what_was_interrupted_half_way_goes_on_where_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(database_url)
    turn, pages = rotation._turn, []

    def until_the_second_page_of_clients(sealed: SealedTable, *args: Any) -> int:
        pages.append(sealed.table.name)
        if pages.count("clients") == 2:
            raise PulledPlug
        return turn(sealed, *args)

    monkeypatch.setattr(rotation, "_turn", until_the_second_page_of_clients)
    with pytest.raises(PulledPlug):
        await moved(database_url, page=10)
    monkeypatch.undo()
    async with opened(database_url, NEW, OLD) as database:
        await database.read(everything_opens)
    rest = await moved(database_url, page=10)
    assert rest.left == 0 and 0 < rest.hashes < CLIENTS
    async with opened(database_url, NEW) as database:
        await database.read(everything_opens)


async def test_what_the_bot_writes_meanwhile_is_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading a page and rewriting it a client is renamed, one comes, and one is erased."""
    await begun(database_url)
    look, is_written = rotation._look, False

    def meanwhile(tx: Transaction) -> None:
        owner = manager(tx).id
        clients.rename(tx, owner, CLIENT + 1, "Renamed")
        clients.create(tx, CLIENT + 500, owner, "New one", NOW)
        gone = {"sealed_name": None, "name_hash": None, "deleted_at": NOW}
        tx.connection.execute(update(client_table).where(client_table.c.id == CLIENT + 2).values(gone))

    async with opened(database_url, NEW, OLD) as database, opened(database_url, OLD) as other:
        through = rotation._through

        async def beside(bound: Database, sealed: SealedTable, *args: Any) -> int:
            nonlocal is_written
            if not is_written and sealed.table is client_table:
                is_written = True
                seen = await database.read(lambda tx: look(_of("clients"), None, 100, tx))
                await other.transaction(meanwhile)
                await database.transaction(
                    lambda tx: rotation._turn(_of("clients"), seen.stale, rotation.Rotation(), tx)
                )
            return await through(bound, sealed, *args)

        monkeypatch.setattr(rotation, "_through", beside)
        done = await rotate(database, pause=0)
    assert done.left == 0

    def names(tx: Transaction) -> set[str]:
        return {client.name for client in clients.recent(tx, manager(tx).id, 100)}

    async with opened(database_url, NEW) as database:
        left = await database.transaction(names)
    assert {"Renamed", "New one"} <= left and "Client 2" not in left and len(left) == CLIENTS


async def test_rows_that_the_bot_holds_are_not_waited_for(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL: a pass goes by, says what it left, and the next run finds it."""
    await begun(postgres_url)
    monkeypatch.setattr(rotation, "PASSES", 1)

    async with opened(postgres_url, NEW, OLD) as database, opened(postgres_url, OLD) as bot:

        def hold(tx: Transaction) -> None:
            one = select(client_table.c.id).where(client_table.c.id == CLIENT)
            tx.connection.execute(one.with_for_update())
            assert await_only(rotate(database, pause=0)).left == 1

        await bot.transaction(hold)
    assert (await moved(postgres_url)).hashes == 1


# --- refusals ---------------------------------------------------------------------------------------------


async def test_a_bot_that_was_started_without_the_new_key_keeps_it_from_being_used(
    database_url: str,
) -> None:
    await begun(database_url)
    async with opened(database_url, OLD) as bot:
        await bot.transaction(rotation.note_keys)
    with pytest.raises(KeyNotInUse, match="Start the bot"):
        await moved(database_url)
    async with opened(database_url, OLD) as bot:
        await bot.read(everything_opens)
    async with opened(database_url, NEW, OLD) as bot:
        await bot.transaction(rotation.note_keys)
    assert (await moved(database_url)).left == 0


async def test_what_no_key_opens_is_named_by_its_row_and_keeps_nothing_else(database_url: str) -> None:
    await begun(database_url)
    async with opened(database_url, OLD) as database:
        await database.transaction(
            lambda tx: tx.connection.execute(update(note_table).values(sealed_text=b"broken"))
        )
    done = await moved(database_url)
    (lost,) = done.lost
    assert lost.startswith("notes.sealed_text of row (") and done.left == 0


def test_fingerprints_tell_keys_apart_and_show_none() -> None:
    new, old = Vault([NEW, OLD]).fingerprints
    assert new != old and Vault([OLD]).fingerprints == (old,)
    assert new not in NEW and len(new) == 16


async def test_the_fingerprints_of_the_bots_keys_are_kept(database: Database) -> None:
    await database.transaction(rotation.note_keys)
    kept = await database.read(lambda tx: settings.value(tx, rotation.IN_USE))
    assert kept == list(Vault([OLD]).fingerprints)


def _of(name: str) -> SealedTable:
    return next(each for each in sealed_tables() if each.table.name == name)
