"""The outbox: enqueued once, lent to one worker, sent, retried, parked or cancelled."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial

from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import deliveries
from bot.storage.queries.deliveries import Delivery
from tests.storage.samples import MINUTE, NOW, delivery, interview_about_lotus, manager, meet

LEASE = 2 * MINUTE


async def enqueue(database: Database, *keys: str, due_at: datetime = NOW) -> None:
    drafts = [delivery(key, due_at) for key in keys]
    await database.transaction(lambda tx: deliveries.enqueue(tx, drafts, NOW))


async def claim(
    database: Database, now: datetime = NOW, worker: str = "a", limit: int = 100
) -> list[Delivery]:
    return await database.transaction(lambda tx: deliveries.claim(tx, "reminder", worker, now, LEASE, limit))


def keys(claimed: list[Delivery]) -> list[str]:
    return [each.draft.dedup_key for each in claimed]


async def test_a_delivery_comes_out_with_all_that_was_put_in(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    assert claimed.draft == delivery("one")
    assert claimed.attempts == 1


async def test_the_same_thing_is_to_be_told_only_once(database: Database) -> None:
    await enqueue(database, "one", "one")
    await enqueue(database, "one", "two")
    assert keys(await claim(database)) == ["one", "two"]


async def test_only_what_is_due_is_lent_the_longest_due_first(database: Database) -> None:
    await enqueue(database, "later", due_at=NOW + MINUTE)
    await enqueue(database, "now")
    await enqueue(database, "before", due_at=NOW - MINUTE)
    assert keys(await claim(database)) == ["before", "now"]


async def test_what_is_of_another_kind_waits_for_its_own_worker(database: Database) -> None:
    drafts = [delivery("one"), delivery("a digest", kind="digest")]
    await database.transaction(lambda tx: deliveries.enqueue(tx, drafts, NOW))
    assert keys(await claim(database)) == ["one"]


async def test_what_is_lent_to_one_worker_is_not_lent_to_another(database: Database) -> None:
    await enqueue(database, *(f"{n:02}" for n in range(40)))
    barrier = asyncio.Barrier(8)

    def work(tx: Transaction, worker: str) -> list[Delivery]:
        meet(tx, barrier)
        return deliveries.claim(tx, "reminder", worker, NOW, LEASE, 7)

    workers = [f"worker {n}" for n in range(8)]
    claims = await asyncio.gather(*(database.transaction(partial(work, worker=name)) for name in workers))
    assert sorted(key for claimed in claims for key in keys(claimed)) == [f"{n:02}" for n in range(40)]
    assert max(len(claimed) for claimed in claims) <= 7


async def test_two_open_claims_pass_each_other_by(postgres_url: str, vault: Vault) -> None:
    one, other = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    await enqueue(one, "a", "b", "c")

    def work(tx: Transaction) -> tuple[list[Delivery], list[Delivery]]:
        mine = deliveries.claim(tx, "reminder", "one", NOW, LEASE, 2)
        return mine, await_only(claim(other, worker="other"))  # while mine is still open

    first, second = await one.transaction(work)
    assert (keys(first), keys(second)) == (["a", "b"], ["c"])
    await one.close()
    await other.close()


async def test_a_lease_that_ran_out_is_lent_anew(database: Database) -> None:
    await enqueue(database, "one")
    await claim(database)
    assert await claim(database, NOW + LEASE - MINUTE, "b") == []
    (again,) = await claim(database, NOW + LEASE, "b")
    assert again.attempts == 2


async def test_what_was_sent_never_comes_again(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: deliveries.sent(tx, [claimed.id], NOW))
    assert await claim(database, NOW + 9 * LEASE) == []
    await enqueue(database, "one")
    assert await claim(database, NOW + 9 * LEASE) == []


async def test_a_retry_comes_at_its_time_with_the_reason(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: deliveries.retry(tx, claimed, NOW + MINUTE, "429"))
    assert await claim(database) == []
    (again,) = await claim(database, NOW + MINUTE)
    assert (again.attempts, again.last_error) == (2, "429")


async def test_a_worker_that_comes_back_late_does_not_free_what_its_successor_holds(
    database: Database,
) -> None:
    await enqueue(database, "one")
    (late,) = await claim(database)
    await claim(database, NOW + LEASE, "b")
    await database.transaction(lambda tx: deliveries.retry(tx, late, NOW, "late"))
    assert await claim(database, NOW + LEASE, "c") == [], "still lent to b"


async def test_a_worker_that_comes_back_late_does_not_give_up_what_its_successor_holds(
    database: Database,
) -> None:
    await enqueue(database, "one")
    (late,) = await claim(database)
    await claim(database, NOW + LEASE, "b")
    await database.transaction(lambda tx: deliveries.park(tx, late, "late"))
    assert await database.read(deliveries.parked) == []


async def test_what_was_given_up_is_visible_and_not_sent(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: deliveries.park(tx, claimed, "403 blocked"))
    assert await claim(database, NOW + 9 * LEASE) == []
    (parked,) = await database.read(deliveries.parked)
    assert (parked.draft.dedup_key, parked.last_error) == ("one", "403 blocked")


async def test_a_cancelled_interviews_reminders_are_cancelled_and_others_are_not(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        deliveries.enqueue(tx, [delivery("of it", interview_id=row.id), delivery("other")], NOW)
        deliveries.cancel_for_interview(tx, row.id)

    await database.transaction(work)
    assert keys(await claim(database)) == ["other"]


async def test_the_next_time_to_look_is_the_first_due_or_the_first_lease_to_run_out(
    database: Database,
) -> None:
    assert await database.read(deliveries.next_due) is None
    await enqueue(database, "later", due_at=NOW + 5 * MINUTE)
    assert await database.read(deliveries.next_due) == NOW + 5 * MINUTE
    await enqueue(database, "now")
    await claim(database)
    assert await database.read(deliveries.next_due) == NOW + LEASE


async def test_what_is_settled_is_forgotten_in_time_and_nothing_else(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        deliveries.enqueue(tx, [delivery("sent"), delivery("cancelled", interview_id=row.id)], NOW)
        deliveries.cancel_for_interview(tx, row.id)
        (claimed,) = deliveries.claim(tx, "reminder", "a", NOW, LEASE, 1)
        deliveries.sent(tx, [claimed.id], NOW + MINUTE)
        deliveries.enqueue(tx, [delivery("pending")], NOW)
        assert deliveries.prune(tx, NOW) == 0
        assert deliveries.prune(tx, NOW + MINUTE) == 1, "the cancelled one"
        assert deliveries.prune(tx, NOW + 2 * MINUTE) == 1, "the one that was sent later"

    await database.transaction(work)
    assert keys(await claim(database)) == ["pending"]
