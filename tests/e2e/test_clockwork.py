"""What is due is done for everybody, whatever has become of somebody's rows."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, update

from bot.jobs import clockwork
from bot.jobs.clockwork import Clockwork
from bot.reports.daily import SUMMARY
from bot.storage import Transaction
from bot.storage.tables import clients, deliveries, invitations, notes
from bot.telegram import courier
from tests.e2e.stage import Phone, Stage

NAME = "Lotus Bakery"


async def spoil(stage: Stage, table: Table, **values: bytes) -> None:
    """Make the rows that are there by now unreadable."""

    def work(tx: Transaction) -> None:
        tx.connection.execute(update(table).values(values))

    await stage.bot.database.transaction(work)


async def wants_a_reminder(phone: Phone, name: str) -> None:
    await phone.says(f"/quiz {name}")
    await phone.taps("⋯")
    await phone.taps("Remind me")


async def test_one_unreadable_client_keeps_nobody_elses_reminder(
    firstcall: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    firstcall.may_log_errors = True
    nina = await firstcall.manager("Nina")
    await wants_a_reminder(firstcall.max, NAME)
    broken = await firstcall.interview()
    await spoil(firstcall, clients, sealed_name=b"broken")
    await wants_a_reminder(nina, "Cedar Dental")
    before = nina.screen.id
    await firstcall.tick(minutes=90)
    assert any("You asked me to bring back" in message.text for message in nina.chat)
    assert nina.screen.id > before
    assert any(f"interview {broken.id}" in record.getMessage() for record in caplog.records)


async def test_one_unreadable_client_keeps_nobody_elses_quiz_open(firstcall: Stage) -> None:
    firstcall.may_log_errors = True
    nina = await firstcall.manager("Nina")
    await firstcall.max.says(f"/quiz {NAME}")
    await spoil(firstcall, clients, sealed_name=b"broken")
    await nina.says("/quiz Cedar Dental")
    await firstcall.tick(days=400)
    broken, closed = await firstcall.interview(0), await firstcall.interview(1)
    assert (broken.finished_at, closed.state) == (None, "expired")


async def test_who_taps_while_idle_quizzes_are_closed_one_by_one_goes_on(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.may_log_errors = True
    nina, alone = await on_sqlite.manager("Nina"), Clockwork._alone
    await on_sqlite.max.says(f"/quiz {NAME}")
    await spoil(on_sqlite, clients, sealed_name=b"broken")
    await nina.says("/quiz Cedar Dental")
    on_sqlite.clock.forward(days=31)
    await nina.touches("1 · ")

    async def after_a_tap(one: Clockwork, *args: Any) -> None:
        if on_sqlite.sandbox.world.updates.pending:
            await on_sqlite.take_batch()
        await alone(one, *args)

    monkeypatch.setattr(Clockwork, "_alone", after_a_tap)
    await on_sqlite.tick()
    assert (await on_sqlite.interview()).state == "asking"
    assert "1 answered" in nina.screen.text


async def test_a_client_spoken_of_lately_outlives_the_day_of_its_first_quiz(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    retention = firstcall.bot.desk.house.retention_days
    firstcall.clock.forward(days=retention - 5)
    await firstcall.max.says("a fresh note", reply_to=firstcall.max.screen)
    assert len(await firstcall.rows(notes)) == 1
    await firstcall.tick(days=6)
    (client,) = await firstcall.rows(clients)
    assert client.deleted_at is None
    await firstcall.tick(days=retention)
    (client,) = await firstcall.rows(clients)
    assert client.deleted_at is not None


async def test_links_and_reminders_that_are_over_are_forgotten_after_a_month(firstcall: Stage) -> None:
    await wants_a_reminder(firstcall.max, NAME)
    await firstcall.tick(hours=2)
    assert len(await firstcall.rows(invitations)) == 2
    assert len(await firstcall.rows(deliveries)) == 1
    await firstcall.tick(days=60)
    assert await firstcall.rows(invitations) == []
    assert [row for row in await firstcall.rows(deliveries) if row.kind != SUMMARY] == []


@pytest.mark.parametrize(("others", "looks"), [(0, [0, 60, 60]), (10, [10, 10, 60])])
async def test_what_other_replicas_are_sending_is_not_sent_by_one_that_starts(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, others: int, looks: list[int]
) -> None:
    bot, stop, seen = on_sqlite.bot, asyncio.Event(), list[float]()
    one = Clockwork(
        bot.desk, bot.database, bot.courier, on_sqlite.clock, others_send_within=timedelta(seconds=others)
    )

    async def note(now: datetime, on_its_way: timedelta) -> None:
        seen.append(on_its_way.total_seconds())
        if len(seen) == len(looks):
            stop.set()

    monkeypatch.setattr(one, "tick", note)
    monkeypatch.setattr(clockwork, "EVERY", timedelta(0))
    await one.run(stop)
    assert seen == looks


async def test_a_clock_that_is_put_back_strands_nobody(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose clock is hours ahead dies before a screen is sent, and starts with a right one."""
    await firstcall.max.says(f"/quiz {NAME}")
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.001)
    firstcall.sandbox.world.faults.add("502", method="editMessageText", times=courier.TRIES)
    await firstcall.max.answers([1])
    assert "0 answered" in firstcall.max.screen.text
    firstcall.clock.forward(hours=-5)
    await firstcall.bot.clockwork.tick(firstcall.clock(), timedelta(0))
    await firstcall.settle()
    assert "1 answered" in firstcall.max.screen.text


async def test_a_clock_that_is_put_back_over_the_evening_brings_no_second_summary(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    await firstcall.tick(hours=12)
    firstcall.clock.forward(hours=-12)
    for _ in range(4):
        await firstcall.tick(hours=4)
    posted = [row for row in await firstcall.rows(deliveries) if row.kind == SUMMARY]
    assert len(posted) == 1 and {row.state for row in posted} == {"sent"}
