"""Which columns hold ciphertext, and which a keyed hash of it: read from the tables' own declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table

from bot.storage.tables import metadata

SEALED = "sealed_"
"""How the names of encrypted columns begin."""
HASH_OF = "hash_of"
"""Key in the `info` of a column with a keyed hash: the encrypted column that it is of."""


@dataclass(frozen=True)
class SealedTable:
    """A table with encrypted columns."""

    table: Table
    sealed: tuple[Column[Any], ...]
    hashes: tuple[Column[Any], ...]
    """With a keyed hash of one of them."""

    @property
    def key(self) -> tuple[Column[Any], ...]:
        """What tells a row from the others, and the order in which they are gone through."""
        return tuple(self.table.primary_key)

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """What is read of a row."""
        return (*self.key, *self.sealed, *self.hashes)


def sealed_tables() -> Iterator[SealedTable]:
    """Return every table with an encrypted column, as declared."""
    for table in metadata.sorted_tables:
        sealed = tuple(column for column in table.columns if column.name.startswith(SEALED))
        hashes = tuple(column for column in table.columns if HASH_OF in column.info)
        if sealed:
            yield SealedTable(table, sealed, hashes)


def unexplained() -> list[Column[Any]]:
    """Return columns of bytes that are neither encrypted, nor a keyed hash, nor the hash of a token."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        and not (column.name.startswith(SEALED) or HASH_OF in column.info or column.name == "token_hash")
    ]
