"""The day's summary as it is sent: due once, right in local time, nothing lost between two."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.jobs.clockwork import Clockwork
from bot.reports import charts
from bot.reports.windows import Schedule
from bot.storage.queries import people
from bot.storage.tables import deliveries, subscriptions
from bot.telegram.summaries import drawing
from tests.e2e.evenings import at, sent, summaries
from tests.e2e.prospects import do
from tests.e2e.stage import Stage
from tests.e2e.team import appoints, deactivates, id_of

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"


async def test_at_six_the_first_lead_is_told_of_the_day_without_having_asked(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 17, 59)
    assert summaries(firstcall.lead) == []
    await at(firstcall, 5, 18, 1)
    (summary,) = summaries(firstcall.lead)
    assert "Wed, Mar 5" in summary.text and "1 client" in summary.text
    assert summaries(firstcall.max) == []


async def test_each_day_has_what_came_in_since_the_last_one(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    await firstcall.max.quiz(CEDAR)
    await firstcall.max.quiz("Elm Street Yoga")
    await at(firstcall, 6, 18, 1)
    await at(firstcall, 6, 23)
    first, second = summaries(firstcall.lead)
    assert "1 client" in first.text and "2 clients" in second.text


async def test_after_days_of_standing_still_one_message_covers_them_and_says_so(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 10, 9)
    (summary,) = summaries(firstcall.lead)
    assert "Wed, Mar 5 – Fri, Mar 7" in summary.text
    assert "No summary was sent on Wed, Mar 5; Thu, Mar 6; this one covers it." in summary.text
    await at(firstcall, 10, 17)
    assert len(summaries(firstcall.lead)) == 1


async def test_a_weekend_is_part_of_its_monday(firstcall: Stage) -> None:
    await at(firstcall, 7, 18, 1)
    await at(firstcall, 8, 11)
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 9, 20)
    assert summaries(firstcall.lead) == []
    await at(firstcall, 10, 18, 1)
    (summary,) = summaries(firstcall.lead)
    assert "Mon, Mar 10" in summary.text and "1 client" in summary.text
    assert "not sent" not in summary.text and "No summary" not in summary.text


async def test_an_empty_day_is_silent_unless_a_word_is_wanted(firstcall: Stage) -> None:
    await at(firstcall, 5, 18, 1)
    assert [row.state for row in await firstcall.rows(deliveries)] == ["cancelled"]
    await firstcall.lead.says("/subscribe")
    await firstcall.lead.taps("A word on empty days")
    before = len(firstcall.lead.chat)
    await at(firstcall, 6, 18, 1)
    assert len(firstcall.lead.chat) == before + 1
    assert "Nothing came in" in firstcall.lead.screen.text


async def test_a_day_on_which_nothing_came_in_still_names_who_waits_for_a_call(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    await at(firstcall, 6, 18, 1)
    _, quiet = summaries(firstcall.lead)
    assert LOTUS in quiet.text and "waiting since Wed, Mar 5" in quiet.text
    assert "0 clients" in quiet.text


async def test_it_keeps_its_local_hour_when_the_clocks_change(firstcall: Stage) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    every_day = Schedule(berlin, time(18), frozenset(range(1, 8)))
    desk = firstcall.bot.desk
    desk.house = replace(desk.house, zone=berlin, schedule=every_day)
    await firstcall.lead.says("/unsubscribe")
    await firstcall.lead.says("/subscribe")
    await at(firstcall, 29, 17, 1)
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 30, 15, 59)
    assert summaries(firstcall.lead) == []
    await at(firstcall, 30, 16, 1)
    (summary,) = summaries(firstcall.lead)
    assert "Sun, Mar 30" in summary.text and "1 client" in summary.text
    row = (await sent(firstcall))[-1]
    assert row.dedup_key.endswith(datetime(2031, 3, 30, 16, tzinfo=UTC).isoformat())


async def test_two_workers_send_one(firstcall: Stage) -> None:
    bot = firstcall.bot
    await firstcall.max.quiz(LOTUS)
    other = Clockwork(bot.desk, bot.database, bot.courier, firstcall.clock, worker="other")
    firstcall.clock.forward(hours=9)
    now = firstcall.clock()
    await asyncio.gather(bot.clockwork.tick(now), other.tick(now), bot.clockwork.tick(now))
    await firstcall.settle()
    assert len(summaries(firstcall.lead)) == 1
    assert len(await sent(firstcall)) == 1


async def test_one_whose_fate_is_unknown_comes_again_and_says_so(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    firstcall.sandbox.world.faults.add("drop_after", method="sendPhoto")
    await at(firstcall, 5, 18, 1)
    await firstcall.tick(minutes=2)
    first, second = summaries(firstcall.lead)
    assert "This may be a repeat" in second.text and "This may be a repeat" not in first.text


async def test_a_picture_that_cannot_be_drawn_leaves_the_caption(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite.may_log_errors = True

    def broken(*_: object) -> bytes:
        raise RuntimeError("no ink")

    monkeypatch.setattr(drawing, "draw", broken)
    await on_sqlite.max.quiz(LOTUS)
    await at(on_sqlite, 5, 18, 1)
    assert summaries(on_sqlite.lead) == []
    assert "Wed, Mar 5" in on_sqlite.lead.screen.text and "1 client" in on_sqlite.lead.screen.text
    assert {row.state for row in await sent(on_sqlite)} == {"sent"}


async def test_nothing_is_drawn_while_a_transaction_is_open(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day is written to while its picture is drawn: on SQLite that would wait for ever otherwise."""
    loop, done = asyncio.get_running_loop(), []

    def slow(*about: object) -> bytes:
        work = on_sqlite.bot.database.transaction(lambda tx: done.append(tx))
        asyncio.run_coroutine_threadsafe(work, loop).result(timeout=20)
        return charts.draw(*about)  # type: ignore[arg-type]

    monkeypatch.setattr(drawing, "draw", slow)
    await on_sqlite.max.quiz(LOTUS)
    await at(on_sqlite, 5, 18, 1)
    assert len(done) == len(summaries(on_sqlite.lead)) == 1


