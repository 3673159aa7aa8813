"""Fixtures that every room may use: an open database of each kind, fresh for each test.

A test that takes `database` or `database_url` runs twice, on SQLite and on PostgreSQL, and fails where either
cannot start: nothing is skipped. Time is an argument everywhere; `now` is the tests' usual moment.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.storage import Database, Vault, migrate
from bot.storage.engines import sqlite
from bot.storage.tables import metadata
from tests.databases import PostgresServer, empty, postgres_server
from tests.ports import free_ports
from tests.statements import compiled_once

settings.register_profile("house", deadline=None)  # how fast a loaded machine is proves nothing
settings.load_profile("house")

KEY = "8AQUGKxVbcHLWkfDbVsxXbTKtD3bS2XBBm7ynYvOYmQ="
"""A key for tests only."""
SYNCHRONOUS = sqlite.SYNCHRONOUS
"""As the bot has it, before a fixture changes it."""


def pytest_collection_finish() -> None:
    """Let garbage be looked for among what tests make, not each time among all modules and tests again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """Return the moment at which most tests happen."""
    return datetime(2031, 3, 5, 9, 30, tzinfo=UTC)


@pytest.fixture
def vault() -> Vault:
    """Return a vault with one fixed key."""
    return Vault([KEY])


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """SQLite leaves it to the system when a commit reaches the disk; PostgreSQL here does too (`fsync=off`).

    That is what a power cut would tell apart, and no test is one; waiting for it took most of a test's time.
    Bots that are started as processes of their own wait, as anybody's do.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture
def durably(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits reach the disk before they return, as the bot has it; for tests of just that."""
    monkeypatch.setattr(sqlite, "SYNCHRONOUS", SYNCHRONOUS)


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody listens on and nobody else is given."""
    (port,) = free_ports(1)
    return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole session."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_migrated(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.create()
    asyncio.run(migrate.upgrade(url))
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    asyncio.run(migrate.upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a fresh SQLite file with all tables, for tests of what only SQLite does."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'test.sqlite3')}"


@pytest.fixture
def postgres_url(_postgres_migrated: str) -> str:
    """Return the URL of a PostgreSQL database with all tables, empty, for what only PostgreSQL does."""
    tables = [table.name for table in reversed(metadata.sorted_tables)]
    empty(_postgres_migrated, tables, migrate.known_revisions()[-1])
    return _postgres_migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh database with all tables; the test runs once for each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh database without tables; the test runs once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """Return an open database; the test runs once for each kind."""
    opened = await Database.open(database_url, vault)
    yield opened
    await opened.close()
