"""The open database: work goes in, a transaction surrounds it, its result comes out.

    interviews = await database.transaction(lambda tx: interviews.load(tx, keys))

Work is a synchronous function of a `Transaction`; it is committed when it returns and leaves nothing when it
raises. Opening refuses a database that this code or these keys do not fit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NoReturn, Self, TypeVar

from sqlalchemy import Connection

from bot.storage.admission import admit
from bot.storage.engines import Engine, engine_for, reaching, refuse_absent
from bot.storage.errors import DatabaseMoved
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

T = TypeVar("T")


class Database:
    """An open database that fits this code and these keys."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        """Take an engine as it is; `Database.open` is the way that checks."""
        self._engine = engine
        self._vault = vault
        self.posted = asyncio.Event()
        """Set when a transaction of this process is committed that left something due in the outbox."""
        self._is_lost = asyncio.Event()
        self._loss: DatabaseMoved | None = None

    def __repr__(self) -> str:
        return f"Database({self._engine.address})"

    @property
    def is_for_one(self) -> bool:
        """Whether one process at a time works on it: a SQLite file's only writer is the bot."""
        return self._engine.is_for_one

    def reached(self) -> AbstractAsyncContextManager[None]:
        """Say in one sentence, as `open` does, that the database went away or has no room at the start."""
        return reaching(self._engine)

    @classmethod
    async def open(cls, url: str, vault: Vault) -> Self:
        """Connect to a database that is there; check that its tables are of this release and the keys fit.

        Raises:
            BadDatabaseUrl: see `engines.engine_for`.
            DatabaseUnreachable: it does not answer or does not let us in.
            DatabaseNewer, DatabaseOutdated: see `migrate.check`.
            WrongKey: it was encrypted with keys that are not among these.
        """
        refuse_absent(url)
        database = cls(engine_for(url), vault)
        try:
            async with reaching(database._engine):
                await database.transaction(admit)
        except BaseException:
            await database.close()
            raise
        return database

    async def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction and commit it; nothing remains of work that raises.

        On PostgreSQL it may be run more than once, if replicas wait for each other: work changes nothing but
        what it is given.

        A caller that is cancelled meanwhile does not know whether the work was committed, as with any
        connection that breaks: every update is recorded with its effects, so asking again is safe.

        Raises:
            DatabaseMoved: a SQLite file was moved, replaced or deleted; nothing was stored.
        """

        def run(connection: Connection) -> tuple[T, bool]:
            tx = Transaction(connection, self._vault)
            return work(tx), tx.has_posted

        try:
            result, has_posted = await self._engine.write(run)
        except DatabaseMoved as error:
            self._loss = error
            self._is_lost.set()
            raise
        if has_posted:
            self.posted.set()
        return result

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` that reads a little; on SQLite it does not wait for the writer. Writing is an error."""
        return await self._engine.read(lambda connection: work(Transaction(connection, self._vault)))

    async def read_at_length(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` that reads much: in a thread, one at a time, and nothing else waits for it."""
        return await self._engine.read_at_length(
            lambda connection: work(Transaction(connection, self._vault))
        )

    async def lost(self) -> NoReturn:
        """Wait until a transaction finds that the database is not there any more.

        Raises:
            DatabaseMoved: which it found.
        """
        await self._is_lost.wait()
        assert self._loss is not None
        raise self._loss

    async def close(self) -> None:
        """Finish what runs and let go of the database."""
        await self._engine.close()
