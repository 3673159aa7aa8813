"""Briefs that nobody goes on with: nudged once, by day, and ended after that."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.briefs import idle, issuing, pausing
from bot.storage import Database, Transaction
from bot.storage.queries import clients, erasure
from bot.storage.queries.briefs import Brief
from questionnaires.interview import events
from tests.briefs.cast import (
    CLIENT,
    DAY,
    NOW,
    begun,
    brief_of,
    conversation,
    issued,
    kinds,
    manager,
    row_of,
    sent,
    unit,
)

UTC = ZoneInfo("UTC")
TOKYO = ZoneInfo("Asia/Tokyo")


def nudged(tx: Transaction, brief: Brief, now: datetime) -> bool:
    at = unit(tx, now)
    done = idle.nudge(at, conversation(at, brief))
    at.flush()
    return done


def stopped(tx: Transaction, brief: Brief, now: datetime) -> bool:
    at = unit(tx, now)
    done = idle.stop(at, conversation(at, brief))
    at.flush()
    return done


async def test_a_brief_is_nudged_a_day_after_the_last_touch_and_never_again(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        assert idle.to_nudge(tx, NOW + DAY, UTC, 10) == [], "a day is not over yet"
        later = NOW + DAY + timedelta(hours=1)
        assert idle.to_nudge(tx, later, UTC, 10) == [(brief.interview_id, brief.person_id)]
        assert nudged(tx, brief, later)
        assert not nudged(tx, brief, later + DAY)
        assert idle.to_nudge(tx, later + 10 * DAY, UTC, 10) == []

    await database.transaction(work)


@pytest.mark.parametrize(("hour", "is_day"), [(9, False), (10, True), (18, True), (19, False), (3, False)])
async def test_a_nudge_waits_for_the_studios_day(hour: int, is_day: bool, database: Database) -> None:
    def work(tx: Transaction) -> None:
        begun(tx)
        moment = datetime(2031, 3, 9, hour, 30, tzinfo=TOKYO)
        assert bool(idle.to_nudge(tx, moment, TOKYO, 10)) is is_day

    await database.transaction(work)


async def test_three_days_after_the_nudge_it_ends_and_the_manager_is_told(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        assert idle.to_stop(tx, NOW + 90 * DAY, 10) == [], "nobody is stopped who was not nudged"
        nudged(tx, brief, NOW + 2 * DAY)
        assert idle.to_stop(tx, NOW + 5 * DAY, 10) == []
        end = NOW + 5 * DAY + timedelta(seconds=1)
        assert idle.to_stop(tx, end, 10) == [(brief.interview_id, brief.person_id)]
        assert stopped(tx, brief, end)
        assert not stopped(tx, brief, end)
        assert brief_of(tx, brief).stopped_at == end
        assert row_of(tx, brief).state == "expired"
        assert kinds(tx) == ["brief_stopped"]
        assert idle.to_stop(tx, end + DAY, 10) == []

    await database.transaction(work)


async def test_who_touches_it_after_the_nudge_has_three_days_more(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        nudged(tx, brief, NOW + 2 * DAY)
        at = unit(tx, NOW + 4 * DAY)
        at.receive(conversation(at, brief), events.Answered("clarity", None))
        at.flush()
        assert idle.to_stop(tx, NOW + 6 * DAY, 10) == []
        assert idle.to_stop(tx, NOW + 8 * DAY, 10) != []

    await database.transaction(work)


async def test_who_comes_back_after_the_end_goes_on(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        nudged(tx, brief, NOW + 2 * DAY)
        stopped(tx, brief, NOW + 6 * DAY)
        at = unit(tx, NOW + 7 * DAY)
        pausing.go_on(at, conversation(at, brief))
        at.flush()
        assert row_of(tx, brief).state == "asking"
        assert brief_of(tx, brief).stopped_at is None
        assert idle.to_nudge(tx, NOW + 9 * DAY, UTC, 10) == [], "never a second nudge"
        assert idle.to_stop(tx, NOW + 11 * DAY, 10) != []

    await database.transaction(work)


async def test_calling_it_off_is_told_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        at = unit(tx)
        pausing.call_off(at, conversation(at, brief))
        pausing.end(at, conversation(at, brief))
        at.flush()
        assert (row_of(tx, brief).state, kinds(tx)) == ("cancelled", ["brief_stopped"])
        assert idle.to_nudge(tx, NOW + 2 * DAY, UTC, 10) == []

    await database.transaction(work)


async def test_what_was_sent_deleted_or_asked_on_the_phone_is_left_in_peace(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        mara = manager(tx)
        other = clients.create(tx, CLIENT + 1, mara.id, "Lily", NOW)
        issuing.begin_by_phone(unit(tx), mara.id, other.id, mara.telegram_id)
        assert idle.to_nudge(tx, NOW + 2 * DAY, UTC, 10) == []
        assert idle.to_stop(tx, NOW + 9 * DAY, 10) == []
        assert brief_of(tx, brief).nudged_at is None

    await database.transaction(work)


async def test_nobody_is_nudged_about_a_client_who_was_deleted(database: Database) -> None:
    def work(tx: Transaction) -> None:
        begun(tx)
        erasure.client(tx, issued(tx).brief.owner_id, CLIENT, NOW)
        assert idle.to_nudge(tx, NOW + 2 * DAY, UTC, 10) == []

    await database.transaction(work)
