"""Backups: a whole copy of the database while the bot runs, and the way back into an empty one.

A copy is made beside its place under another name, proved, and only then given its name: what is called a
backup is whole. It never replaces a file, and nobody but its owner may read it.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from sqlalchemy.engine import make_url

from bot.storage.engines import engine_for
from bot.storage.errors import BadBackup
from bot.storage.safekeeping import moving, postgres, sqlite
from bot.storage.safekeeping.new_file import new_file
from bot.storage.vault import Vault

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql+asyncpg": postgres}
"""How it is done, by what a DATABASE_URL begins with."""


def suffix_for(database_url: str) -> str:
    """Return how the name of a backup of this database ends."""
    return str(_kind(database_url).SUFFIX)


async def back_up(database_url: str, vault: Vault, file: Path) -> None:
    """Write a whole copy of the database to a new file, as of one moment; the bot may go on meanwhile.

    Raises:
        BadBackup: the file is there already, or the copy could not be made or is not whole.
        WrongKey: the copy could not be read with these keys.
        BadDatabaseUrl, DatabaseUnreachable, DatabaseNewer: see there.
    """
    engine_for(database_url)  # an address that is none is refused in its own words
    with new_file(file) as unfinished:
        await _kind(database_url).copy(make_url(database_url), vault, unfinished)


async def restore(database_url: str, vault: Vault, file: Path) -> None:
    """Bring a backup back into an empty database; see `restore` of `sqlite`, `postgres` and `moving`.

    Raises:
        BadBackup: the file is no backup that this kind of database takes, or not whole.
        DatabaseInUse: the database is not empty.
        WrongKey: the backup was encrypted with other keys.
        BadDatabaseUrl, DatabaseUnreachable, DatabaseNewer: see there.
    """
    engine_for(database_url)
    way = _way(_kind_of(file), _kind(database_url), file)
    await way.restore(make_url(database_url), vault, file)


def _kind(database_url: str) -> ModuleType:
    return KINDS[make_url(database_url).drivername]


def _way(found: ModuleType | None, wanted: ModuleType, file: Path) -> ModuleType:
    """How a backup of one kind gets into a database of one kind: only a file goes over to a server."""
    if found is wanted:
        return wanted
    if (found, wanted) == (sqlite, postgres):
        return moving
    what = f"a backup of {found.NAME}" if found else "no backup of a database"
    raise BadBackup(f"{file} is {what}; DATABASE_URL names {wanted.NAME}, expected a backup of that.")


def _kind_of(file: Path) -> ModuleType | None:
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise BadBackup(f"{file}: {error.strerror}; expected a file made by `firstcall backup`.") from error
    return next((kind for kind in KINDS.values() if start.startswith(kind.BEGINS)), None)
