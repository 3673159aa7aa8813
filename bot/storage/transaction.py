"""What every query is given: a connection in a transaction, and the keys."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.storage.vault import Vault


@dataclass(slots=True)
class Transaction:
    """What every query takes first: the connection within its transaction, and the keys."""

    connection: Connection
    vault: Vault
    has_posted: bool = False
    """Whether it left something in the outbox that is due at once."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`: picks among the statements that `columns.for_both` built."""
        return self.connection.dialect.name
