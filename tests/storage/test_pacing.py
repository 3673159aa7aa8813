"""All workers together send as fast as Telegram takes it, and no faster, whatever becomes of one of them."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.storage import Database, Transaction
from bot.storage.queries import deliveries, lending, pacing, portions
from bot.storage.queries.lending import Lent
from bot.storage.queries.portions import Portion
from bot.storage.tables import deliveries as table
from bot.storage.tables import flood_waits
from tests.storage.samples import MINUTE, NOW, delivery, meet

SECOND = timedelta(seconds=1)
LEASE = 20 * SECOND
MOST = 25
"""Letters in a second."""
FIRST_CHAT, FIRST_GROUP = 1_000, -1_000


async def post(database: Database, chats: list[int], now: datetime = NOW) -> None:
    """A letter for each chat, as often as it is named."""
    drafts = [
        delivery(f"{now} {place}", now, kind="letter", recipient_chat=chat)
        for place, chat in enumerate(chats)
    ]
    await database.transaction(lambda tx: deliveries.enqueue(tx, drafts, now))


async def take(database: Database, now: datetime = NOW, worker: str = "a") -> Portion:
    return await database.transaction(lambda tx: portions.take(tx, ["reminder"], worker, now, LEASE))


async def settle(database: Database, portion: Portion, now: datetime) -> None:
    """All of it arrived."""
    arrived = [lent.id for lent, _ in portion.letters]
    await database.transaction(lambda tx: lending.sent(tx, arrived, now))


async def refuse(database: Database, lent: Lent, chat: int, until: datetime) -> None:
    """Telegram wants a chat to wait."""

    def work(tx: Transaction) -> None:
        lending.keep(tx, lent, "429")
        pacing.wait(tx, chat, until)

    await database.transaction(work)


def moments(*found: Portion) -> list[datetime]:
    return sorted(moment for portion in found for _, moment in portion.letters)


def people(count: int) -> list[int]:
    return [FIRST_CHAT + number for number in range(count)]


async def test_a_letter_alone_goes_at_once_and_nothing_is_said_to_be_left(database: Database) -> None:
    await post(database, people(1))
    portion = await take(database)
    assert (moments(portion), portion.more_at) == ([NOW], None)


async def test_one_portion_is_what_may_go_within_a_second_evenly(database: Database) -> None:
    await post(database, people(MOST + 5))
    portion = await take(database)
    assert moments(portion) == [NOW + place * pacing.GAP for place in range(MOST)]
    assert portion.more_at == NOW + SECOND
    assert len((await take(database, NOW + SECOND)).letters) == 5


async def test_workers_that_come_at_the_same_time_share_one_pace(database: Database) -> None:
    await post(database, people(3 * MOST))
    barrier = asyncio.Barrier(3)

    def work(tx: Transaction, worker: str) -> Portion:
        meet(tx, barrier)
        return portions.take(tx, ["reminder"], worker, NOW, LEASE)

    found = await asyncio.gather(*(database.transaction(partial(work, worker=name)) for name in "abc"))
    assert moments(*found) == [NOW + place * pacing.GAP for place in range(MOST)]


async def test_what_a_worker_leaves_of_the_second_another_one_gets(database: Database) -> None:
    await post(database, people(10))
    first = await take(database, worker="a")
    await post(database, [FIRST_CHAT + 100 + number for number in range(MOST)], NOW + pacing.GAP)
    second = await take(database, NOW + pacing.GAP, "b")
    assert (len(first.letters), len(second.letters)) == (10, 16)
    assert moments(first, second)[10] == NOW + 10 * pacing.GAP


async def test_a_worker_that_dies_gives_back_its_share_within_a_second(database: Database) -> None:
    await post(database, people(2 * MOST))
    dead = await take(database, worker="dead")
    assert len((await take(database, NOW + SECOND, "b")).letters) == len(dead.letters) == MOST


async def test_a_group_rests_longer_than_a_person(database: Database) -> None:
    await post(database, [FIRST_CHAT, FIRST_GROUP, FIRST_CHAT, FIRST_GROUP])
    lent = {}
    for seconds in (0.0, 0.99, 1.0, 2.5, 3.03, 3.04):
        now = NOW + seconds * SECOND
        await settle(database, portion := await take(database, now), now)
        lent[seconds] = len(portion.letters)
    assert lent == {0.0: 2, 0.99: 0, 1.0: 1, 2.5: 0, 3.03: 0, 3.04: 1}


async def test_what_is_posted_to_a_chat_that_is_to_wait_waits_too_and_does_not_overtake(
    database: Database,
) -> None:
    await post(database, people(1))
    ((first, _),) = (await take(database)).letters
    await refuse(database, first, FIRST_CHAT, NOW + MINUTE)
    await post(database, people(1), NOW + SECOND)
    assert (await take(database, NOW + MINUTE - SECOND)).letters == ()
    ((again, _),) = (await take(database, NOW + MINUTE)).letters
    assert again.id == first.id


async def test_one_chat_that_is_to_wait_keeps_no_other_waiting_and_three_keep_all(database: Database) -> None:
    await post(database, people(3))
    first, second, third = [lent for lent, _ in (await take(database)).letters]
    await refuse(database, first, FIRST_CHAT, NOW + 3 * MINUTE)
    await refuse(database, second, FIRST_CHAT + 1, NOW + 2 * MINUTE)
    await post(database, [FIRST_CHAT + 7], NOW + SECOND)
    await settle(database, elsewhere := await take(database, NOW + SECOND), NOW + SECOND)
    assert len(elsewhere.letters) == 1
    await refuse(database, third, FIRST_CHAT + 2, NOW + MINUTE)
    await post(database, [FIRST_CHAT + 8], NOW + 2 * SECOND)
    assert await take(database, NOW + MINUTE - SECOND, "b") == Portion(more_at=NOW + MINUTE)
    assert len((await take(database, NOW + MINUTE, "b")).letters) == 2


async def test_a_clock_that_was_hours_ahead_stops_nobody(database: Database) -> None:
    await post(database, people(1))
    wrong = NOW + 300 * MINUTE
    await settle(database, await take(database, wrong), wrong)
    await post(database, people(2), NOW - SECOND)
    assert moments(await take(database)) == [NOW, NOW + pacing.GAP]


async def test_waits_that_are_over_are_forgotten(database: Database) -> None:
    def work(tx: Transaction) -> tuple[int, int]:
        pacing.wait(tx, FIRST_CHAT, NOW + MINUTE)
        pacing.wait(tx, FIRST_GROUP, NOW + 2 * MINUTE)
        return pacing.prune(tx, NOW + MINUTE), pacing.prune(tx, NOW + MINUTE)

    assert await database.transaction(work) == (1, 0)


What = Literal["arrives", "dies", "is told to wait"]


@dataclass(frozen=True)
class Step:
    """A worker takes a portion, and something becomes of it."""

    worker: int
    after: int
    """Milliseconds since the step before."""
    what: What
    refused: int
    """Of its letters, if Telegram does not take them."""
    wait: int
    """Seconds that it then wants."""


STEPS = st.lists(
    st.builds(
        Step,
        worker=st.integers(0, 2),
        after=st.integers(0, 900),
        what=st.sampled_from(["arrives", "arrives", "arrives", "dies", "is told to wait"]),
        refused=st.integers(1, 3),
        wait=st.integers(1, 12),
    ),
    max_size=25,
)
CHATS = st.builds(
    lambda persons, groups, each: (
        (people(persons) + [FIRST_GROUP - number for number in range(groups)]) * each
    ),
    persons=st.integers(0, 70),
    groups=st.integers(1, 3),
    each=st.integers(1, 2),
)
SKEWS = st.tuples(*[st.integers(-300, 300)] * 3)


@dataclass
class History:
    """What workers were given, and what Telegram asked for."""

    database: Database
    skews: tuple[int, ...]
    """Milliseconds by which the workers' clocks are wrong."""
    now: datetime = NOW
    given: list[tuple[datetime, int]] = field(default_factory=list)
    """Moments and chats."""
    waits: dict[int, datetime] = field(default_factory=dict)
    sent: int = 0

    async def begin(self, chats: list[int]) -> None:
        """Like new, with letters for these chats."""
        await self.database.transaction(lambda tx: tx.connection.execute(delete(table)))
        await self.database.transaction(lambda tx: tx.connection.execute(delete(flood_waits)))
        await post(self.database, chats)
        rows = await self.database.read(lambda tx: tx.connection.execute(table.select()).all())
        self.chats = {row.id: row.recipient_chat for row in rows}

    async def take(self, step: Step) -> None:
        """One step, by the worker's own clock."""
        self.now += timedelta(milliseconds=step.after)
        now = self.now + timedelta(milliseconds=self.skews[step.worker])
        portion = await take(self.database, now, f"worker {step.worker}")
        for lent, moment in portion.letters:
            self._check(self.chats[lent.id], moment)
            self.given.append((moment, self.chats[lent.id]))
        await self._become(step, portion, now)

    async def _become(self, step: Step, portion: Portion, now: datetime) -> None:
        if step.what == "dies":
            return
        refused = portion.letters[: step.refused] if step.what == "is told to wait" else ()
        for lent, _ in refused:
            self.waits[chat := self.chats[lent.id]] = until = now + timedelta(seconds=step.wait)
            await refuse(self.database, lent, chat, until)
        await settle(self.database, Portion(portion.letters[len(refused) :]), now)
        self.sent += len(portion.letters) - len(refused)

    def _check(self, chat: int, moment: datetime) -> None:
        """Nobody is written to who is to be left alone, and nobody at all while the bot is."""
        assert moment >= self.waits.get(chat, moment), chat
        waiting = sorted((until for until in self.waits.values() if until > moment), reverse=True)
        assert len(waiting) < pacing.MAKE_IT_THE_BOT, moment

    async def end(self) -> None:
        """Nothing is left over, once leases and waits are over; a worker that dies costs one lease."""
        for _ in range(len(self.chats) * 3 + 60):
            await self.take(Step(0, 1000, "arrives", 0, 0))
            if self.sent == len(self.chats):
                return
        raise AssertionError(f"{len(self.chats) - self.sent} letters starve")

    def check_paces(self) -> None:
        """Over all workers, and in each chat."""
        every = sorted(moment for moment, _ in self.given)
        for place, moment in enumerate(every):
            assert bisect_left(every, moment + SECOND) - place <= MOST
        of_chats = defaultdict(list)
        for moment, chat in sorted(self.given):
            of_chats[chat].append(moment)
        for chat, own in of_chats.items():
            rest = pacing.CHAT_RESTS if chat > 0 else pacing.GROUP_RESTS
            assert all(later - earlier >= rest for earlier, later in pairwise(own)), chat


@given(chats=CHATS, steps=STEPS, skews=SKEWS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_whatever_becomes_of_workers_the_pace_holds_and_nothing_starves(
    database: Database, chats: list[int], steps: list[Step], skews: tuple[int, ...]
) -> None:
    history = History(database, skews)
    await history.begin(chats)
    for step in steps:
        await history.take(step)
    await history.end()
    history.check_paces()