# --- who is told ------------------------------------------------------------------------------------------


async def test_a_second_lead_is_told_once_they_want_it(firstcall: Stage) -> None:
    await appoints(firstcall.lead, "Max")
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    assert (len(summaries(firstcall.lead)), len(summaries(firstcall.max))) == (1, 0)
    await firstcall.max.says("/subscribe")
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 6, 18, 1)
    assert (len(summaries(firstcall.lead)), len(summaries(firstcall.max))) == (2, 1)


async def test_who_is_no_lead_any_more_is_told_nothing(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await appoints(firstcall.lead, "Nina")
    await nina.says("/subscribe")
    await firstcall.max.quiz(LOTUS)
    await deactivates(firstcall.lead, "Nina")
    await at(firstcall, 5, 18, 1)
    assert summaries(nina) == [] and len(summaries(firstcall.lead)) == 1
    ended = [row.ended_at is not None for row in await firstcall.rows(subscriptions)]
    assert sorted(ended) == [False, True]


async def test_who_leaves_while_it_is_on_its_way_is_told_nothing(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    firstcall.clock.forward(hours=9)
    await firstcall.bot.clockwork.tick(firstcall.clock())
    lead = await id_of(firstcall, firstcall.lead)
    await do(firstcall, lambda tx: people.deactivate(tx, lead))
    await firstcall.settle()
    assert [row.state for row in await sent(firstcall)] == ["cancelled"]
    assert summaries(firstcall.lead) == []


async def test_who_ended_it_is_not_told_and_not_asked_again(firstcall: Stage) -> None:
    await firstcall.lead.says("/unsubscribe")
    await firstcall.lead.says("/start")
    await firstcall.max.quiz(LOTUS, option=2)
    await at(firstcall, 5, 18, 1)
    assert summaries(firstcall.lead) == []
    await firstcall.lead.says("/settings")
    await firstcall.lead.taps("The day's summary")
    await firstcall.lead.taps("Send it to me")
    await at(firstcall, 6, 18, 1)
    assert summaries(firstcall.lead) == []  # Thursday was empty
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 7, 18, 1)
    assert len(summaries(firstcall.lead)) == 1


async def test_who_blocked_the_bot_finds_one_message_for_all_that_was_missed(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    firstcall.lead.person.block()
    await firstcall.settle()
    for day in (5, 6, 7):
        await at(firstcall, day, 18, 1)
    assert await sent(firstcall) == []
    firstcall.lead.person.unblock()
    await firstcall.settle()
    await firstcall.tick(minutes=1)
    (summary,) = summaries(firstcall.lead)
    assert "No summary was sent on" in summary.text


async def test_it_comes_on_the_days_that_were_chosen(firstcall: Stage) -> None:
    await firstcall.lead.says("/subscribe")
    for day in ("Mon", "Tue", "Wed", "Thu"):
        await firstcall.lead.taps(day)
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    assert summaries(firstcall.lead) == []
    await at(firstcall, 7, 18, 1)
    assert len(summaries(firstcall.lead)) == 1
    tap = await firstcall.lead.press("Fri")
    assert "One day has to stay" in (await tap.answer()).text


async def test_quiet_hours_hold_it_back(firstcall: Stage) -> None:
    desk = firstcall.bot.desk
    desk.house = replace(desk.house, schedule=replace(desk.house.schedule, at=time(21)))
    await firstcall.lead.says("/unsubscribe")
    await firstcall.lead.says("/subscribe")
    await firstcall.lead.says("/settings")
    await firstcall.lead.taps("20–08")
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 21, 1)
    assert summaries(firstcall.lead) == []
    await at(firstcall, 6, 8, 1)
    assert len(summaries(firstcall.lead)) == 1
