"""From DATABASE_URL to its engine, and from a driver's complaint to a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.storage.engines.engine import Engine, masked
from bot.storage.engines.postgres import COMMAND_SECONDS, PostgresEngine
from bot.storage.engines.sqlite import SqliteEngine
from bot.storage.errors import BadDatabaseUrl, DatabaseOutdated, DatabaseUnreachable, StorageError

_EXPECTED = "expected sqlite:///file.sqlite3 or postgresql+asyncpg://user:password@host/database"


def engine_for(database_url: str, command_seconds: float | None = COMMAND_SECONDS) -> Engine:
    """Return the engine for DATABASE_URL; nothing is connected yet.

    Args:
        database_url: as in the settings.
        command_seconds: how long PostgreSQL may take for one statement; None: as long as it takes.

    Raises:
        BadDatabaseUrl: it is neither a SQLite file nor PostgreSQL over asyncpg.
    """
    url = _parsed(database_url)
    try:
        if url.drivername == "sqlite":
            return SqliteEngine(url)
        if url.drivername == "postgresql+asyncpg":
            return PostgresEngine(url, command_seconds)
    except (ArgumentError, ValueError) as error:  # an option that its driver does not understand
        raise BadDatabaseUrl(f"DATABASE_URL {masked(url)} is not usable: {error}; {_EXPECTED}.") from None
    raise BadDatabaseUrl(f"DATABASE_URL {masked(url)} names the driver {url.drivername!r}; {_EXPECTED}.")


def refuse_absent(database_url: str) -> None:
    """Refuse a SQLite file that is not there, which connecting would make.

    Raises:
        DatabaseOutdated: it is not there, but its folder is. A folder that is not is the engine's to tell.
        BadDatabaseUrl: as for `engine_for`.
    """
    url = _parsed(database_url)
    if url.drivername != "sqlite":
        return
    file = Path(url.database or "").absolute()
    if file.parent.is_dir() and not file.exists():
        raise DatabaseOutdated(
            f"There is no database {file}. Expected the one that the bot keeps: start this in the bot's "
            "folder, or let DATABASE_URL name it. For a new one run `firstcall db upgrade`."
        )


def _parsed(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # the text may hold a password: not shown
        raise BadDatabaseUrl(f"DATABASE_URL (not shown) is not a database address; {_EXPECTED}.") from None
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadDatabaseUrl(
            "DATABASE_URL names no file; a database in memory would forget; " + _EXPECTED + "."
        )
    return url


@asynccontextmanager
async def reaching(engine: Engine) -> AsyncIterator[None]:
    """Turn a driver's complaint about the connection into one sentence with the address, password masked."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        raise _unreachable(engine, error) from error
    except Exception as error:  # asyncpg's own errors, which SQLAlchemy does not wrap while connecting
        if type(error).__module__.partition(".")[0] != "asyncpg":
            raise
        raise _unreachable(engine, error) from error


def _unreachable(engine: Engine, error: Exception) -> StorageError:
    cause = getattr(error, "orig", None) or error
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return BadDatabaseUrl(
            f"The database {engine.address} cannot be used: file is not a database. Another program made it, "
            "or it is damaged. Expected in DATABASE_URL a file that Firstcall made, or the name of a new one."
        )
    return DatabaseUnreachable(
        f"The database {engine.address} cannot be used: {cause or type(cause).__name__}. "
        f"Expected {engine.expected}."
    )
