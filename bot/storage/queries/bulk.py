"""Many rows at once, for filling a database with an invented history: as fast as each database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.util import await_only

from bot.storage.tables import interviews, metadata
from bot.storage.transaction import Transaction

Rows = Iterable[Mapping[str, Any]]


def is_unused(tx: Transaction) -> bool:
    """Whether nobody has begun an interview yet."""
    return tx.connection.execute(select(interviews.c.id).limit(1)).first() is None


def next_id(tx: Transaction, table: str) -> int:
    """Return the first id above all that a table has."""
    return (tx.connection.scalar(select(func.max(metadata.tables[table].c.id))) or 0) + 1


def fill(tx: Transaction, table: str, rows: Rows) -> int:
    """Store rows, each with the same columns, and return how many. Values are as the columns take them."""
    found = metadata.tables[table]
    given = list(rows)
    if not given:
        return 0
    if tx.dialect == "postgresql":
        _copy(tx, found, given)
    else:
        tx.connection.execute(insert(found), given)
    return len(given)


def keep_counting(tx: Transaction, tables: Iterable[str]) -> None:
    """Let the next row without an id get one above those that were given: PostgreSQL counts on its own."""
    if tx.dialect == "postgresql":
        for table in tables:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            tx.connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))"))


def _copy(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """COPY: several times faster than inserts."""
    columns = list(rows[0])
    bind = [_bound(tx, table, name) for name in columns]
    records = [tuple(of(row[name]) for of, name in zip(bind, columns, strict=True)) for row in rows]
    driver: Any = tx.connection.connection.driver_connection
    await_only(driver.copy_records_to_table(table.name, records=records, columns=columns))


def _bound(tx: Transaction, table: Table, name: str) -> Any:
    """What turns a value into what the driver takes."""
    process = table.c[name].type.dialect_impl(tx.connection.dialect).bind_processor(tx.connection.dialect)
    return process or (lambda value: value)
