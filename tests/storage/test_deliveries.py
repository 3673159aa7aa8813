"""The outbox: enqueued once, lent to one worker, sent, retried, parked or cancelled."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault
from bot.storage.errors import WrongKey
from bot.storage.queries import deliveries, lending, pacing
from bot.storage.queries.deliveries import Delivery
from bot.storage.queries.lending import TRIES, Lent
from bot.storage.tables import deliveries as table
from tests.storage.samples import MINUTE, NOW, delivery, interview_about_lotus, manager, meet

LEASE = 2 * MINUTE


async def enqueue(database: Database, *keys: str, due_at: datetime = NOW, **changes: Any) -> None:
    drafts = [delivery(key, due_at, **changes) for key in keys]
    await database.transaction(lambda tx: deliveries.enqueue(tx, drafts, NOW))


async def claim(database: Database, now: datetime = NOW, worker: str = "a", limit: int = 100) -> list[Lent]:
    return await database.transaction(lambda tx: lending.claim(tx, "reminder", worker, now, LEASE, limit))


async def claim_first(
    database: Database, now: datetime = NOW, worker: str = "a", limit: int = 100
) -> list[Lent]:
    return await database.transaction(
        lambda tx: lending.claim_first(tx, ["nudge"], worker, now, LEASE, limit)
    )


async def read(database: Database, lent: Lent) -> Delivery:
    found = await database.read(lambda tx: lending.read(tx, lent))
    assert found is not None
    return found


async def keys(database: Database, claimed: list[Lent]) -> list[str]:
    return [(await read(database, lent)).draft.dedup_key for lent in claimed]


async def row(database: Database, lent: Lent) -> Any:
    about = select(table).where(table.c.id == lent.id)
    return await database.read(lambda tx: tx.connection.execute(about).one())


async def test_what_is_lent_is_read_with_all_that_was_put_in(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    found = await read(database, claimed)
    assert found.draft == delivery("one")
    assert (found.attempts, found.may_have_come) == (1, False)


async def test_the_same_thing_is_to_be_told_only_once(database: Database) -> None:
    await enqueue(database, "one", "one")
    await enqueue(database, "one", "two")
    assert await keys(database, await claim(database)) == ["one", "two"]


async def test_only_what_is_due_is_lent_the_longest_due_first(database: Database) -> None:
    await enqueue(database, "later", due_at=NOW + MINUTE)
    await enqueue(database, "now")
    await enqueue(database, "before", due_at=NOW - MINUTE)
    assert await keys(database, await claim(database)) == ["before", "now"]


async def test_what_is_of_another_kind_waits_for_its_own_worker(database: Database) -> None:
    drafts = [delivery("one"), delivery("a digest", kind="digest")]
    await database.transaction(lambda tx: deliveries.enqueue(tx, drafts, NOW))
    assert await keys(database, await claim(database)) == ["one"]


async def test_what_is_lent_to_one_worker_is_not_lent_to_another(database: Database) -> None:
    await enqueue(database, *(f"{n:02}" for n in range(40)))
    barrier = asyncio.Barrier(8)

    def work(tx: Transaction, worker: str) -> list[Lent]:
        meet(tx, barrier)
        return lending.claim(tx, "reminder", worker, NOW, LEASE, 7)

    workers = [f"worker {n}" for n in range(8)]
    claims = await asyncio.gather(*(database.transaction(partial(work, worker=name)) for name in workers))
    lent = [each for claimed in claims for each in claimed]
    assert sorted(await keys(database, lent)) == [f"{n:02}" for n in range(40)]
    assert max(len(claimed) for claimed in claims) <= 7


async def test_two_open_claims_pass_each_other_by(postgres_url: str, vault: Vault) -> None:
    one, other = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    await enqueue(one, "a", "b", "c")

    def work(tx: Transaction) -> tuple[list[Lent], list[Lent]]:
        mine = lending.claim(tx, "reminder", "one", NOW, LEASE, 2)
        return mine, await_only(claim(other, worker="other"))  # while mine is still open

    first, second = await one.transaction(work)
    assert (await keys(one, first), await keys(one, second)) == (["a", "b"], ["c"])
    await one.close()
    await other.close()


async def test_a_lease_that_ran_out_is_lent_anew(database: Database) -> None:
    await enqueue(database, "one")
    await claim(database)
    assert await claim(database, NOW + LEASE - MINUTE, "b") == []
    (again,) = await claim(database, NOW + LEASE, "b")
    assert again.attempts == 2


async def test_who_is_alone_need_not_wait_for_the_leases_of_the_dead(database: Database) -> None:
    await enqueue(database, "one", "two")
    (dead,) = await claim(database, limit=1)
    assert await database.transaction(lambda tx: lending.inherit(tx, NOW + MINUTE)) == 1
    again, fresh = await claim(database, NOW + MINUTE, "b")
    assert again.id == dead.id
    assert [(await read(database, each)).may_have_come for each in (again, fresh)] == [True, False]


async def test_who_was_started_again_need_not_wait_for_its_own_leases_and_others_keep_theirs(
    database: Database,
) -> None:
    await enqueue(database, "one", "two")
    (mine,) = await claim(database, worker="a", limit=1)
    await claim(database, worker="b", limit=1)
    assert await database.transaction(lambda tx: lending.inherit(tx, NOW + MINUTE, "a")) == 1
    (again,) = await claim(database, NOW + MINUTE, "a")
    assert again.id == mine.id and (await read(database, again)).may_have_come


async def test_a_lease_of_a_clock_that_was_put_back_is_ended_and_others_are_not(database: Database) -> None:
    await enqueue(database, "one", "two")
    (ahead,) = await claim(database, NOW + 300 * MINUTE, limit=1)
    (here,) = await claim(database)
    assert await database.transaction(lambda tx: lending.take_back(tx, NOW + MINUTE)) == 1
    (again,) = await claim(database, NOW + MINUTE, "b")
    assert again.id == ahead.id != here.id
    assert (await read(database, again)).may_have_come


async def test_what_was_sent_never_comes_again(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: lending.sent(tx, [claimed.id], NOW))
    assert await claim(database, NOW + 9 * LEASE) == []
    await enqueue(database, "one")
    assert await claim(database, NOW + 9 * LEASE) == []


async def test_a_retry_comes_at_its_time_with_the_reason(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: lending.retry(tx, claimed, NOW, "429", MINUTE))
    assert await claim(database) == []
    (again,) = await claim(database, NOW + MINUTE)
    found = await read(database, again)
    assert (found.attempts, found.may_have_come) == (2, False)
    assert (await row(database, again)).last_error == "429"


async def test_a_worker_that_comes_back_late_does_not_free_what_its_successor_holds(
    database: Database,
) -> None:
    await enqueue(database, "one")
    (late,) = await claim(database)
    await claim(database, NOW + LEASE, "b")
    await database.transaction(lambda tx: lending.retry(tx, late, NOW, "late", 0 * MINUTE))
    assert await claim(database, NOW + LEASE, "c") == [], "still lent to b"


async def test_a_worker_that_comes_back_late_neither_reads_nor_settles_what_its_successor_holds(
    database: Database,
) -> None:
    await enqueue(database, "one")
    (late,) = await claim(database)
    (lent,) = await claim(database, NOW + LEASE, "b")

    def settle(tx: Transaction) -> None:
        lending.park(tx, late, "late")
        lending.cancel(tx, late)
        lending.doubt(tx, late, NOW, "late")
        assert lending.read(tx, late) is None

    before = await row(database, lent)
    await database.transaction(settle)
    assert await row(database, lent) == before


async def test_what_was_given_up_is_not_sent(database: Database) -> None:
    await enqueue(database, "one")
    (claimed,) = await claim(database)
    await database.transaction(lambda tx: lending.park(tx, claimed, "403 blocked"))
    assert await claim(database, NOW + 9 * LEASE) == []
    found = await row(database, claimed)
    assert (found.state, found.last_error) == ("parked", "403 blocked")


async def test_what_keeps_failing_is_tried_ever_less_often_and_given_up_in_the_end(
    database: Database,
) -> None:
    await enqueue(database, "one")
    now, pauses = NOW, []
    while lent := await claim(database, now):
        await database.transaction(lambda tx: lending.retry(tx, lent[0], now, "502"))  # noqa: B023
        last, found = lent[0], await row(database, lent[0])
        pauses.append(found.due_at - now)
        now = found.due_at
    assert (last.attempts, found.state) == (TRIES, "parked")
    assert [pause.total_seconds() for pause in pauses[:3]] == [30, 60, 120]
    assert sorted(pauses[:-1]) == pauses[:-1] and pauses[-2] == 60 * MINUTE


async def test_what_kills_its_worker_every_time_is_given_up_as_well(database: Database) -> None:
    await enqueue(database, "one")
    claims = [await claim(database, NOW + n * LEASE) for n in range(TRIES + 2)]
    assert [len(claimed) for claimed in claims] == [1] * TRIES + [0, 0]
    assert (await row(database, claims[0][0])).state == "parked"


async def test_a_lease_that_ran_out_leaves_open_whether_it_was_sent(database: Database) -> None:
    await enqueue(database, "one")
    await claim(database)
    (again,) = await claim(database, NOW + LEASE)
    assert (await read(database, again)).may_have_come


async def test_a_doubt_stays_whatever_comes_after(database: Database) -> None:
    await enqueue(database, "one")
    (first,) = await claim(database)
    await database.transaction(lambda tx: lending.doubt(tx, first, NOW, "timed out"))
    (second,) = await claim(database, NOW + MINUTE)
    await database.transaction(lambda tx: lending.retry(tx, second, NOW + MINUTE, "429", MINUTE))
    (third,) = await claim(database, NOW + 2 * MINUTE)
    assert (await read(database, third)).may_have_come


async def test_what_nobody_can_decrypt_keeps_nothing_else_from_being_lent(database: Database) -> None:
    await enqueue(database, "broken")
    await database.transaction(lambda tx: tx.connection.execute(update(table).values(sealed_facts=b"?")))
    await enqueue(database, "whole")
    broken, whole = await claim(database)
    assert await keys(database, [whole]) == ["whole"]
    with pytest.raises(WrongKey):
        await read(database, broken)


async def test_each_chat_is_lent_one_after_the_other(database: Database) -> None:
    await enqueue(database, "a1", "a2", kind="brief_sent")
    await enqueue(database, "b1", kind="brief_sent", recipient_chat=701)
    first = await claim_first(database)
    assert await keys(database, first) == ["a1", "b1"]
    assert await claim_first(database, worker="b") == [], "a1 is on its way"
    await database.transaction(lambda tx: lending.sent(tx, [each.id for each in first], NOW))
    assert await keys(database, await claim_first(database)) == ["a2"]


async def test_what_is_state_first_is_left_to_its_own_worker(database: Database) -> None:
    await enqueue(database, "a nudge", kind="nudge")
    await enqueue(database, "a brief", kind="brief_sent")
    assert await keys(database, await claim_first(database)) == ["a brief"]


async def test_two_workers_share_the_chats_and_never_one_delivery(database: Database) -> None:
    for chat in range(20):
        await enqueue(
            database, f"{chat:02} first", f"{chat:02} then", kind="letter", recipient_chat=900 + chat
        )
    barrier = asyncio.Barrier(4)

    def work(tx: Transaction, worker: str) -> list[Lent]:
        meet(tx, barrier)
        return lending.claim_first(tx, ["nudge"], worker, NOW, LEASE, 25)

    workers = [f"worker {n}" for n in range(4)]
    claims = await asyncio.gather(*(database.transaction(partial(work, worker=name)) for name in workers))
    lent = [each for claimed in claims for each in claimed]
    assert sorted(await keys(database, lent)) == [f"{chat:02} first" for chat in range(20)]


async def test_a_chat_that_is_to_be_left_alone_keeps_its_order(database: Database) -> None:
    await enqueue(database, "first", "second", kind="letter")
    await enqueue(database, "elsewhere", kind="letter", recipient_chat=701)
    first, elsewhere = await claim_first(database)

    def wait(tx: Transaction) -> None:
        lending.keep(tx, first, "429")
        pacing.wait(tx, 700, NOW + MINUTE)
        lending.sent(tx, [elsewhere.id], NOW)

    await database.transaction(wait)
    assert await claim_first(database) == []
    assert await keys(database, await claim_first(database, NOW + MINUTE)) == ["first"]


async def test_only_what_is_due_at_once_and_committed_wakes_the_outbox(database: Database) -> None:
    await enqueue(database, "later", due_at=NOW + MINUTE)
    assert not database.posted.is_set()

    def fail(tx: Transaction) -> None:
        deliveries.enqueue(tx, [delivery("undone")], NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.transaction(fail)
    assert not database.posted.is_set()
    await enqueue(database, "now")
    assert database.posted.is_set()


async def test_a_cancelled_interviews_reminders_are_cancelled_and_others_are_not(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        deliveries.enqueue(tx, [delivery("of it", interview_id=row.id), delivery("other")], NOW)
        deliveries.cancel_for_interview(tx, row.id, "reminder")

    await database.transaction(work)
    assert await keys(database, await claim(database)) == ["other"]


async def test_what_is_settled_is_forgotten_in_time_and_nothing_else(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        deliveries.enqueue(tx, [delivery("sent"), delivery("cancelled", interview_id=row.id)], NOW)
        deliveries.cancel_for_interview(tx, row.id, "reminder")
        (claimed,) = lending.claim(tx, "reminder", "a", NOW, LEASE, 1)
        lending.sent(tx, [claimed.id], NOW + MINUTE)
        deliveries.enqueue(tx, [delivery("pending")], NOW)
        assert deliveries.prune(tx, NOW) == 0
        assert deliveries.prune(tx, NOW + MINUTE) == 1, "the cancelled one"
        assert deliveries.prune(tx, NOW + 2 * MINUTE) == 1, "the one that was sent later"

    await database.transaction(work)
    assert await keys(database, await claim(database)) == ["pending"]


async def test_what_is_asked_for_is_counted_by_how_its_key_begins(database: Database) -> None:
    asked = [
        "talk:5:1",
        "talk:5:2",
        "talk:5:ж",
        "talk:51:1",
        "talk:4:9",
        "talk:5",
        "TALK:5:1",
        "talk:5;",
        "talk",
    ]

    def work(tx: Transaction) -> int:
        deliveries.enqueue(tx, [delivery(key) for key in asked], NOW)
        return deliveries.count_since(tx, "talk:5:", NOW)

    assert await database.transaction(work) == 3
