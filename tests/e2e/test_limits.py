"""Telegram's limits: letters go at their moments, a wait holds for all workers, taps are answered anyway."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import pytest

from bot.jobs.outbox import Outbox
from bot.storage import Transaction
from bot.storage.queries import pacing
from bot.storage.tables import flood_waits
from bot.telegram import courier, courtesy
from bot.telegram.outgoing import Outgoing
from tests.e2e.stage import Phone, Stage
from tests.e2e.test_outbox import LETTERS, PERHAPS, furnish, post, told

ELSEWHERE = (9_001, 9_002, 9_003)
"""Chats that Telegram makes wait, none of which is on the stage."""
SOON = 20.0
"""Seconds in which something happens that would otherwise take a thousand."""


async def nothing() -> None:
    """Happens."""


def standing_clock(stage: Stage, meanwhile: Callable[[], Awaitable[None]] = nothing) -> Outbox:
    """An outbox by whose clock only sleeping takes time; what happens meanwhile happens each time."""
    bot = stage.bot

    async def sleep(seconds: float) -> None:
        stage.clock.forward(seconds=seconds)
        await meanwhile()

    return Outbox(bot.desk, bot.database, bot.courier, lambda: stage.clock.time, LETTERS, sleep=sleep)


async def crowd(stage: Stage) -> list[Phone]:
    return [stage.max, *[await stage.manager(name) for name in ("Nina", "Ada", "Olaf")]]


async def make_bot_wait(stage: Stage, until: datetime) -> None:
    """As if another replica had written down what it was told."""

    def work(tx: Transaction) -> None:
        for chat in ELSEWHERE:
            pacing.wait(tx, chat, until)

    await stage.bot.database.transaction(work)


async def test_each_letter_goes_out_at_its_moment(firstcall: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox, sent = standing_clock(firstcall), list[datetime]()
    for phone in await crowd(firstcall):
        await post(firstcall, phone, "one")
    submit = firstcall.bot.courier.submit

    def note(outgoing: Iterable[Outgoing]) -> None:
        sent.append(firstcall.clock.time)
        submit(outgoing)

    monkeypatch.setattr(firstcall.bot.courier, "submit", note)
    began = firstcall.clock.time
    assert await outbox.tick(began) == 4
    assert [moment - began for moment in sent] == [place * pacing.GAP for place in range(4)]


async def test_what_three_chats_are_told_keeps_every_worker_from_writing_to_anybody(firstcall: Stage) -> None:
    one, other = furnish(firstcall, worker="one"), furnish(firstcall, worker="other")
    phones = await crowd(firstcall)
    for phone in phones:
        await post(firstcall, phone, "first")
    firstcall.sandbox.world.faults.add("429", method="sendMessage", times=3, seconds=90)
    await one.tick(firstcall.clock())
    await firstcall.quieten()
    assert sum(len(told(phone)) for phone in phones) == 1
    for phone in phones:
        await post(firstcall, phone, "then")
    calls = firstcall.sandbox.world.calls["sendmessage"]
    firstcall.clock.forward(seconds=60)
    assert await other.tick(firstcall.clock()) == await one.tick(firstcall.clock()) == 0
    assert firstcall.sandbox.world.calls["sendmessage"] == calls, "nobody was written to"
    await firstcall.tick(seconds=60)
    for phone in phones:
        texts = told(phone)
        assert ["first" in texts[0], "then" in texts[1], len(texts)] == [True, True, 2]
        assert not any(PERHAPS in text for text in texts)


async def test_a_letter_that_was_lent_before_a_wait_is_not_sent_within_it(firstcall: Stage) -> None:
    phones = await crowd(firstcall)
    until = firstcall.clock.time + timedelta(minutes=1)

    async def meanwhile() -> None:
        await make_bot_wait(firstcall, until)

    outbox = standing_clock(firstcall, meanwhile)
    for phone in phones:
        await post(firstcall, phone, "one")
    assert await outbox.tick(firstcall.clock.time) == 4
    await firstcall.quieten()
    assert [len(told(phone)) for phone in phones] == [1, 0, 0, 0], "the first one had gone before"
    furnish(firstcall)
    await firstcall.tick(minutes=1)
    assert [[PERHAPS in text for text in told(phone)] for phone in phones] == [[False]] * 4


async def test_a_reminder_waits_as_letters_do(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/quiz Lotus Bakery")
    await max_.taps("⋯")
    await max_.taps("Remind me")
    firstcall.clock.forward(hours=2)
    await make_bot_wait(firstcall, firstcall.clock.time + timedelta(minutes=1))
    await firstcall.tick()
    assert told(max_) == []
    await firstcall.tick(minutes=2)
    assert len(told(max_)) == 1


async def test_answers_to_taps_do_not_wait_for_anything(firstcall: Stage) -> None:
    await make_bot_wait(firstcall, firstcall.clock.time + timedelta(hours=1))
    await firstcall.max.quiz("Lotus Bakery")
    assert firstcall.max.sees("Why?")


async def test_a_wait_is_written_down_at_once_for_the_other_replicas(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox, stop = furnish(firstcall), asyncio.Event()
    monkeypatch.setattr("bot.firstcall.SETTLE_EVERY", 1_000.0)
    settling = asyncio.create_task(firstcall.bot._settle(stop))
    firstcall.sandbox.world.faults.add("429", method="sendMessage", seconds=90)
    await post(firstcall, firstcall.max, "one")
    await outbox.tick(firstcall.clock())
    async with asyncio.timeout(SOON):
        while not await firstcall.rows(flood_waits):
            await asyncio.sleep(0)
    stop.set()
    await settling
    await firstcall.tick(minutes=2)
    assert len(told(firstcall.max)) == 1


async def test_whoever_is_forgotten_leaves_no_wait_behind(firstcall: Stage) -> None:
    furnish(firstcall)
    nina = await firstcall.manager("Nina")
    firstcall.sandbox.world.faults.add("429", method="sendMessage", seconds=900)
    await post(firstcall, nina, "one")
    await firstcall.settle()
    assert [row.chat for row in await firstcall.rows(flood_waits)] == [nina.person.id]
    await nina.says("/forget")
    await nina.taps("Yes, delete")
    assert await firstcall.rows(flood_waits) == []


async def test_strangers_do_not_keep_the_team_waiting(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that goes round brings a crowd at once; Telegram would refuse screens with all their answers."""
    their_turn = asyncio.Event()
    monkeypatch.setattr(courtesy.Turns, "take", lambda _: their_turn.wait())
    crowd = [on_sqlite.phone(f"Otto {number}") for number in range(3)]
    for each in crowd:
        await each.person.send("hello")
    await on_sqlite.max.person.send("/quiz Lotus Bakery")
    await on_sqlite.take_batch()
    await on_sqlite.max.person.wait_for("0 answered", SOON)
    async with asyncio.timeout(SOON):
        await on_sqlite.bot.courier.answered()  # the next poll goes out
    assert not any(each.chat for each in crowd)
    their_turn.set()
    await on_sqlite.settle()
    assert all("invitation link" in each.screen.text for each in crowd)


async def test_strangers_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "EVERY", 0.01)
    turns, loop = courtesy.Turns(), asyncio.get_running_loop()
    since = loop.time()
    await asyncio.gather(*(turns.take() for _ in range(6)))
    assert loop.time() - since >= 5 * 0.01


async def test_beyond_a_bound_strangers_are_not_answered_and_hold_up_nobody(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(courier, "MOST_STRANGERS", 3)
    otto = [on_sqlite.phone(f"Otto {number}") for number in range(5)]
    for each in otto:
        await each.person.send("hello")
    await on_sqlite.max.says("/quiz Lotus Bakery")
    assert "0 answered" in on_sqlite.max.screen.text
    assert sum(bool(each.chat) for each in otto) == 3
    assert caplog.text.count("so many strangers write") == 2
    assert "invitation link" in (await otto[-1].says("hello?")).text
