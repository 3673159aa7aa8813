"""A pool of connections to PostgreSQL, and lines that died told from lines that are busy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from sqlalchemy import URL, Connection, NullPool, event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError

from bot.storage.engines.beside import Beside
from bot.storage.engines.engine import masked
from bot.storage.trouble import has_lost_a_race

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10
STANDSTILL_SECONDS = 30
"""How long a transaction may stand still on PostgreSQL, and keep its locks, until it is broken off: its
process was stopped, or its machine is gone, and the other replicas wait for it."""
COMMAND_SECONDS = 60
"""How long PostgreSQL may take for one statement. Longer than anybody may stand still; a server that is gone
is noticed by it, and by TCP only after hours."""
POOL_SIZE = 10
ALIVE_SECONDS, GOODBYE_SECONDS = 5, 2
"""How long a connection that was kept may take to show that it is alive, and how long all may take to close.
A line that died without a word (a firewall forgot it, the far machine is gone) never answers."""
RACES = 4
"""How often work is run that PostgreSQL stops because it and another transaction wait for each other."""


class PostgresEngine:
    """A pool of asyncpg connections to one PostgreSQL database; each long reading makes one of its own."""

    expected = "a running database and a user that may create tables in it"
    is_for_one = False

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
