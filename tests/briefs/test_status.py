"""Where a brief stands, in the manager's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.briefs import arriving, issuing, pausing
from bot.briefs.status import Stage, Status, may_change, status
from bot.storage import Database, Transaction
from questionnaires.interview import events
from tests.briefs.cast import (
    DAY,
    NOW,
    begun,
    brief_of,
    conversation,
    issued,
    prospect,
    row_of,
    sent,
    unit,
    welcomed,
)

SECOND = timedelta(seconds=1)


async def test_a_link_is_made_opened_declined_revoked_or_expires(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = issued(tx)
        assert status(made.brief, None, NOW) == Status(Stage.MADE, NOW)
        assert status(made.brief, None, NOW + 14 * DAY) == Status(Stage.EXPIRED, NOW + 14 * DAY)
        anna, later = prospect(tx), NOW + SECOND
        opened = welcomed(tx, anna, made.payload, later)
        assert status(brief_of(tx, made.brief), None, later) == Status(Stage.OPENED, later)
        arriving.decline(unit(tx, later + SECOND), anna, opened.id, opened.mark)
        assert status(brief_of(tx, opened), None, later).stage is Stage.DECLINED
        issuing.revoke(tx, opened.owner_id, opened.id, NOW + DAY)
        assert status(brief_of(tx, opened), None, NOW + DAY) == Status(Stage.REVOKED, NOW + DAY)

    await database.transaction(work)


async def test_a_brief_is_at_a_question_of_so_many(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        first = status(brief, row_of(tx, brief), NOW)
        assert (first.stage, first.question) == (Stage.ASKING, 1)
        at = unit(tx, NOW + SECOND)
        at.receive(conversation(at, brief), events.Answered("clarity", None))
        at.flush()
        second = status(brief, row_of(tx, brief), NOW)
        assert (second.question, second.of, second.at) == (2, first.of, NOW + SECOND)
        at = unit(tx, NOW + SECOND)
        at.receive(conversation(at, brief), events.SteppedBack())
        at.flush()
        assert status(brief, row_of(tx, brief), NOW).question == 1

    await database.transaction(work)


async def test_a_brief_is_done_or_stopped(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        at = unit(tx, NOW + SECOND)
        pausing.call_off(at, conversation(at, brief))
        at.flush()
        off = status(brief_of(tx, brief), row_of(tx, brief), NOW)
        assert (off.stage, off.at) == (Stage.STOPPED, NOW + SECOND)
        assert status(replace(brief, sent_at=NOW), row_of(tx, brief), NOW).stage is Stage.DONE

    await database.transaction(work)


async def test_what_was_sent_may_be_changed_for_a_day(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        assert status(brief, row_of(tx, brief), NOW) == Status(Stage.DONE, NOW)
        assert may_change(brief, NOW + DAY - SECOND)
        assert not may_change(brief, NOW + DAY)

    await database.transaction(work)
