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


async def test_keys_of_deliveries_sort_alike_in_a_database_of_any_language(postgres_url: str) -> None:
    def collation(connection: Connection) -> Any:
        of_key = "table_name = 'deliveries' AND column_name = 'dedup_key'"
        return connection.scalar(
            text(f"SELECT collation_name FROM information_schema.columns WHERE {of_key}")
        )

    assert await ask(postgres_url, collation) == "C"


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


async def test_interviews_from_before_summaries_are_counted_by_their_first_result(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url, "0003")
    await ask(empty_url, _two_interviews)
    await migrate.upgrade(empty_url)

    def moments(connection: Connection) -> list[Any]:
        return list(connection.execute(text("SELECT first_result_at FROM interviews ORDER BY id")).scalars())

    first, none = await ask(empty_url, moments)
    assert str(first).startswith("2031-03-05 09:30:00")
    assert none is None


def _two_interviews(connection: Connection) -> None:
    """One with two results, the later stored first, and one without any."""
    at = "'2031-03-05 09:30:00.000000+00:00'"
    for statement in (
        f"INSERT INTO people (id, created_at) VALUES (1, {at})",
        f"INSERT INTO contents (hash, kind, body, created_at) VALUES ('c', 'edition', '', {at})",
        *(
            "INSERT INTO interviews (id, person_id, chat_id, questionnaire, content_hash, model_hash, state, "
            "progress, revision, shown_revision, created_at, touched_at) "
            f"VALUES ({id}, 1, 1, 'q', 'c', 'm', 'finished', '{{}}', 2, 2, {at}, {at})"
            for id in (1, 2)
        ),
        *(
            "INSERT INTO results (interview_id, revision, model_hash, sub_segment, verdict, content, "
            "created_at) "
            f"VALUES (1, {revision}, 'm', false, 'open', '{{}}', '2031-03-{day} 09:30:00.000000+00:00')"
            for revision, day in ((1, "06"), (2, "05"))
        ),
    ):
        connection.exec_driver_sql(statement)
