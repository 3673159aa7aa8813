"""Tells a database that is in trouble from one that was asked for what it cannot do."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import TimeoutError as NoneIsFree

SQLITE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
)
"""Primary result codes: https://sqlite.org/rescode.html. A full disk is either of the first two."""
POSTGRESQL = ("53100", "53300", "25006")
"""disk_full, too_many_connections, read_only_sql_transaction (a standby that is not promoted yet):
https://www.postgresql.org/docs/current/errcodes-appendix.html."""
CUT_OFF = ("57P01", "57P02", "57P03", "25P03")
"""admin_shutdown, crash_shutdown, cannot_connect_now, idle_in_transaction_session_timeout."""
PRIMARY = 0xFF
"""The bits of an extended SQLite code that are the primary one."""


def is_out_of_room(error: BaseException) -> bool:
    """Whether a transaction failed because the disk is full, or cannot be written to for now.

    The same transaction may succeed later, and others may succeed now: a small one still finds room where a
    larger one does not. So this says nothing about what was to be written.

    Args:
        error: what the transaction raised.
    """
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        code: int | None = getattr(cause, "sqlite_errorcode", None)
        return code is not None and code & PRIMARY in SQLITE
    return getattr(cause, "sqlstate", None) in POSTGRESQL


def is_in_trouble(error: BaseException) -> bool:
    """Whether the database has no room, went away in the middle, does not answer, or is not there.

    Args:
        error: what the transaction raised.
    """
    is_gone = isinstance(error, ConnectionError | TimeoutError | NoneIsFree)
    is_cut_off = is_gone or bool(getattr(error, "connection_invalidated", False))
    cause = getattr(error, "orig", None) or error
    return is_cut_off or getattr(cause, "sqlstate", None) in CUT_OFF or is_out_of_room(error)
