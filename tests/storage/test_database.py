"""Opening, refusing, committing and rolling back, on both databases."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault, migrate
from bot.storage.engines import engine_for
from bot.storage.errors import (
    BadDatabaseUrl,
    DatabaseForeign,
    DatabaseMoved,
    DatabaseNewer,
    DatabaseOutdated,
    DatabaseUnreachable,
    WrongKey,
)
from bot.storage.queries import settings
from bot.storage.trouble import is_in_trouble

READING = ("read", "read_at_length")


async def value(database: Database, key: str) -> Any:
    return await database.read(lambda tx: settings.value(tx, key))


async def test_what_a_transaction_wrote_is_there_afterwards(database: Database) -> None:
    await database.transaction(lambda tx: settings.put(tx, "greeting", {"text": "hello"}))
    assert await value(database, "greeting") == {"text": "hello"}


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        settings.put(tx, "greeting", "hello")
        raise LookupError("after the write")

    with pytest.raises(LookupError, match="after the write"):
        await database.transaction(work)
    assert await value(database, "greeting") is None


async def test_a_savepoint_takes_back_its_part_alone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        settings.put(tx, "kept", 1)
        inner = tx.connection.begin_nested()
        settings.put(tx, "taken back", 2)
        inner.rollback()

    await database.transaction(work)
    assert await value(database, "kept") == 1
    assert await value(database, "taken back") is None


async def test_a_released_savepoint_does_not_survive_the_failure_around_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        with tx.connection.begin_nested():
            settings.put(tx, "greeting", "hello")
        raise LookupError

    with pytest.raises(LookupError):
        await database.transaction(work)
    assert await value(database, "greeting") is None


async def test_transactions_at_once_do_not_lose_each_others_work(database: Database) -> None:
    def work(tx: Transaction, number: int) -> None:
        settings.put(tx, f"number {number}", number)

    await asyncio.gather(*(database.transaction(partial(work, number=n)) for n in range(20)))
    assert [await value(database, f"number {n}") for n in range(20)] == list(range(20))


@pytest.mark.parametrize("way", READING)
async def test_all_that_is_read_is_of_one_moment(database: Database, way: str) -> None:
    loop = asyncio.get_running_loop()
    await database.transaction(lambda tx: settings.put(tx, "greeting", "hello"))

    def work(tx: Transaction) -> tuple[str | None, str | None]:
        before = settings.value(tx, "greeting")
        change = database.transaction(lambda other: settings.put(other, "greeting", "goodbye"))
        if tx.dialect == "postgresql" and way == "read":
            await_only(change)
        else:
            asyncio.run_coroutine_threadsafe(change, loop).result(timeout=20)
        return before, settings.value(tx, "greeting")

    assert await getattr(database, way)(work) == ("hello", "hello")


@pytest.mark.parametrize("way", READING)
async def test_reading_work_cannot_write(database: Database, way: str) -> None:
    with pytest.raises(Exception, match=r"read.?only"):
        await getattr(database, way)(lambda tx: settings.put(tx, "greeting", "hello"))
    assert await value(database, "greeting") is None


async def test_neither_the_loop_nor_reading_nor_writing_waits_for_a_long_reading(database: Database) -> None:
    """A second one after it finds nothing amiss."""
    await database.transaction(lambda tx: settings.put(tx, "greeting", "hello"))
    begun, is_over = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def work(tx: Transaction) -> Any:
        loop.call_soon_threadsafe(begun.set)
        assert is_over.wait(timeout=20), "somebody waits for the reading"
        return settings.value(tx, "greeting")

    for name in ("one", "another"):
        begun.clear()
        is_over.clear()
        reading = asyncio.create_task(database.read_at_length(work))
        await begun.wait()
        assert await value(database, "greeting") == "hello"
        await database.transaction(partial(settings.put, key=name, new_value=1))
        is_over.set()
        assert await reading == "hello"


async def test_what_fails_in_a_long_reading_is_said_to_who_asked(database: Database) -> None:
    def work(_: Transaction) -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        await database.read_at_length(work)
    assert await database.read_at_length(lambda tx: settings.value(tx, "greeting")) is None


@pytest.mark.usefixtures("durably")
async def test_sqlite_commits_durably_and_checks_foreign_keys(sqlite_url: str, vault: Vault) -> None:
    database = await Database.open(sqlite_url, vault)

    def pragmas(tx: Transaction) -> list[Any]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await database.transaction(pragmas) == ["wal", 2, 1]
    await database.close()


async def test_the_representation_shows_no_password(vault: Vault) -> None:
    database = Database(engine_for("postgresql+asyncpg://me:hidden@db.example/firstcall?ssl=x"), vault)
    assert repr(database) == "Database(postgresql+asyncpg://me:***@db.example/firstcall)"
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:hidden@db.example/firstcall",
        "postgresql://me:hidden@db.example/firstcall",
        "sqlite+aiosqlite:///file.sqlite3",
        "sqlite://",
        "sqlite:///:memory:",
        "me:hidden@db.example",
        "postgresql+asyncpg://me:hidden@db.example/firstcall?port=x",
        "postgresql+asyncpg://me:hidden@db.example/firstcall?host=a&host=b",
        "postgresql+asyncpg://me:hidden@db.example/firstcall?prepared_statement_cache_size=x",
    ],
)
def test_an_address_of_another_form_is_refused_with_the_forms_that_work(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=r"expected sqlite:.* or postgresql") as refusal:
        engine_for(url)
    assert "hidden" not in str(refusal.value)


async def test_a_database_without_tables_is_refused_with_the_command_to_run(
    empty_url: str, vault: Vault
) -> None:
    with pytest.raises(DatabaseOutdated, match="`firstcall db upgrade`"):
        await Database.open(empty_url, vault)


async def test_a_database_from_a_newer_release_is_refused_and_stays_as_it_is(
    database_url: str, vault: Vault
) -> None:
    engine = engine_for(database_url)
    await engine.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await engine.close()
    with pytest.raises(DatabaseNewer, match="revision 9999, which this release does not know"):
        await Database.open(database_url, vault)
    with pytest.raises(DatabaseNewer):
        await migrate.upgrade(database_url)
    assert await migrate.current(database_url) == "9999"


@pytest.mark.parametrize("version", [None, "3f2a"])
async def test_another_program_s_database_gets_no_tables_of_ours(empty_url: str, version: str | None) -> None:
    def another_program(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE wp_posts (id INTEGER)"))
        if version:  # that keeps its revisions as we do
            connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})

    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}

    engine = engine_for(empty_url)
    await engine.write(another_program)
    with pytest.raises(DatabaseForeign, match=r"another program's tables: 1, wp_posts among them"):
        await migrate.upgrade(empty_url)
    assert await engine.write(tables) == {"wp_posts"}
    await engine.close()


async def test_a_key_that_cannot_read_what_is_stored_is_refused(
    database: Database, database_url: str
) -> None:
    with pytest.raises(WrongKey, match="None of the 1 keys"):
        await Database.open(database_url, Vault([Vault.new_key()]))


async def test_of_two_keys_that_open_a_new_database_at_once_one_is_refused(database_url: str) -> None:
    vaults = [Vault([Vault.new_key()]) for _ in range(2)]
    opened = await asyncio.gather(*(Database.open(database_url, v) for v in vaults), return_exceptions=True)
    assert sorted(type(each) is WrongKey for each in opened) == [False, True]
    for each in opened:
        if isinstance(each, Database):
            await each.close()


async def test_a_new_key_in_front_of_the_old_one_opens_the_database(database_url: str) -> None:
    old, new = Vault.new_key(), Vault.new_key()
    first = await Database.open(database_url, Vault([old]))
    await first.transaction(lambda tx: settings.put(tx, "greeting", "hello"))
    await first.close()
    second = await Database.open(database_url, Vault([new, old]))
    assert await value(second, "greeting") == "hello"
    await second.close()


async def test_a_file_in_a_missing_folder_is_unreachable(tmp_path: Path, vault: Vault) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"unable to open database file\. Expected a folder"):
        await Database.open(f"sqlite:///{tmp_path / 'missing' / 'file.sqlite3'}", vault)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "letter.sqlite3"
    file.write_text("Dear reader, this is not a database at all. " * 40)
    with pytest.raises(BadDatabaseUrl, match=r"file is not a database\. Another program made it") as refusal:
        await Database.open(f"sqlite:///{file}", vault)
    assert "a folder that is there" not in str(refusal.value)


async def test_a_file_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path, vault: Vault) -> None:
    file = tmp_path / "firstcall.sqlite3"
    with pytest.raises(DatabaseOutdated, match=f"There is no database {re.escape(str(file))}"):
        await Database.open(f"sqlite:///{file}", vault)
    assert not file.exists()


async def test_a_server_that_is_not_there_is_unreachable(free_port: int, vault: Vault) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"me:\*\*\*@127.0.0.1") as refusal:
        await Database.open(f"postgresql+asyncpg://me:hidden@127.0.0.1:{free_port}/firstcall", vault)
    assert "hidden" not in str(refusal.value)


async def test_a_wrong_password_is_refused_without_showing_it(postgres_url: str, vault: Vault) -> None:
    wrong = make_url(postgres_url).set(password="hidden").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnreachable, match="password authentication failed") as refusal:
        await Database.open(wrong, vault)
    assert "hidden" not in str(refusal.value)


async def test_a_missing_database_on_a_server_is_named(postgres_url: str, vault: Vault) -> None:
    missing = make_url(postgres_url).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnreachable, match='"nowhere" does not exist'):
        await Database.open(missing, vault)


@pytest.mark.parametrize("blow", ["moved away", "replaced", "replaced in the middle", "deleted"])
async def test_a_file_that_is_not_the_opened_one_any_more_takes_nothing(
    sqlite_url: str, vault: Vault, tmp_path: Path, blow: str
) -> None:
    """SQLite would write on into what nobody finds again."""
    database = await Database.open(sqlite_url, vault)
    file = Path(make_url(sqlite_url).database or "")
    shutil.copy(file, tmp_path / "copy")

    def strike(tx: Transaction) -> None:
        settings.keep(tx, "answer", "42")
        if blow == "replaced in the middle":
            os.replace(tmp_path / "copy", file)

    if blow == "replaced":
        os.replace(tmp_path / "copy", file)
    elif blow == "moved away":
        os.replace(file, tmp_path / "away")
    elif blow == "deleted":
        file.unlink()
    with pytest.raises(DatabaseMoved, match="moved, replaced or deleted") as refusal:
        await database.transaction(strike)
    assert is_in_trouble(refusal.value), "no update is at fault"
    with pytest.raises(DatabaseMoved):
        await database.read(lambda tx: settings.value(tx, "answer"))
    with pytest.raises(DatabaseMoved):
        await asyncio.wait_for(database.lost(), 1)
    assert file.exists() == ("replaced" in blow), "no new one was made"
    await database.close()
