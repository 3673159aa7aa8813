"""A statement laid out once says and finds what SQLAlchemy makes of it each time, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from bot.storage import Database, Transaction
from bot.storage.prepared import Prepared
from bot.storage.queries import interviews
from bot.storage.tables import interviews as table
from tests.storage.samples import BIG, INTERVIEW, MINUTE, NOW, interview, manager, stored

OF_PERSON = (
    select(table)
    .where(table.c.person_id == bindparam("person"), table.c.revision > bindparam("revision"))
    .order_by(table.c.id.desc())
)


async def test_it_finds_moments_flags_and_documents_as_the_library_reads_them(database: Database) -> None:
    def work(tx: Transaction) -> tuple[list[Any], list[Any], list[Any]]:
        person = manager(tx)
        stored(tx, person, practice=True, progress={"name": "Café ☕"}, finished_at=NOW + MINUTE)
        interviews.create(tx, [interview(person, BIG + 1, message_id=7)])
        by_library = tx.connection.execute(OF_PERSON, {"person": person.id, "revision": 0})
        prepared = Prepared(("revision", "person"), OF_PERSON)
        only_last = Prepared(("person", "revision"), OF_PERSON.limit(1))
        return prepared.rows(tx, 0, person.id), [*map(tuple, by_library)], only_last.rows(tx, person.id, 0)

    found, expected, last = await database.transaction(work)
    assert found == expected
    assert len(found) == 2
    assert last == found[:1]


async def test_it_finds_nothing_where_nothing_is(database: Database) -> None:
    nothing = Prepared(("person", "revision"), OF_PERSON)
    assert await database.transaction(lambda tx: nothing.rows(tx, manager(tx).id, 9)) == []


async def test_it_says_how_many_rows_it_wrote(database: Database) -> None:
    renew = update(table).where(table.c.id == bindparam("of_id")).values(touched_at=bindparam("now"))
    prepared = Prepared(("now", "of_id"), renew)

    def work(tx: Transaction) -> tuple[int, int]:
        stored(tx, manager(tx))
        return prepared.write(tx, NOW + MINUTE, INTERVIEW), prepared.write(tx, NOW, INTERVIEW + 1)

    assert await database.transaction(work) == (1, 0)
