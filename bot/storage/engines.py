"""How a piece of synchronous work gets a connection and a transaction, on either database.

SQLite: one thread owns the one connection that writes, another one reads; a thread hop is cheaper than a
thread per statement, and SQLite has one writer anyway. PostgreSQL: a pool of asyncpg connections, the work
runs in SQLAlchemy's greenlet bridge, on the loop. What reads much has a thread of its own on either, so that
neither the loop nor a short reading waits for it. Knows connections; knows no tables.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakSet

import sqlalchemy
from sqlalchemy import URL, Connection, NullPool, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, SQLAlchemyError

from bot.storage.beside import Beside
from bot.storage.errors import BadDatabaseUrl, DatabaseUnreachable
from bot.storage.trouble import has_lost_a_race

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

log = logging.getLogger(__name__)

BUSY_SECONDS = 10
"""How long SQLite waits for another process (a backup, `firstcall db upgrade`) to let go of the file."""

CONNECT_SECONDS = 10
STANDSTILL_SECONDS = 30
"""How long a transaction may stand still on PostgreSQL, and keep its locks, until it is broken off: its
process was stopped, or its machine is gone, and the other replicas wait for it."""
COMMAND_SECONDS = 60
"""How long PostgreSQL may take for one statement. Longer than anybody may stand still; a server that is gone
is noticed by it, and by TCP only after hours."""
SYNCHRONOUS = "FULL"
"""SQLite's commits return when the disk has them: what was answered outlives a power cut."""
POOL_SIZE = 10
ALIVE_SECONDS, GOODBYE_SECONDS = 5, 2
"""How long a connection that was kept may take to show that it is alive, and how long all may take to close.
A line that died without a word (a firewall forgot it, the far machine is gone) never answers."""
RACES = 4
"""How often work is run that PostgreSQL stops because it and another transaction wait for each other."""
_EXPECTED = "expected sqlite:///file.sqlite3 or postgresql+asyncpg://user:password@host/database"


class Engine(Protocol):
    """Runs work in a transaction: committed when the work returns, rolled back when it raises."""

    address: str
    """Where the database is, for people: no password in it."""
    expected: str
    """What has to be there, for people too."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that may write; where it lost a race it is run again from the start."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that may only read; on SQLite beside the writer, not behind it."""

    async def read_at_length(self, work: Callable[[Connection], T]) -> T:
        """The same in a thread, one at a time: for what reads much, and computes with it."""

    async def close(self) -> None:
        """Finish what runs and let go of every connection."""


def engine_for(database_url: str, command_seconds: float | None = COMMAND_SECONDS) -> Engine:
    """Return the engine for DATABASE_URL; nothing is connected yet.

    Args:
        database_url: as in the settings.
        command_seconds: how long PostgreSQL may take for one statement; None: as long as it takes.

    Raises:
        BadDatabaseUrl: it is neither a SQLite file nor PostgreSQL over asyncpg.
    """
    url = _parsed(database_url)
    if url.drivername == "sqlite":
        return SqliteEngine(url)
    if url.drivername == "postgresql+asyncpg":
        return PostgresEngine(url, command_seconds)
    raise BadDatabaseUrl(f"DATABASE_URL {masked(url)} names the driver {url.drivername!r}; {_EXPECTED}.")


def masked(url: URL) -> str:
    """Return the address without password and options, fit for a log."""
    return url.set(query={}).render_as_string(hide_password=True)


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


def _unreachable(engine: Engine, error: Exception) -> DatabaseUnreachable:
    cause = getattr(error, "orig", None) or error
    return DatabaseUnreachable(
        f"The database {engine.address} cannot be used: {cause or type(cause).__name__}. "
        f"Expected {engine.expected}."
    )


class SqliteEngine:
    """One SQLite file: lanes for writing, reading and reading much, each a thread and a connection."""

    expected = "a folder that is there, and that whoever runs this may write to"

    def __init__(self, url: URL) -> None:
        self.address = masked(url)
        durably = (*_WRITER_PRAGMAS, f"synchronous = {SYNCHRONOUS}")
        self._writer = _Lane(url, begin="BEGIN IMMEDIATE", pragmas=durably)
        self._reader = _Lane(url, begin="BEGIN", pragmas=_READER_PRAGMAS)
        self._long_reader = _Lane(url, begin="BEGIN", pragmas=_LONG_READER_PRAGMAS)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._reader.run(work)

    async def read_at_length(self, work: Callable[[Connection], T]) -> T:
        return await self._long_reader.run(work)

    async def close(self) -> None:
        await self._long_reader.close()
        await self._reader.close()
        await self._writer.close()


READ_AT_ONCE = 32 * 1024
"""KiB of pages that a long reading keeps at most: a busy day's summary needs more than SQLite's own 2 MiB."""

