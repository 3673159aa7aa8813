"""What storage refuses, in words for whoever runs the bot. No message holds a password or a key."""

from __future__ import annotations


class StorageError(Exception):
    """The database or its key cannot be used; the message says what was found and what was expected."""


class BadDatabaseUrl(StorageError):
    """DATABASE_URL is not one of the two forms the bot understands."""


class DatabaseUnreachable(StorageError):
    """The database does not answer, does not exist, or does not let us in."""


class DatabaseOutdated(StorageError):
    """The tables are older than this code, or not there yet."""


class DatabaseNewer(StorageError):
    """The tables were made by a newer release than this one."""


class BadKey(StorageError):
    """DATA_KEY does not hold usable keys."""


class WrongKey(StorageError):
    """The keys are well-formed, but what is stored was not encrypted with any of them."""
