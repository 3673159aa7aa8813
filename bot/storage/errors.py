"""What storage refuses, in words for whoever runs the bot. No message holds a password or a key."""

from __future__ import annotations


class StorageError(Exception):
    """The database or its key cannot be used; the message says what was found and what was expected."""


class BadDatabaseUrl(StorageError):
    """DATABASE_URL is not one of the two forms the bot understands."""


class DatabaseUnreachable(StorageError):
    """The database does not answer, does not exist, or does not let us in."""


class DatabaseMoved(DatabaseUnreachable):
    """Where its file was is another one, or none."""


class DatabaseOutdated(StorageError):
    """The tables are older than this code, or not there yet."""


class DatabaseNewer(StorageError):
    """The tables were made by a newer release than this one."""


class DatabaseForeign(StorageError):
    """The tables are another program's."""


class BadKey(StorageError):
    """DATA_KEY does not hold usable keys."""


class WrongKey(StorageError):
    """The keys are well-formed, but what is stored was not encrypted with any of them."""


class KeyNotInUse(StorageError):
    """The newest key is not one that the bot was started with: it could not read what is encrypted anew."""


class BadBackup(StorageError):
    """The copy is not whole, not of this kind of database, or there already; nothing was changed."""


class DatabaseInUse(StorageError):
    """A backup goes into an empty database only, and this one holds something."""
