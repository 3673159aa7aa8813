"""Copies of a SQLite file: `VACUUM INTO`, one read transaction beside the bot's writer.

Unlike the online backup it is never begun anew because somebody writes, and takes no free pages along: what
was erased is not in it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import URL

from bot.storage.errors import BadBackup, DatabaseInUse
from bot.storage.safekeeping.new_file import new_file
from bot.storage.safekeeping.proof import come_back, prove
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

NAME, SUFFIX, BEGINS = "SQLite", ".sqlite3", b"SQLite format 3\0"
COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What may stand beside a database and belong to it: another one's must not be read as part of it."""


async def copy(url: URL, vault: Vault, unfinished: Path) -> None:
    """Fill an empty file with a copy, and prove it."""
    await asyncio.to_thread(_copy, Path(url.database or ""), vault, unfinished)


async def restore(url: URL, vault: Vault, file: Path) -> None:
    """Put a backup where there is no database: proved first, so that a bad one leaves nothing behind."""
    await asyncio.to_thread(_restore, Path(url.database or ""), vault, file)


def _copy(database: Path, vault: Vault, unfinished: Path) -> None:
    try:
        with closing(sqlite3.connect(_address(database), uri=True, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", (str(unfinished),))
    except sqlite3.Error as error:
        raise BadBackup(f"{database} could not be copied: {error}. Expected the bot's database.") from error
    check(unfinished, vault)


def _restore(database: Path, vault: Vault, file: Path) -> None:
    for companion in COMPANIONS:
        if (found := Path(f"{database}{companion}")).exists():
            raise DatabaseInUse(
                f"{found} is there. A backup goes into an empty database only: stop the bot, and move "
                f"{database}* away."
            )
    with new_file(database) as unfinished, _alone(unfinished):
        shutil.copyfile(file, unfinished)
        check(unfinished, vault)
        _work(unfinished, vault, "rw", come_back)
        _hand_over(unfinished, database.parent)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Leave nothing beside a file that was opened, as SQLite does where it is refused in the middle."""
    try:
        yield
    finally:
        for companion in COMPANIONS[1:]:
            Path(f"{file}{companion}").unlink(missing_ok=True)


def _hand_over(file: Path, folder: Path) -> None:
    """Who restores as root does so for the folder's owner: else the bot could not open its database."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def check(file: Path, vault: Vault) -> None:
    """Refuse a file that is damaged, is another program's, or cannot be read with these keys."""
    try:
        with closing(sqlite3.connect(_address(file), uri=True)) as opened:
            said = [row[0] for row in opened.execute("PRAGMA integrity_check(3)")]
            orphans = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        said, orphans = [str(error)], None
    if said != ["ok"] or orphans is not None:
        raise BadBackup(f"The copy is not whole: {'; '.join(said)}. Expected integrity_check to pass.")
    _work(file, vault, "ro", prove)


def _work(file: Path, vault: Vault, mode: str, work: Callable[[Transaction], None]) -> None:
    with opened(file, mode) as engine, engine.begin() as connection:
        work(Transaction(connection, vault))


@contextmanager
def opened(file: Path, mode: str = "ro") -> Iterator[sqlalchemy.Engine]:
    """An engine over a file that is nobody's database: `ro` to read it, `rw` to write."""
    engine = sqlalchemy.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(_address(file, mode), uri=True), hide_parameters=True
    )
    try:
        yield engine
    finally:
        engine.dispose()


def _address(file: Path, mode: str = "ro") -> str:
    """A file that is not there is an error, not a new database."""
    return f"file:{quote(str(file.absolute()))}?mode={mode}"
