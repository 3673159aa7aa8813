"""Tells a database that is in trouble from one that was asked for what it cannot do."""

from __future__ import annotations

import sqlite3

from sqlalchemy import exc

from bot.storage.errors import DatabaseUnreachable

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
CUT_OFF = ("25P03", "25P04", "55P03")
"""idle_in_transaction_session_timeout, transaction_timeout, lock_not_available."""
NOT_THE_STATEMENTS = ("08", "53", "57", "58")
"""Classes of what befalls any statement: a connection broke, resources are short, an operator stepped in (by
stopping the server, or cancelling what runs), the system failed."""
LOST_A_RACE = ("40P01", "40001")
"""deadlock_detected, serialization_failure: the other transaction went through, and this one would, too."""
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


def has_lost_a_race(error: BaseException) -> bool:
    """Whether PostgreSQL stopped a transaction because it and another one waited for each other.

    Args:
        error: what the transaction raised.
    """
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None) in LOST_A_RACE


def is_in_trouble(error: BaseException) -> bool:
    """Whether the database has no room, went away in the middle, does not answer, or is crowded.

    Crowded: no connection was free in time, or others won every race. What was to be written is not at fault.

    Args:
        error: what the transaction raised.
    """
    gone = ConnectionError | TimeoutError | exc.TimeoutError | DatabaseUnreachable  # the third is the pool's
    is_gone = isinstance(error, gone)
    is_cut_off = is_gone or bool(getattr(error, "connection_invalidated", False))
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None) or ""
    passes = state in (*CUT_OFF, *LOST_A_RACE) or state[:2] in NOT_THE_STATEMENTS
    return is_cut_off or passes or is_out_of_room(error)
