"""Statements that many rows go through, past SQLAlchemy's care for each of them.

It lays the parameters of every row out anew, by name, and looks up what the driver takes in place of each:
more work than the database has. Here that is done once for each kind of database; a row is a plain tuple.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

from bot.storage.transaction import Transaction


class ForEachRow:
    """A statement that writes, executed once for each of many rows."""

    def __init__(self, names: Sequence[str], statement: ClauseElement | Mapping[str, ClauseElement]) -> None:
        """Nothing is compiled before it is needed.

        Args:
            names: of the statement's parameters, in the order in which rows have them.
            statement: the same for both databases, or one for each, by the dialect's name.
        """
        self._names = list(names)
        self._statement = statement
        self._laid_out: dict[str, _LaidOut] = {}

    def write(self, tx: Transaction, rows: Sequence[Sequence[Any]]) -> None:
        """Send all rows at once; none at all is nothing to do."""
        if not rows:
            return
        known = self._laid_out.get(tx.dialect)
        if known is None:
            known = self._laid_out[tx.dialect] = self._lay_out(tx.connection.dialect)
        tx.connection.exec_driver_sql(known.sql, known.as_the_driver_takes(rows))

    def _lay_out(self, dialect: Dialect) -> _LaidOut:
        both = isinstance(self._statement, Mapping)
        statement: Any = self._statement[dialect.name] if both else self._statement  # type: ignore[index]
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._names, for_executemany=True)
        places = [(self._names.index(name), compiled.binds[name].type) for name in compiled.positiontup]
        return _LaidOut(
            str(compiled),
            tuple((place, type_.dialect_impl(dialect).bind_processor(dialect)) for place, type_ in places),
        )


@dataclass(frozen=True)
class _LaidOut:
    """A statement as one driver takes it."""

    sql: str
    parameters: tuple[tuple[int, Callable[[Any], Any] | None], ...]
    """Of each its place in a row, and what it is turned into."""

    def as_the_driver_takes(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The same rows, column by column."""
        given = tuple(zip(*rows, strict=True))
        columns = (map(turned, given[place]) if turned else given[place] for place, turned in self.parameters)
        return list(zip(*columns, strict=True))
