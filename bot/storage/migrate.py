"""Bringing the tables to this release, and telling which release they are of.

Alembic does the steps, on the same engines and in the same transactions as everything else: a step that fails
leaves the database as it was. Checking reads one row and does not import Alembic, for a quick start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, inspect, text

from bot.storage.engines import engine_for, reaching
from bot.storage.errors import DatabaseForeign, DatabaseNewer, DatabaseOutdated

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_461_737_463
"""An arbitrary number: replicas that start together upgrade one after the other."""
_VERSION, _FIRST = "alembic_version", "interviews"
"""The table that says the revision, and one that every release has had."""


def known_revisions() -> list[str]:
    """Return this release's revisions, oldest first: the numbers that the migration files begin with."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


async def upgrade(url: str) -> None:
    """Bring the database to this release; one that is there already is left alone.

    Raises:
        BadDatabaseUrl, DatabaseUnreachable: as for `Database.open`.
        DatabaseNewer, DatabaseForeign: see `upgrade_within`.
    """
    await _run(url, upgrade_within)


async def downgrade(url: str, revision: str) -> None:
    """Take the tables back to `revision` (`base` = none at all). What later ones held is lost."""
    await _run(url, partial(_downgrade, revision=revision))


async def current(url: str) -> str | None:
    """Return the revision of the tables, or None where there are none yet."""
    return await _run(url, current_revision)


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database says it has, or None when it was never set up."""
    if not inspect(connection).has_table(_VERSION):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(connection: Connection) -> None:
    """Refuse tables that are not of this release.

    Raises:
        DatabaseNewer: they have a revision that this release does not know.
        DatabaseOutdated: they are missing or of an older release.
    """
    found = current_revision(connection)
    refuse_newer(found)
    newest = known_revisions()[-1]
    if found != newest:
        raise DatabaseOutdated(
            f"The database is at revision {found or 'none: it is empty'}; expected {newest}. "
            "Run `firstcall db upgrade`."
        )


async def _run(url: str, work: Callable[[Connection], T]) -> T:
    engine = engine_for(url, command_seconds=None)  # an index over years takes its time
    try:
        async with reaching(engine):
            return await engine.write(work)
    finally:
        await engine.close()


def upgrade_within(connection: Connection) -> None:
    """Bring the tables to this release in the transaction that is open; it is committed, or not, as a whole.

    Raises:
        DatabaseNewer: a newer release made the tables.
        DatabaseForeign: another program did.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = current_revision(connection)
    _refuse_foreign(connection, found)
    refuse_newer(found)
    if found != known_revisions()[-1]:
        from alembic import command  # a tenth of a second that a bot with current tables does not spend

        command.upgrade(_config(connection), "head")


def _downgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    refuse_newer(current_revision(connection))
    command.downgrade(_config(connection), revision)


def _refuse_foreign(connection: Connection, found: str | None) -> None:
    """Only an empty database becomes ours: another program's would have our tables among its own."""
    if found in known_revisions():
        return
    tables = set(inspect(connection).get_table_names()) - {_VERSION}
    is_ours = found is not None and _FIRST in tables
    if tables and not is_ours:
        raise DatabaseForeign(
            f"The database holds another program's tables: {len(tables)}, {min(tables)} among them. "
            "Expected an empty database, or one of Firstcall's: look at DATABASE_URL."
        )


def refuse_newer(found: str | None) -> None:
    """Refuse a revision of a later release than this one.

    Raises:
        DatabaseNewer: see there.
    """
    known = known_revisions()
    if found is not None and found not in known:
        raise DatabaseNewer(
            f"The database is at revision {found}, which this release does not know; expected at most "
            f"{known[-1]}. A newer Firstcall made it: install that one, or restore a backup "
            "from before the upgrade."
        )


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
