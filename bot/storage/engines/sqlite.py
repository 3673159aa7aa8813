"""One SQLite file: a thread and a connection for each kind of work."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import URL, Connection, event

from bot.storage.engines.engine import masked
from bot.storage.errors import DatabaseMoved

T = TypeVar("T")

BUSY_SECONDS = 10
"""How long SQLite waits for another process (a backup, `firstcall db upgrade`) to let go of the file."""
SYNCHRONOUS = "FULL"
"""SQLite's commits return when the disk has them: what was answered outlives a power cut."""
READ_AT_ONCE = 32 * 1024
"""KiB of pages that a long reading keeps at most: a busy day's summary needs more than SQLite's own 2 MiB."""

_PRAGMAS = ("foreign_keys = ON", f"busy_timeout = {BUSY_SECONDS * 1000}")
_WRITER_PRAGMAS = (*_PRAGMAS, "journal_mode = WAL")
_READER_PRAGMAS = (*_PRAGMAS, "query_only = ON")
_LONG_READER_PRAGMAS = (*_READER_PRAGMAS, f"cache_size = -{READ_AT_ONCE}")


class SqliteEngine:
    """One SQLite file: lanes for writing, reading and reading much, each a thread and a connection."""

    expected = "a folder that is there, and that whoever runs this may write to"
    is_for_one = True

    def __init__(self, url: URL) -> None:
        self.address = masked(url)
        durably = (*_WRITER_PRAGMAS, f"synchronous = {SYNCHRONOUS}")
        file = _File(Path(url.database or "").absolute())
        self._writer = _Lane(url, file, begin="BEGIN IMMEDIATE", pragmas=durably)
        self._reader = _Lane(url, file, begin="BEGIN", pragmas=_READER_PRAGMAS)
        self._long_reader = _Lane(url, file, begin="BEGIN", pragmas=_LONG_READER_PRAGMAS)

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


class _File:
    """The file as it was when it was opened.

    One that is moved away or deleted is still there for who has it open: SQLite would write on into it, and
    what it writes would be gone with the process.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[int, int] | None = None

    def remember(self) -> None:
        """Note which one it is, once it was opened for writing: layered file systems make a copy for that."""
        self._known = self._known or self._found()

    def check(self) -> None:
        """Look whether it is the same one.

        Raises:
            DatabaseMoved: it is not.
        """
        if self._known is not None and self._found() != self._known:
            raise DatabaseMoved(
                f"{self._path} is not the file that was opened: it was moved, replaced or deleted. Nothing "
                "is stored any more. Expected it to be left alone while the bot runs: stop the bot first."
            )

    def _found(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino


class _Lane:
    """A thread with a connection of its own.

    The driver stands in autocommit and BEGIN is ours: its own way begins no transaction before a SELECT or a
    SAVEPOINT, so reads would run outside and a released savepoint would survive the outer rollback.
    """

    def __init__(self, url: URL, file: _File, *, begin: str, pragmas: tuple[str, ...]) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._begin = begin
        self._engine = sqlalchemy.create_engine(
            url,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,  # an error's text is logged; what people wrote is not
            connect_args={"isolation_level": None},
        )
        event.listen(self._engine, "connect", _opening(file, pragmas))

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        self._file.check()  # before it is opened, which would make a new one
        with self._engine.begin() as connection:
            # not as a listener to "begin": an engine with any looks for more of them at every statement
            connection.exec_driver_sql(self._begin)
            done = work(connection)
            self._file.check()
            return done

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()


def _opening(file: _File, pragmas: tuple[str, ...]) -> Callable[[Any, Any], None]:
    def on_connect(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        file.remember()

    return on_connect