_PRAGMAS = ("foreign_keys = ON", f"busy_timeout = {BUSY_SECONDS * 1000}")
_WRITER_PRAGMAS = (*_PRAGMAS, "journal_mode = WAL")
_READER_PRAGMAS = (*_PRAGMAS, "query_only = ON")
_LONG_READER_PRAGMAS = (*_READER_PRAGMAS, f"cache_size = -{READ_AT_ONCE}")


class _Lane:
    """A thread with a connection of its own.

    The driver stands in autocommit and BEGIN is ours: its own way begins no transaction before a SELECT or a
    SAVEPOINT, so reads would run outside and a released savepoint would survive the outer rollback.
    """

    def __init__(self, url: URL, *, begin: str, pragmas: tuple[str, ...]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._begin = begin
        self._engine = sqlalchemy.create_engine(
            url,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,  # an error's text is logged; what people wrote is not
            connect_args={"isolation_level": None},
        )
        event.listen(self._engine, "connect", _with_pragmas(pragmas))

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            # not as a listener to "begin": an engine with any looks for more of them at every statement
            connection.exec_driver_sql(self._begin)
            return work(connection)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()


def _with_pragmas(pragmas: tuple[str, ...]) -> Callable[[Any, Any], None]:
    def on_connect(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return on_connect


class PostgresEngine:
    """A pool of asyncpg connections to one PostgreSQL database; each long reading makes one of its own."""

    expected = "a running database and a user that may create tables in it"

    def __init__(self, url: URL, command_seconds: float | None = COMMAND_SECONDS) -> None:
        self.address = masked(url)
        self._engine = _postgres(url, command_seconds, pool_size=POOL_SIZE)
        self._long_reader = _postgres(url, command_seconds, poolclass=NullPool)
        self._beside = Beside()  # a connection belongs to the loop that made it
        self._drivers, self._drivers_beside = _known_to(self._engine), _known_to(self._long_reader)
        event.listen(self._engine.sync_engine, "checkout", _is_alive)

    async def write(self, work: Callable[[Connection], T]) -> T:
        for race in range(1, RACES):
            try:
                return await self._transact(work)
            except DBAPIError as error:
                if not has_lost_a_race(error):
                    raise
                log.warning("a transaction lost a race, try %s of %s", race, RACES)
        return await self._transact(work)

    async def _transact(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await _read(self._engine, work)

    async def read_at_length(self, work: Callable[[Connection], T]) -> T:
        return await self._beside.run(lambda: _read(self._long_reader, work))

    async def close(self) -> None:
        """Say goodbye, and hang up where nobody answers."""
        late = asyncio.get_running_loop().call_later(GOODBYE_SECONDS, self._hang_up)
        await self._beside.close()
        await self._engine.dispose()
        late.cancel()

    def _hang_up(self) -> None:
        for driver in self._drivers:
            driver.terminate()
        for driver in self._drivers_beside:
            self._beside.interrupt(driver.terminate)


def _known_to(engine: AsyncEngine) -> WeakSet[Any]:
    """The connections of an engine that are still there, as asyncpg has them."""
    drivers: WeakSet[Any] = WeakSet()

    def know(connection: Any, _record: Any) -> None:
        drivers.add(connection.driver_connection)

    event.listen(engine.sync_engine, "connect", know)
    return drivers


def _is_alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """After a restart of the database, or of what is between, the next batch must find a live connection.

    In place of the pool's own `pool_pre_ping`, which waits for a dead one as long as for a statement, keeps
    it, and asks in three round trips.

    Raises:
        InvalidatePoolError: it is dead; so may be all others, and the pool makes new ones.
    """
    from asyncpg import InterfaceError, PostgresError  # type: ignore[import-untyped]  # loaded by now

    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=ALIVE_SECONDS))
    except (OSError, InterfaceError, PostgresError) as error:
        connection.driver_connection.terminate()  # there is nobody to say goodbye to
        raise InvalidatePoolError from error


def _postgres(url: URL, command_seconds: float | None, **pool: Any) -> AsyncEngine:
    from sqlalchemy.ext.asyncio import create_async_engine  # a SQLite bot need not load asyncio's half

    return create_async_engine(
        url,
        hide_parameters=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": command_seconds,
            "server_settings": {
                "application_name": "firstcall",
                "timezone": "UTC",
                "idle_in_transaction_session_timeout": f"{STANDSTILL_SECONDS}s",
            },
        },
        **pool,
    )


async def _read(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as connection:
        await connection.execution_options(
            postgresql_readonly=True,
            isolation_level="REPEATABLE READ",  # one moment for all that is read, as on SQLite
        )
        async with connection.begin():
            return await connection.run_sync(work)
