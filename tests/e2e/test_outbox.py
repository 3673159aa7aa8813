"""What must reach somebody else: at least once, in order, and a repeat says that it is one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

import pytest
from sqlalchemy import update

from bot.jobs.outbox import EVERY, Compose, Outbox
from bot.sandbox.world.faults import FaultKind
from bot.storage import Transaction
from bot.storage.queries import deliveries, lending, people
from bot.storage.queries.deliveries import Delivery
from bot.storage.tables import clients
from bot.storage.tables import deliveries as table
from bot.telegram.outgoing import Enclosure, Letter, Picture, Post
from bot.telegram.visit import Visit
from tests.e2e.stage import Phone, Stage
from tests.storage.samples import delivery

SURE = "Lotus Bakery"
PERHAPS = "This may be a repeat"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\xe1\x64\xe1W"
    b"\0\0\0\x0bIDATx\x9cc`\xa0\x1e\0\0\0H\0\x01\xb7\xb8a\xd8\0\0\0\0IEND\xaeB`\x82"
)


def letter(visit: Visit, due: Delivery) -> Letter:
    """A message in the words of some template that takes one fact."""
    return Post(visit.chat, visit.page("reminder", **due.draft.facts))


def nothing(visit: Visit, due: Delivery) -> None:
    """It has become superfluous."""


def broken(visit: Visit, due: Delivery) -> Letter:
    """A fault in the wording itself."""
    raise LookupError(due.draft.kind)


def picture(visit: Visit, due: Delivery) -> Letter:
    """A picture of our own with a text below."""
    return Picture(visit.chat, PNG, visit.page("reminder", **due.draft.facts))


class OutOfOrder:
    """Words a letter, but the first time the database fails: it is cut off, or has no room."""

    def __init__(self) -> None:
        self._is_broken = True

    def __call__(self, visit: Visit, due: Delivery) -> Letter:
        if self._is_broken:
            self._is_broken = False
            self._break(visit.tx)
        return letter(visit, due)

    def _break(self, tx: Transaction) -> None:
        if tx.dialect == "postgresql":
            tx.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        try:
            tx.connection.exec_driver_sql("INSERT INTO settings VALUES ('x', zeroblob(1000000))")
        finally:
            tx.connection.exec_driver_sql("PRAGMA max_page_count = 4294967294")


LETTERS: Mapping[str, Compose] = {
    "letter": letter,
    "nothing": nothing,
    "broken": broken,
    "picture": picture,
}


def furnish(stage: Stage, letters: Mapping[str, Compose] = LETTERS, worker: str = "") -> Outbox:
    """An outbox that knows the kinds of these tests."""
    bot = stage.bot
    outbox = Outbox(bot.desk, bot.database, bot.courier, stage.clock, letters, worker)
    stage.bot = replace(bot, outbox=outbox)
    return outbox


async def post(stage: Stage, phone: Phone, *clients: str, kind: str = "letter", **changes: Any) -> None:
    """Leave something for somebody in the outbox."""

    def work(tx: Transaction) -> None:
        person, now = people.by_telegram_ids(tx, [phone.person.id])[phone.person.id], stage.clock()
        drafts = [
            delivery(
                f"{kind} {client} for {person.id}",
                now,
                kind=kind,
                person_id=person.id,
                facts={"client": client},
                **{"recipient_chat": phone.person.id} | changes,
            )
            for client in clients
        ]
        deliveries.enqueue(tx, drafts, now)

    await stage.bot.database.transaction(work)


def told(phone: Phone) -> list[str]:
    """What somebody was told from the outbox, in order; a mark before what may be a repeat."""
    marks = [f"{'again ' * (PERHAPS in message.text)}{message.text}" for message in phone.chat]
    return [text for text in marks if "bring back" in text]


async def state(stage: Stage, number: int = 0) -> tuple[str, str | None]:
    """What has become of a delivery, and why."""
    row = sorted(await stage.rows(table), key=lambda row: row.id)[number]
    return row.state, row.last_error


async def test_what_is_posted_arrives_once(firstcall: Stage) -> None:
    furnish(firstcall)
    await post(firstcall, firstcall.max, SURE)
    for _ in range(3):
        await firstcall.tick(minutes=10)
    assert len(told(firstcall.max)) == 1 and SURE in firstcall.max.screen.text
    assert await state(firstcall) == ("sent", None)


async def test_a_database_that_fails_while_a_letter_is_worded_only_puts_it_off(firstcall: Stage) -> None:
    furnish(firstcall, {"letter": OutOfOrder()})
    await post(firstcall, firstcall.max, SURE)
    await firstcall.tick()
    assert (await state(firstcall))[0] == "pending"
    await firstcall.tick(minutes=10)
    assert len(told(firstcall.max)) == 1 and (await state(firstcall))[0] == "sent"


@pytest.mark.parametrize("failure", [ConnectionResetError, LookupError])
async def test_a_letter_whose_failure_cannot_be_written_down_strands_no_other(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    firstcall.may_log_errors = True
    nina, words = await firstcall.manager("Nina"), iter([failure()])

    def fails_once(visit: Visit, due: Delivery) -> Letter:
        for each in words:
            raise each
        return letter(visit, due)

    def fails(*_: object) -> None:
        raise failure

    outbox = furnish(firstcall, {"letter": fails_once})
    for phone in (firstcall.max, nina):
        await post(firstcall, phone, SURE)
    with monkeypatch.context() as patch:
        patch.setattr(lending, "retry", fails)
        patch.setattr(lending, "park", fails)
        await outbox._try_to_look()
    await firstcall.tick(seconds=EVERY.seconds)
    for phone in (firstcall.max, nina):
        assert [PERHAPS in text for text in told(phone)] == [False]


async def test_a_letter_is_worded_by_the_studios_days(firstcall: Stage) -> None:
    zones: list[tuple[tzinfo, tzinfo]] = []

    def look(visit: Visit, due: Delivery) -> Letter:
        zones.append((visit.unit.zone, visit.house.zone))
        return letter(visit, due)

    furnish(firstcall, {"letter": look})
    await post(firstcall, firstcall.max, SURE)
    await firstcall.settle()
    ((own, of_the_house),) = zones
    assert own is of_the_house


async def test_one_chat_is_told_in_order_and_nobody_waits_for_another(firstcall: Stage) -> None:
    furnish(firstcall)
    nina = await firstcall.manager("Nina")
    await post(firstcall, firstcall.max, "first", "second", "third")
    await post(firstcall, nina, "hers")
    await firstcall.bot.outbox.tick(firstcall.clock())
    await firstcall.quieten()
    assert (len(told(firstcall.max)), len(told(nina))) == (1, 1)
    await firstcall.settle()
    texts = told(firstcall.max)
    assert ["first" in texts[0], "second" in texts[1], "third" in texts[2]] == [True] * 3


async def test_what_has_become_superfluous_is_not_told(firstcall: Stage) -> None:
    furnish(firstcall)
    await post(firstcall, firstcall.max, SURE, kind="nothing")
    await firstcall.settle()
    assert await state(firstcall) == ("cancelled", None)


async def test_what_cannot_be_worded_or_read_is_set_aside_and_harms_no_other(firstcall: Stage) -> None:
    firstcall.may_log_errors = True
    furnish(firstcall)
    await post(firstcall, firstcall.max, "unreadable")
    spoil = update(table).values(sealed_facts=b"?")
    await firstcall.bot.database.transaction(lambda tx: tx.connection.execute(spoil))
    await post(firstcall, firstcall.max, "unworded", kind="broken")
    await post(firstcall, firstcall.max, SURE)
    await firstcall.settle()
    assert len(told(firstcall.max)) == 1
    assert await state(firstcall, 0) == ("parked", "no words: WrongKey")
    assert await state(firstcall, 1) == ("parked", "no words: LookupError")


@pytest.mark.parametrize(
    ("kind", "copies", "is_marked"),
    [("429", 1, False), ("502", 1, True), ("drop_before", 1, True), ("drop_after", 2, True)],
)
async def test_a_fault_on_the_way_delays_it_and_what_may_be_a_repeat_says_so(
    firstcall: Stage, kind: FaultKind, copies: int, is_marked: bool
) -> None:
    furnish(firstcall)
    firstcall.sandbox.world.faults.add(kind, method="sendMessage", seconds=40)
    await post(firstcall, firstcall.max, SURE)
    await firstcall.settle()
    assert (await state(firstcall))[0] == "pending"
    await firstcall.tick(seconds=60)
    texts = told(firstcall.max)
    assert len(texts) == copies
    assert (PERHAPS in texts[-1]) is is_marked
    assert PERHAPS not in texts[0] or copies == 1
    assert (await state(firstcall))[0] == "sent"


async def test_being_told_to_wait_holds_the_whole_chat_for_as_long(firstcall: Stage) -> None:
    furnish(firstcall)
    firstcall.sandbox.world.faults.add("429", method="sendMessage", seconds=90)
    await post(firstcall, firstcall.max, "first", "second")
    await firstcall.settle()
    await firstcall.tick(seconds=60)
    assert told(firstcall.max) == []
    await firstcall.tick(seconds=60)
    assert ["first" in text for text in told(firstcall.max)] == [True, False]


async def test_telegram_out_of_reach_for_a_day_parks_it_visibly(firstcall: Stage) -> None:
    furnish(firstcall)
    firstcall.sandbox.world.faults.add("502", method="sendMessage", times=lending.TRIES)
    await post(firstcall, firstcall.max, SURE)
    for _ in range(lending.TRIES + 3):
        await firstcall.tick(hours=2)
    assert await state(firstcall) == ("parked", "NetworkError: Bad Gateway")
    assert told(firstcall.max) == []


async def test_somebody_who_blocks_the_bot_is_not_written_to_again(firstcall: Stage) -> None:
    furnish(firstcall)
    firstcall.max.person.block()
    await post(firstcall, firstcall.max, "first")
    await firstcall.bot.outbox.tick(firstcall.clock())
    await firstcall.quieten()
    assert (await state(firstcall))[0] == "parked"
    calls = firstcall.sandbox.world.calls["sendmessage"]
    await post(firstcall, firstcall.max, "second")
    await firstcall.tick(hours=1)
    assert firstcall.sandbox.world.calls["sendmessage"] == calls
    assert await state(firstcall, 1) == ("parked", "the person blocked the bot")


async def test_a_chat_that_is_gone_parks_it(firstcall: Stage) -> None:
    furnish(firstcall)
    await post(firstcall, firstcall.max, SURE, recipient_chat=9_999)
    await firstcall.settle()
    assert await state(firstcall) == ("parked", "BadRequest: Chat not found")


async def test_a_worker_that_dies_before_sending_loses_nothing_and_the_repeat_says_so(
    firstcall: Stage,
) -> None:
    dead = furnish(firstcall, worker="dead")
    await post(firstcall, firstcall.max, SURE)
    now = firstcall.clock()
    await firstcall.bot.database.transaction(lambda tx: dead._claim(tx, now))
    await firstcall.tick(minutes=4)
    assert told(firstcall.max) == [], "its lease runs on"
    await firstcall.tick(minutes=2)
    (text,) = told(firstcall.max)
    assert PERHAPS in text


async def test_two_workers_on_one_database_tell_everybody_once(firstcall: Stage) -> None:
    phones = [await firstcall.manager(name) for name in ("Nina", "Ada", "Olaf")]
    one, other = furnish(firstcall, worker="one"), furnish(firstcall, worker="other")
    for phone in phones:
        await post(firstcall, phone, "first", "second")
    for _ in range(4):
        await asyncio.gather(one.tick(firstcall.clock()), other.tick(firstcall.clock()))
        await firstcall.quieten()
    for phone in phones:
        assert [PERHAPS in text for text in told(phone)] == [False, False]


async def test_whoever_is_forgotten_meanwhile_is_told_nothing(firstcall: Stage) -> None:
    furnish(firstcall)
    nina = await firstcall.manager("Nina")
    await post(firstcall, nina, SURE)
    await nina.person.send("/forget")
    await firstcall.take_batch()
    await firstcall.quieten()
    await nina.touches("Yes, delete")
    await firstcall.take_batch()
    await firstcall.settle()
    assert told(nina) == []


async def test_a_picture_is_sent_with_its_text(firstcall: Stage) -> None:
    furnish(firstcall)
    await post(firstcall, firstcall.max, SURE, kind="picture")
    await firstcall.settle()
    shown = firstcall.max.screen
    assert shown.media is not None and shown.media.file.content == PNG
    assert SURE in shown.text


async def test_a_file_that_somebody_sent_is_sent_on(firstcall: Stage) -> None:
    await post(firstcall, firstcall.max, SURE, kind="picture")
    furnish(firstcall)
    await firstcall.settle()
    media = firstcall.max.screen.media
    assert media is not None

    def enclosed(visit: Visit, due: Delivery) -> Letter:
        return Enclosure(visit.chat, "photo", media.file.id, visit.page("reminder", **due.draft.facts))

    furnish(firstcall, {"enclosed": enclosed})
    await post(firstcall, firstcall.lead, "Cedar Dental", kind="enclosed")
    await firstcall.settle()
    assert firstcall.lead.screen.media == media and "Cedar Dental" in firstcall.lead.screen.text


async def test_a_running_outbox_tells_what_is_posted_at_once(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before it would have looked by itself."""
    outbox, stop = furnish(firstcall), asyncio.Event()
    running = asyncio.create_task(outbox.run(stop))
    await asyncio.sleep(0)
    await post(firstcall, firstcall.max, SURE)
    await firstcall.max.person.wait_for(SURE)
    stop.set()
    await running


