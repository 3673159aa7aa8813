"""What either database's engine does, and how its address is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection

T = TypeVar("T")


class Engine(Protocol):
    """Runs work in a transaction: committed when the work returns, rolled back when it raises."""

    address: str
    """Where the database is, for people: no password in it."""
    expected: str
    """What has to be there, for people too."""
    is_for_one: bool
    """Whether one process at a time works on it."""

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that may write; where it lost a race it is run again from the start."""

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that may only read; on SQLite beside the writer, not behind it."""

    async def read_at_length(self, work: Callable[[Connection], T]) -> T:
        """The same in a thread, one at a time: for what reads much, and computes with it."""

    async def close(self) -> None:
        """Finish what runs and let go of every connection."""


def masked(url: URL) -> str:
    """Return the address without password and options, fit for a log."""
    return url.set(query={}).render_as_string(hide_password=True)
