"""The migrations build exactly the declared tables, and go up, down and up on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.storage import migrate
from bot.storage.engines import engine_for
from bot.storage.tables import metadata


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def ask(url: str, question: Any) -> Any:
    engine = engine_for(url)
    try:
        return await engine.write(question)
    finally:
        await engine.close()


async def test_the_migrations_build_exactly_the_declared_tables(database_url: str) -> None:
    assert await ask(database_url, differences) == []
    assert await ask(database_url, tables) == set(metadata.tables)


def partial_indexes(connection: Connection) -> set[str]:
    """Return the names of the indexes over a part of a table: Alembic compares all but the part."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% WHERE %'",
    }
    return set(connection.execute(text(catalogue[connection.dialect.name])).scalars())


async def test_the_indexes_for_sweeps_hold_only_the_rows_that_sweeps_look_for(database_url: str) -> None:
    declared = {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert declared
    assert await ask(database_url, partial_indexes) == declared


async def test_every_migration_goes_up_down_and_up_again(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.known_revisions()[-1]
    await migrate.downgrade(empty_url, "base")
    assert await migrate.current(empty_url) is None
    assert await ask(empty_url, tables) == set()
    await migrate.upgrade(empty_url)
    assert await ask(empty_url, differences) == []


async def test_upgrading_a_current_database_changes_nothing(database_url: str) -> None:
    before = await migrate.current(database_url)
    await migrate.upgrade(database_url)
    assert await migrate.current(database_url) == before


async def test_replicas_that_upgrade_at_once_upgrade_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_url) for _ in range(3)))
    assert await migrate.current(empty_url) == migrate.known_revisions()[-1]


def test_the_files_number_the_revisions_that_alembic_reads_from_them() -> None:
    history = ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()
    assert migrate.known_revisions() == [step.revision for step in history][::-1]


async def test_a_step_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    await ask(empty_url, lambda c: c.execute(text("CREATE TABLE deliveries (id INTEGER)")))
    before = await ask(empty_url, tables)
    try:
        await migrate.upgrade(empty_url)
    except Exception as error:
        assert "deliveries" in str(error)
    else:
        raise AssertionError("a table of that name was in the way")
    assert await ask(empty_url, tables) == before