async def test_who_lets_the_bot_write_again_is_told_what_was_kept_back(firstcall: Stage) -> None:
    furnish(firstcall)
    max_ = firstcall.max
    max_.person.block()
    await post(firstcall, max_, "first", "second")
    await firstcall.settle()
    assert told(max_) == []
    max_.person.unblock()
    await firstcall.settle()
    assert [PERHAPS in text for text in told(max_)] == [False, False]


async def test_what_only_a_newer_release_can_word_waits_for_it(firstcall: Stage) -> None:
    furnish(firstcall, {})
    await post(firstcall, firstcall.max, SURE)
    await firstcall.settle()
    assert await state(firstcall) == ("pending", "no words for it in this release")
    furnish(firstcall)
    await firstcall.tick(minutes=1)
    assert len(told(firstcall.max)) == 1


async def test_an_admin_sees_what_was_given_up_and_has_it_tried_again(firstcall: Stage) -> None:
    firstcall.may_log_errors = True
    furnish(firstcall, {"letter": broken})
    lead = firstcall.lead
    assert "Everything has been delivered" in (await lead.says("/outbox")).text
    await post(firstcall, firstcall.max, "first", "second")
    await firstcall.settle()
    page = await lead.says("/outbox")
    assert "2 × letter" in page.text and "no words: LookupError" in page.text
    furnish(firstcall)
    tap = await lead.press("Try again: letter")
    assert (await tap.answer()).text == "It is tried again now."
    assert len(told(firstcall.max)) == 2
    tap = await lead.press("Try again: letter", page)
    assert (await tap.answer()).text == "There is nothing to try again here."
    assert "Everything has been delivered" in (await lead.taps("Look again")).text


