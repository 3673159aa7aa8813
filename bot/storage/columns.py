"""Column types and SQL constructs that mean the same on SQLite and on PostgreSQL.

What differs between the two databases is written here once, so that queries need not ask which one it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Integer, Table, Text, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

Id64 = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit id. SQLite's INTEGER holds 64 bits, and as a primary key it is the row's own address."""

Document = JSON(none_as_null=True)
"""A JSON value that is read and written whole; None is SQL's NULL."""


class _SqliteMoment(sqlite.DATETIME):
    """UTC as a text that sorts by time, offset included: one call of the standard library reads it back."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        return lambda value: None if value is None else _as_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return lambda value: None if value is None else datetime.fromisoformat(value)

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return lambda value: f"'{_as_text(value)}'"


@lru_cache(maxsize=64)  # all that a batch writes happens at one moment
def _as_text(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")


class Moment(TypeDecorator[datetime]):
    """A point in time: aware on the way in, UTC on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_SqliteMoment())  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(
                f"A moment without a time zone: {value.isoformat()}; expected an aware datetime."
            )
        return None if value is None else value.astimezone(UTC)


class IdList(TypeDecorator[Sequence[int | None]]):
    """Any number of ids as *one* parameter: an array, or JSON on SQLite. The statement never changes."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        array: TypeEngine[Any] = postgresql.ARRAY(BigInteger())
        return dialect.type_descriptor(array if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int | None] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return ids if dialect.name == "postgresql" else json.dumps(ids)


class among(FunctionElement[Any]):
    """`column` is one of the ids bound to `parameter`.

    `IN` with a list would be another statement for each length, each to be compiled and prepared anew. Its
    type is left open: as a Boolean it would be written `... = 1` on SQLite, which no index answers.
    """

    name = "among"
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], parameter: str) -> None:
        super().__init__(column, bindparam(parameter, type_=IdList()))


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, ids = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} = ANY ({ids})"


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, ids = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


class InsertOf(Protocol):
    """The `insert` of either dialect: both know `on_conflict_do_nothing` and `on_conflict_do_update`."""

    def __call__(self, table: Table, /) -> Any: ...


def for_both(build: Callable[[InsertOf], Any]) -> dict[str, Any]:
    """Return `build(insert)` by dialect name: an upsert is spelt per dialect, once, at import."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}
