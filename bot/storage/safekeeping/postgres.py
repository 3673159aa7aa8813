"""Copies of a PostgreSQL database: `pg_dump` and `pg_restore`, which have to be on the PATH.

They read a consistent state beside everybody who writes. Where to and with which password is told them in the
environment: a command line can be read by everybody on the machine.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, inspect, text

from bot.storage.database import Database
from bot.storage.engines import PostgresEngine, reaching
from bot.storage.errors import BadBackup, DatabaseInUse
from bot.storage.safekeeping.proof import come_back, prove
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

T = TypeVar("T")

NAME, SUFFIX, BEGINS = "PostgreSQL", ".pgdump", b"PGDMP"
PLAIN = ("--no-owner", "--no-privileges")
"""Whoever restores it owns it."""


async def copy(url: URL, vault: Vault, unfinished: Path) -> None:
    """Fill an empty file with a dump of the database, which these keys open, and see that it is all there."""
    tables = await _in_database(url, vault, _proved_tables)
    await _run(url, "pg_dump", "--format=custom", "--no-password", *PLAIN, f"--file={unfinished}")
    listed = await _run(url, "pg_restore", "--list", str(unfinished))
    held = {line.split()[-2] for line in listed.splitlines() if " TABLE DATA " in line}
    if missing := sorted(tables - held):
        raise BadBackup(f"The copy lacks {', '.join(missing)}; expected every table of the database.")


async def restore(url: URL, vault: Vault, file: Path) -> None:
    """Fill a database without tables, all or nothing, and prove it."""
    await _in_database(url, vault, refuse_tables)
    name = (url.database or "").replace("\\", "\\\\").replace("'", "\\'")
    whole = ("--single-transaction", "--exit-on-error", "--no-password", *PLAIN)
    await _run(url, "pg_restore", *whole, f"--dbname=dbname='{name}'", str(file))
    try:
        await _in_database(url, vault, prove)
    except Exception:
        await _in_database(url, vault, _drop_tables)
        raise
    await _in_database(url, vault, come_back)
    await _in_database(url, vault, learn_sizes)


def _proved_tables(tx: Transaction) -> set[str]:
    prove(tx)
    return _tables(tx.connection)


def refuse_tables(tx: Transaction) -> None:
    """Refuse a database that somebody uses.

    Raises:
        DatabaseInUse: there are tables in it.
    """
    if found := _tables(tx.connection):
        raise DatabaseInUse(
            f"The database holds {len(found)} tables already ({min(found)}, …). A backup goes into an empty "
            "database only: make a new one with createdb, and name it in DATABASE_URL."
        )


def learn_sizes(tx: Transaction) -> None:
    """Let PostgreSQL count what has just come, before the first question: by itself it does so later."""
    tx.connection.execute(text("ANALYZE"))


def _drop_tables(tx: Transaction) -> None:
    """Take out again what was only just put in: what is in a dump can be read only once it is restored."""
    for table in _tables(tx.connection):
        quoted = tx.connection.dialect.identifier_preparer.quote(table)
        tx.connection.execute(text(f"DROP TABLE {quoted} CASCADE"))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def _in_database(url: URL, vault: Vault, work: Callable[[Transaction], T]) -> T:
    """Work in the database whatever release its tables are of."""
    engine = PostgresEngine(url)
    database = Database(engine, vault)
    try:
        async with reaching(engine):
            return await database.transaction(work)
    finally:
        await database.close()


async def _run(url: URL, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs and return what it printed.

    Raises:
        BadBackup: it is not there, or it failed; with what it said.
    """
    path = shutil.which(program)
    if path is None:
        raise BadBackup(
            f"{program} is not on the PATH; expected PostgreSQL's client programs, of the server's version. "
            "On Debian: sudo apt-get install postgresql-client"
        )
    done = await asyncio.to_thread(
        subprocess.run,
        [path, *arguments],
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadBackup(
            f"{program} ended with {done.returncode}; expected 0. It said: {_said(done.stderr, url)}"
        )
    return str(done.stdout)


def _environment(url: URL) -> dict[str, str]:
    """What libpq reads, from DATABASE_URL; an `ssl` in it means what it means to asyncpg."""
    told = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": str(url.query["ssl"]) if "ssl" in url.query else None,
        "PGAPPNAME": "firstcall-backup",
    }
    return dict(os.environ) | {name: value for name, value in told.items() if value}


def _said(errors: str, url: URL) -> str:
    said = " ".join(errors.split())
    return said.replace(url.password, "***") if url.password else said
