"""From a backup of a SQLite file into PostgreSQL: one bot on a file becomes any number on a server.

The tables are the same in both, so rows go over as they are, what is sealed still sealed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.storage import migrate
from bot.storage.engines import PostgresEngine, reaching
from bot.storage.errors import BadBackup
from bot.storage.safekeeping import postgres, sqlite
from bot.storage.safekeeping.proof import come_back, prove
from bot.storage.tables import metadata
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

ROWS = 2_000
"""At once in memory, and in one statement."""


async def restore(url: URL, vault: Vault, file: Path) -> None:
    """Fill a PostgreSQL database without tables from a SQLite backup, all or nothing, and prove it.

    The backup may be of an earlier release: a copy of it is brought to this one first.
    """
    with TemporaryDirectory(prefix="firstcall-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        shutil.copyfile(file, copy)
        sqlite.check(copy, vault)
        await migrate.upgrade(f"sqlite:///{copy}")
        engine = PostgresEngine(url, command_seconds=None)
        try:
            async with reaching(engine):
                await engine.write(lambda connection: _fill(Transaction(connection, vault), copy))
        finally:
            await engine.close()


def _fill(tx: Transaction, copy: Path) -> None:
    postgres.refuse_tables(tx)
    migrate.upgrade_within(tx.connection)
    with sqlite.opened(copy) as engine, engine.connect() as source:
        for table in metadata.sorted_tables:
            with _named(table):
                _carry_over(table, source, tx.connection)
                _count_on(table, tx.connection)
    come_back(tx)
    postgres.learn_sizes(tx)
    prove(tx)


def _carry_over(table: Table, source: Connection, target: Connection) -> None:
    for rows in source.execute(select(table)).mappings().partitions(ROWS):
        target.execute(insert(table), [dict(row) for row in rows])


def _count_on(table: Table, target: Connection) -> None:
    """Let the next row's number follow the last one's: rows that bring theirs do not move the counter."""
    number = table.autoincrement_column
    if number is not None and (last := target.scalar(select(func.max(number)))) is not None:
        target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, number.name), last)))


@contextmanager
def _named(table: Table) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        raise BadBackup(f"PostgreSQL did not take the rows of {table.name}: {error.orig}") from error
