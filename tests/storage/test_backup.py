"""A copy while the bot writes, and the way back: whole, for its owner alone, never over something else."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table, delete, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.util import await_only

from bot.storage import Transaction, Vault, migrate
from bot.storage.errors import BadBackup, DatabaseInUse, DatabaseNewer, WrongKey
from bot.storage.queries import deliveries, lending, shown
from bot.storage.safekeeping import backup
from bot.storage.tables import interviews, metadata, notes
from tests.conftest import KEY
from tests.databases import PostgresServer, programs
from tests.storage.samples import INTERVIEW, MINUTE, NOW, delivery, manager, stored
from tests.storage.test_erasure import filled
from tests.storage.test_rotation import NEW, opened

VAULT = Vault([KEY])


@pytest.fixture(autouse=True)
def _postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the test server's version: `pg_dump` reads no newer one."""
    monkeypatch.setenv("PATH", str(programs()), prepend=":")


@pytest.fixture
async def used_url(database_url: str) -> str:
    """A database with one of everything in it."""
    async with opened(database_url, KEY) as database:
        await database.transaction(filled)
    return database_url


@pytest.fixture
async def sqlite_copy(sqlite_url: str, tmp_path: Path) -> Path:
    """A backup of a SQLite file."""
    async with opened(sqlite_url, KEY) as database:
        await database.transaction(filled)
    await backup.back_up(sqlite_url, VAULT, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
async def used_postgres(postgres_url: str) -> str:
    """A PostgreSQL database with one of everything in it."""
    async with opened(postgres_url, KEY) as database:
        await database.transaction(filled)
    return postgres_url


@pytest.fixture
async def copy(used_url: str, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "copy"
    await backup.back_up(used_url, VAULT, file)
    return file


@pytest.fixture
def empty_postgres(postgres: PostgresServer) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture
def fresh_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database of the same kind as the test's."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    return str(request.getfixturevalue("empty_postgres"))


async def cells(url: str) -> dict[str, list[str]]:
    """Everything, but for what coming back changes."""

    def read(tx: Transaction) -> dict[str, list[str]]:
        return {
            table.name: sorted(map(repr, tx.connection.execute(select(*_kept(table))).all()))
            for table in metadata.sorted_tables
        }

    async with opened(url, KEY) as database:
        return await database.read(read)


def _kept(table: Table) -> list[Column[Any]]:
    changed = ("shown_revision", "may_have_come", "lease_owner", "lease_until")
    return [column for column in table.columns if column.name not in changed]


# --- there and back ---------------------------------------------------------------------------------------


async def test_what_comes_back_is_what_was_there(used_url: str, copy: Path, fresh_url: str) -> None:
    await backup.restore(fresh_url, VAULT, copy)
    assert await cells(fresh_url) == await cells(used_url)


async def test_a_copy_is_for_its_owner_alone(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_a_restored_file_is_for_its_owner_alone(sqlite_copy: Path, tmp_path: Path) -> None:
    await backup.restore(f"sqlite:///{tmp_path / 'back.sqlite3'}", VAULT, sqlite_copy)
    assert stat.S_IMODE((tmp_path / "back.sqlite3").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("*unfinished*")) == []


async def test_what_root_brings_back_belongs_to_whose_folder_it_is(sqlite_copy: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "state").mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 61_234, 61_234)
    await backup.restore(f"sqlite:///{folder / 'back.sqlite3'}", VAULT, sqlite_copy)
    assert (folder / "back.sqlite3").stat().st_uid == folder.stat().st_uid


async def test_a_transaction_that_is_open_meanwhile_is_not_in_it_and_is_not_disturbed(
    used_url: str, tmp_path: Path, fresh_url: str
) -> None:
    def in_the_middle(tx: Transaction) -> None:
        tx.connection.execute(delete(notes))
        if tx.dialect == "postgresql":
            await_only(backup.back_up(used_url, VAULT, tmp_path / "copy"))
        else:  # the writer has a thread of its own
            asyncio.run(backup.back_up(used_url, VAULT, tmp_path / "copy"))

    async with opened(used_url, KEY) as database:
        await database.transaction(in_the_middle)
    await backup.restore(fresh_url, VAULT, tmp_path / "copy")
    assert len((await cells(fresh_url))["notes"]) == 1
    assert (await cells(used_url))["notes"] == []


async def test_what_was_erased_before_is_in_no_byte_of_a_sqlite_copy(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, KEY) as database:
        await database.transaction(filled)
        (sealed,) = await database.read(lambda tx: tx.connection.scalars(select(notes.c.sealed_text)).all())
        await database.transaction(lambda tx: tx.connection.execute(delete(notes)))
    await backup.back_up(sqlite_url, VAULT, tmp_path / "copy")
    assert sealed not in (tmp_path / "copy").read_bytes()


async def test_after_coming_back_every_open_screen_is_due_and_what_waits_may_have_come(
    database_url: str, tmp_path: Path, fresh_url: str
) -> None:
    def busy(tx: Transaction) -> None:
        person = manager(tx)
        stored(tx, person, revision=4, shown_revision=4)
        stored(tx, person, INTERVIEW + 1, revision=9, shown_revision=9, state="finished", finished_at=NOW)
        deliveries.enqueue(tx, [delivery("waits")], NOW)
        lending.claim(tx, "reminder", "a worker of then", NOW, MINUTE, 1)

    def seen(tx: Transaction) -> tuple[list[int], list[bool]]:
        due = [interview for interview, _ in shown.take_behind(tx, NOW + 2 * MINUTE, MINUTE, 10)]
        lent = lending.claim(tx, "reminder", "b", NOW, MINUTE, 10)
        read = [lending.read(tx, each) for each in lent]
        return due, [each.may_have_come for each in read if each is not None]

    async with opened(database_url, KEY) as database:
        await database.transaction(busy)
    await backup.back_up(database_url, VAULT, tmp_path / "copy")
    await backup.restore(fresh_url, VAULT, tmp_path / "copy")
    async with opened(fresh_url, KEY) as database:
        assert await database.transaction(seen) == ([INTERVIEW], [True])


# --- from a file to a server ------------------------------------------------------------------------------


async def test_what_moves_to_a_server_is_what_was_in_the_file(
    sqlite_url: str, sqlite_copy: Path, empty_postgres: str
) -> None:
    await backup.restore(empty_postgres, VAULT, sqlite_copy)
    assert await cells(empty_postgres) == await cells(sqlite_url)


async def test_whoever_comes_after_the_move_gets_the_next_number(
    sqlite_copy: Path, empty_postgres: str
) -> None:
    await backup.restore(empty_postgres, VAULT, sqlite_copy)

    def comes(tx: Transaction) -> tuple[int, int]:
        last = tx.connection.scalar(select(func.max(metadata.tables["people"].c.id))) or 0
        return last, manager(tx, 4_400, "Nina").id

    async with opened(empty_postgres, KEY) as database:
        last, number = await database.transaction(comes)
    assert number == last + 1


async def test_a_file_of_an_earlier_release_moves_too(
    sqlite_url: str, tmp_path: Path, empty_postgres: str
) -> None:
    async with opened(sqlite_url, KEY) as database:
        await database.transaction(filled)
    await migrate.downgrade(sqlite_url, migrate.known_revisions()[-2])
    await backup.back_up(sqlite_url, VAULT, tmp_path / "old")
    before = (tmp_path / "old").read_bytes()
    await backup.restore(empty_postgres, VAULT, tmp_path / "old")
    assert len((await cells(empty_postgres))["notes"]) == 1
    assert (tmp_path / "old").read_bytes() == before


async def test_a_move_that_fails_leaves_an_empty_database(
    sqlite_url: str, tmp_path: Path, empty_postgres: str
) -> None:
    """SQLite holds what PostgreSQL does not: a text with a NUL in it."""
    async with opened(sqlite_url, KEY) as database:
        await database.transaction(filled)
        spoiled = update(interviews).values(questionnaire="with\0in")
        await database.transaction(lambda tx: tx.connection.execute(spoiled))
    await backup.back_up(sqlite_url, VAULT, tmp_path / "copy")
    with pytest.raises(BadBackup, match="rows of interviews"):
        await backup.restore(empty_postgres, VAULT, tmp_path / "copy")
    assert await migrate.current(empty_postgres) is None


async def test_a_move_goes_into_an_empty_database_only(used_postgres: str, sqlite_copy: Path) -> None:
    before = await cells(used_postgres)
    with pytest.raises(DatabaseInUse, match="empty database only"):
        await backup.restore(used_postgres, VAULT, sqlite_copy)
    assert await cells(used_postgres) == before


async def test_a_file_that_these_keys_do_not_open_does_not_move(
    sqlite_copy: Path, empty_postgres: str
) -> None:
    with pytest.raises(WrongKey):
        await backup.restore(empty_postgres, Vault([NEW]), sqlite_copy)
    assert await migrate.current(empty_postgres) is None


# --- nothing is replaced ----------------------------------------------------------------------------------


async def test_a_backup_never_replaces_a_file(used_url: str, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("something else")
    with pytest.raises(BadBackup, match="there already"):
        await backup.back_up(used_url, VAULT, file)
    assert file.read_text() == "something else"


async def test_a_backup_goes_into_an_empty_database_only(used_url: str, copy: Path) -> None:
    before = await cells(used_url)
    with pytest.raises(DatabaseInUse, match="empty database only"):
        await backup.restore(used_url, VAULT, copy)
    assert await cells(used_url) == before


async def test_a_refused_file_leaves_nothing_beside_it(sqlite_url: str, tmp_path: Path) -> None:
    """Not a backup but the bot's own file, copied by hand: SQLite opens that with a log of writes."""
    async with opened(sqlite_url, KEY) as database:
        await database.transaction(filled)
    with pytest.raises(WrongKey):
        await backup.restore(
            f"sqlite:///{tmp_path / 'back.sqlite3'}",
            Vault([NEW]),
            Path(sqlite_url.removeprefix("sqlite:///")),
        )
    assert list(tmp_path.glob("back*")) == []


async def test_what_is_left_of_a_try_that_was_cut_short_is_named(sqlite_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "back.sqlite3.unfinished").touch()
    with pytest.raises(BadBackup, match=r"back\.sqlite3\.unfinished .*delete it"):
        await backup.restore(f"sqlite:///{tmp_path / 'back.sqlite3'}", VAULT, sqlite_copy)


@pytest.mark.parametrize("companion", ["-wal", "-shm", "-journal"])
async def test_what_is_left_of_another_database_is_not_taken_for_its_own(
    sqlite_copy: Path, tmp_path: Path, companion: str
) -> None:
    (tmp_path / f"back.sqlite3{companion}").write_bytes(b"of another one")
    with pytest.raises(DatabaseInUse, match=companion):
        await backup.restore(f"sqlite:///{tmp_path / 'back.sqlite3'}", VAULT, sqlite_copy)
    assert not (tmp_path / "back.sqlite3").exists()


# --- what is no backup ------------------------------------------------------------------------------------


async def test_a_copy_that_these_keys_do_not_open_is_not_made(used_url: str, tmp_path: Path) -> None:
    with pytest.raises(WrongKey):
        await backup.back_up(used_url, Vault([NEW]), tmp_path / "copy")
    assert list(tmp_path.glob("copy*")) == []


async def test_a_backup_that_these_keys_do_not_open_says_so(copy: Path, fresh_url: str) -> None:
    with pytest.raises(WrongKey):
        await backup.restore(fresh_url, Vault([NEW]), copy)
    await backup.restore(fresh_url, VAULT, copy)  # nothing is in the way of the right ones


async def test_a_database_that_was_never_used_is_not_backed_up(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match=r"no tables of Firstcall|could not be copied"):
        await backup.back_up(empty_url, VAULT, tmp_path / "copy")
    assert list(tmp_path.glob("*copy*")) == []


async def test_a_backup_of_a_later_release_is_refused(
    copy: Path, fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "known_revisions", lambda: ["0000"])
    with pytest.raises(DatabaseNewer):
        await backup.restore(fresh_url, VAULT, copy)


@pytest.mark.parametrize("content", [b"", b"SQLite format 2", b"PK\x03\x04", b"DATA_KEY=x"])
async def test_any_other_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(BadBackup, match="no backup of a database"):
        await backup.restore(f"sqlite:///{tmp_path / 'x.sqlite3'}", VAULT, tmp_path / "other")


async def test_a_dump_of_a_server_does_not_become_a_file(used_postgres: str, tmp_path: Path) -> None:
    await backup.back_up(used_postgres, VAULT, tmp_path / "dump")
    with pytest.raises(BadBackup, match="is a backup of PostgreSQL; DATABASE_URL names SQLite"):
        await backup.restore(f"sqlite:///{tmp_path / 'x.sqlite3'}", VAULT, tmp_path / "dump")
    assert not (tmp_path / "x.sqlite3").exists()


async def test_a_damaged_backup_is_refused_and_leaves_nothing(sqlite_copy: Path, tmp_path: Path) -> None:
    whole = bytearray(sqlite_copy.read_bytes())
    whole[4096:20_000] = b"\xff" * (20_000 - 4096)
    sqlite_copy.write_bytes(whole)
    with pytest.raises(BadBackup, match="not whole"):
        await backup.restore(f"sqlite:///{tmp_path / 'back.sqlite3'}", VAULT, sqlite_copy)
    assert not (tmp_path / "back.sqlite3").exists()


async def test_a_cut_off_dump_is_refused_and_leaves_an_empty_database(
    postgres_url: str, empty_postgres: str, tmp_path: Path
) -> None:
    async with opened(postgres_url, KEY) as database:
        await database.transaction(filled)
    await backup.back_up(postgres_url, VAULT, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(BadBackup, match="pg_restore ended with"):
        await backup.restore(empty_postgres, VAULT, tmp_path / "copy")
    assert await migrate.current(empty_postgres) is None


# --- PostgreSQL's programs --------------------------------------------------------------------------------


async def test_without_pg_dump_it_says_what_is_missing(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url, KEY):
        pass
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadBackup, match="pg_dump is not on the PATH"):
        await backup.back_up(postgres_url, VAULT, tmp_path / "copy")
    assert list(tmp_path.glob("copy*")) == []


async def test_the_password_is_on_no_command_line_and_in_no_error(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `pg_dump` that fails and says everything it was told."""
    async with opened(postgres_url, KEY):
        pass
    said, fake = tmp_path / "said", tmp_path / "bin" / "pg_dump"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" > {said}\necho "password $PGPASSWORD is wrong" >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(fake.parent), prepend=":")
    with pytest.raises(BadBackup) as refusal:
        await backup.back_up(postgres_url, VAULT, tmp_path / "copy")
    assert "password *** is wrong" in str(refusal.value)
    assert (
        make_url(postgres_url).password or ""
    ) not in said.read_text() and "postgresql" not in said.read_text()
    assert list(tmp_path.glob("copy*")) == []
