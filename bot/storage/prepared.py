"""Statements laid out once, past SQLAlchemy's care for each execution.

It finds what it compiled by a key as long as the statement, lays parameters out anew, by name, and looks up
for each what the driver takes in its place: on the way of a tap more work than the database has. Here that is
done once for each kind of database; parameters and rows are plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

from bot.storage.transaction import Transaction

Row = tuple[Any, ...]
Turn = Callable[[Any], Any] | None
"""What becomes of a value between us and the driver; None where it stays as it is."""


class Prepared:
    """A statement of the hot path; no `IN` with a list, which would be another statement for each length."""

    def __init__(self, names: Sequence[str], statement: ClauseElement | Mapping[str, ClauseElement]) -> None:
        """Nothing is compiled before it is needed.

        Args:
            names: of the statement's parameters, in the order in which values for them are given.
            statement: the same for both databases, or one for each, by the dialect's name.
        """
        self._names = list(names)
        self._statement = statement
        self._laid_out: dict[str, _LaidOut] = {}

    def rows(self, tx: Transaction, *values: Any) -> list[Row]:
        """Execute it and return what it finds."""
        known = self._for(tx)
        found = tx.connection.exec_driver_sql(known.sql, known.taken([values])[0])
        return known.read(found.fetchall())

    def write(self, tx: Transaction, *values: Any) -> int:
        """Execute it and return how many rows it wrote."""
        known = self._for(tx)
        return tx.connection.exec_driver_sql(known.sql, known.taken([values])[0]).rowcount

    def write_each(self, tx: Transaction, rows: Sequence[Sequence[Any]]) -> None:
        """Execute it for each of many rows, all sent at once; none at all is nothing to do."""
        if rows:
            known = self._for(tx)
            tx.connection.exec_driver_sql(known.sql, known.taken(rows))

    def _for(self, tx: Transaction) -> _LaidOut:
        known = self._laid_out.get(tx.dialect)
        if known is None:
            known = self._laid_out[tx.dialect] = self._lay_out(tx.connection.dialect)
        return known

    def _lay_out(self, dialect: Dialect) -> _LaidOut:
        both = self._statement
        statement: Any = both[dialect.name] if isinstance(both, Mapping) else both
        compiled = statement.compile(dialect=dialect, column_keys=self._names, for_executemany=True)
        own = {name: value for name, value in compiled.params.items() if name not in self._names}
        places = {name: place for place, name in enumerate([*self._names, *own])}
        return _LaidOut(
            str(compiled),
            tuple(
                (places[name], _to_driver(compiled.binds[name].type, dialect))
                for name in compiled.positiontup
            ),
            tuple(own.values()),
            tuple(_from_driver(column.type, dialect) for column in statement.exported_columns),
        )


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@dataclass(frozen=True)
class _LaidOut:
    """A statement as one driver takes it."""

    sql: str
    parameters: tuple[tuple[int, Turn], ...]
    """Of each its place among the values given and the statement's own, and what becomes of it."""
    own: Row
    """Values that are always the same: of a LIMIT, say."""
    columns: tuple[Turn, ...]
    """Of what it finds."""

    def taken(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """Parameters as the driver takes them, column by column."""
        given = [*zip(*rows, strict=True), *([value] * len(rows) for value in self.own)]
        return _turned([(turn, given[place]) for place, turn in self.parameters])

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """What was found, as it was meant."""
        return _turned(list(zip(self.columns, zip(*rows, strict=True), strict=True))) if rows else []


def _turned(columns: Sequence[tuple[Turn, Sequence[Any]]]) -> list[Row]:
    return list(zip(*(map(turn, column) if turn else column for turn, column in columns), strict=True))