async def test_the_page_of_the_outbox_tells_nothing_of_what_was_to_be_told(firstcall: Stage) -> None:
    furnish(firstcall, {})
    await post(firstcall, firstcall.max, SURE)
    await firstcall.settle()
    page = await firstcall.lead.says("/outbox")
    assert "1 × letter" in page.text and SURE not in page.text


async def test_a_reminder_that_keeps_failing_is_given_up_in_the_end(firstcall: Stage) -> None:
    firstcall.may_log_errors = True
    await firstcall.max.says(f"/quiz {SURE}")
    await firstcall.max.taps("⋯")
    await firstcall.max.taps("Remind me")
    spoil = update(clients).values(sealed_name=b"broken")
    await firstcall.bot.database.transaction(lambda tx: tx.connection.execute(spoil))
    for _ in range(lending.TRIES + 2):
        await firstcall.tick(hours=2)
    assert await state(firstcall) == ("parked", "WrongKey")


@pytest.mark.parametrize(("kind", "copies"), [("429", 1), ("502", 0), ("drop_before", 0), ("drop_after", 1)])
async def test_a_reminder_may_be_lost_and_never_comes_twice_and_its_quiz_comes_anyway(
    on_sqlite: Stage, kind: FaultKind, copies: int
) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {SURE}")
    await max_.taps("⋯")
    await max_.taps("Remind me")
    on_sqlite.sandbox.world.faults.add(kind, method="sendMessage", seconds=1)
    for _ in range(3):
        await on_sqlite.tick(hours=2)
    assert len(told(max_)) == copies
    assert "0 answered" in max_.screen.text and max_.live == [max_.screen]
