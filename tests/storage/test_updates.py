"""An update takes effect once, and one that always fails is set aside."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, update

from bot.storage import Database, Transaction
from bot.storage.queries import updates
from bot.storage.tables import failed_updates
from tests.storage.samples import MINUTE, NOW, meet

BOT = 7_000_000_001


async def claim(database: Database, *ids: int, bot: int = BOT) -> set[int]:
    return await database.transaction(lambda tx: updates.claim(tx, bot, ids, NOW))


async def test_only_updates_not_seen_before_may_have_effects(database: Database) -> None:
    assert await claim(database, 3, 1, 2) == {1, 2, 3}
    assert await claim(database, 2, 3, 4, 4) == {4}


async def test_ids_that_restart_lower_are_new_all_the_same(database: Database) -> None:
    await claim(database, 900_000_000)
    assert await claim(database, 17) == {17}


async def test_another_bots_updates_are_its_own(database: Database) -> None:
    await claim(database, 1)
    assert await claim(database, 1, bot=BOT + 1) == {1}


async def test_no_updates_are_no_work(database: Database) -> None:
    assert await claim(database) == set()


async def test_a_batch_that_fails_leaves_its_updates_unseen(database: Database) -> None:
    def work(tx: Transaction) -> None:
        updates.claim(tx, BOT, [1, 2], NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.transaction(work)
    assert await claim(database, 1, 2) == {1, 2}


async def test_replicas_that_are_handed_the_same_updates_share_them_without_overlap(
    database: Database,
) -> None:
    barrier = asyncio.Barrier(6)

    def work(tx: Transaction) -> set[int]:
        meet(tx, barrier)
        return updates.claim(tx, BOT, range(50), NOW)

    batches = await asyncio.gather(*(database.transaction(work) for _ in range(6)))
    assert sorted(id for batch in batches for id in batch) == list(range(50))


async def test_old_updates_are_forgotten_and_recent_ones_are_not(database: Database) -> None:
    def work(tx: Transaction) -> int:
        updates.claim(tx, BOT, [1], NOW - MINUTE)
        updates.claim(tx, BOT, [2], NOW)
        return updates.prune(tx, NOW)

    assert await database.transaction(work) == 1
    assert await claim(database, 1, 2) == {1}


def failed(tx: Transaction) -> int:
    return updates.record_failure(tx, BOT, 5, "ValueError in handler", {"text": "Lotus Bakery"}, NOW)


async def test_the_tries_of_a_failing_update_are_counted(database: Database) -> None:
    assert [await database.transaction(failed) for _ in range(3)] == [1, 2, 3]


async def test_a_parked_update_counts_as_seen_and_is_shown_to_admins(database: Database) -> None:
    def work(tx: Transaction) -> None:
        failed(tx)
        assert updates.parked(tx) == []
        updates.park(tx, BOT, 5, NOW + MINUTE)
        (parked,) = updates.parked(tx)
        assert (parked.update_id, parked.tries, parked.error) == (5, 1, "ValueError in handler")
        assert (parked.parked_at, parked.payload) == (NOW + MINUTE, {"text": "Lotus Bakery"})

    await database.transaction(work)
    assert await claim(database, 5) == set()


async def test_old_failures_are_forgotten_and_recent_ones_are_not(database: Database) -> None:
    await database.transaction(failed)
    assert await database.transaction(lambda tx: updates.forget_failures(tx, NOW)) == 0
    assert await database.transaction(lambda tx: updates.forget_failures(tx, NOW + MINUTE)) == 1


async def test_only_an_update_that_is_handled_in_the_end_is_forgiven(database: Database) -> None:
    def work(tx: Transaction) -> int:
        for number in (1, 2, 3):
            updates.record_failure(tx, BOT, number, "ValueError", {"text": "Lotus Bakery"}, NOW)
        updates.claim(tx, BOT, [1], NOW)
        updates.park(tx, BOT, 2, NOW)
        updates.claim(tx, BOT + 1, [3], NOW)
        return updates.forgive(tx)

    def left(tx: Transaction) -> list[int]:
        return sorted(tx.connection.execute(select(failed_updates.c.update_id)).scalars())

    assert await database.transaction(work) == 1
    assert await database.read(left) == [2, 3]


@pytest.mark.parametrize(
    "payload",
    [
        {"message": {"from": {"first_name": "Otto"}}},
        {"message": {"from": [17]}},
        {"message": {"from": "17"}},
        {"message": {"from": None}},
        {"message": []},
        {},
    ],
    ids=repr,
)
async def test_who_is_forgotten_need_not_be_told_from_a_sender_that_is_none(
    database: Database, payload: dict[str, object]
) -> None:
    """What nobody could handle lies there for a month; meanwhile everybody may go."""
    theirs = {"message": {"from": {"id": 17}}}

    def work(tx: Transaction) -> list[int]:
        for number, failed in ((1, payload), (2, theirs)):
            updates.record_failure(tx, BOT, number, "KeyError", failed, NOW)
            updates.park(tx, BOT, number, NOW)
        updates.forget_failures_of(tx, 17)
        return [each.update_id for each in updates.parked(tx)]

    assert await database.transaction(work) == [1]


async def test_a_failed_update_that_no_key_opens_keeps_nobody_from_being_forgotten(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def work(tx: Transaction) -> set[int]:
        for number in (1, 2):
            updates.record_failure(tx, BOT, number, "KeyError", {"message": {"from": {"id": 17}}}, NOW)
        broken = update(failed_updates).where(failed_updates.c.update_id == 1)
        tx.connection.execute(broken.values(sealed_payload=b"broken"))
        updates.forget_failures_of(tx, 17)
        return set(tx.connection.scalars(select(failed_updates.c.update_id)))

    assert await database.transaction(work) == {1}
    assert "failed update 1 is passed over" in caplog.text
