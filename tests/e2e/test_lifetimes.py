"""Nothing is kept for ever by accident: what each thing's end is, with time as an argument."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from bot.jobs import retention
from bot.storage import Transaction
from bot.storage.queries import erasure, updates
from bot.storage.tables import (
    briefs,
    clients,
    deliveries,
    failed_updates,
    metadata,
    people,
    processed_updates,
)
from tests.e2e.prospects import CLIENT, link_for, standing_link
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import deactivates
from tests.house.places import ROOT

MONTH = retention.STRANGERS_KEPT.days


async def telegram_ids(stage: Stage) -> set[int]:
    return {row.telegram_id for row in await stage.rows(people)} - {None}


async def agrees(phone: Phone, link: str) -> None:
    await phone.follows(link)
    await phone.press_first()


async def test_a_stranger_who_was_let_in_nowhere_is_forgotten_after_a_month(firstcall: Stage) -> None:
    otto = firstcall.phone("Otto")
    await otto.says("hello")
    await firstcall.tick(days=MONTH - 1)
    assert otto.person.id in await telegram_ids(firstcall)
    await firstcall.tick(days=2)
    assert otto.person.id not in await telegram_ids(firstcall)
    assert "invitation link" in (await otto.says("hello again")).text


async def test_a_crowd_of_strangers_is_forgotten_as_soon_as_one(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many go into one transaction: a month is a month."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    crowd = [firstcall.phone(f"Otto {number}") for number in range(5)]
    for each in crowd:
        await each.says("hello")
    await firstcall.tick(days=MONTH + 1)
    assert not {each.person.id for each in crowd} & await telegram_ids(firstcall)


async def test_who_cannot_be_forgotten_keeps_nobody_and_nothing_else(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    firstcall.may_log_errors = True
    otto, olga = firstcall.phone("Otto"), firstcall.phone("Olga")
    for stranger in (otto, olga):
        await stranger.says("hello")
    (first,) = (row.id for row in await firstcall.rows(people) if row.telegram_id == otto.person.id)
    erase = erasure.outsider

    def all_but_one(tx: Transaction, person_id: int) -> None:
        erase(tx, person_id)
        if person_id == first:
            raise ValueError("it is not to be")

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "outsider", all_but_one)
        await firstcall.tick(days=MONTH + 1)
    assert {otto.person.id, olga.person.id} & await telegram_ids(firstcall) == {otto.person.id}
    assert await firstcall.rows(processed_updates) == []
    assert f"person {first}: what is to be forgotten" in caplog.text
    await firstcall.tick(hours=1)
    assert otto.person.id not in await telegram_ids(firstcall)


async def test_the_team_is_not_forgotten_nor_who_was_on_it(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await deactivates(firstcall.lead, "Nina")
    await firstcall.tick(days=3 * MONTH)
    team = {firstcall.lead.person.id, firstcall.max.person.id, nina.person.id}
    assert team <= await telegram_ids(firstcall)


async def test_a_prospect_is_kept_as_long_as_their_client_and_goes_with_them(firstcall: Stage) -> None:
    anna = firstcall.phone("Anna")
    await agrees(anna, await link_for(firstcall))
    await firstcall.tick(days=5 * MONTH)
    assert anna.person.id in await telegram_ids(firstcall)
    await firstcall.max.says(f"/clients {CLIENT}")
    await firstcall.max.taps(CLIENT)
    await firstcall.max.taps("Delete")
    await firstcall.max.taps("Yes, delete")
    await firstcall.tick(hours=2)
    assert anna.person.id not in await telegram_ids(firstcall)
    assert [row.deleted_at is None for row in await firstcall.rows(clients)] == [False]
    assert [row.person_id for row in await firstcall.rows(briefs)] == [
        (await firstcall.rows(briefs))[0].person_id
    ]


async def test_what_nobody_could_be_told_is_forgotten_after_three_months(firstcall: Stage) -> None:
    await agrees(firstcall.phone("Anna"), await link_for(firstcall))
    await firstcall.max.says("/quiz Cedar Dental")
    await firstcall.max.taps("⋯")
    await firstcall.max.taps("Remind me")

    def give_up(tx: Transaction) -> None:
        tx.connection.execute(update(deliveries).values(state="parked"))

    await firstcall.bot.database.transaction(give_up)
    await firstcall.tick(days=retention.GIVEN_UP_KEPT.days - 1)
    parked = [row for row in await firstcall.rows(deliveries) if row.state == "parked"]
    assert len(parked) == 1
    await firstcall.tick(days=2)
    assert [row for row in await firstcall.rows(deliveries) if row.state == "parked"] == []


async def test_an_update_that_could_not_be_handled_is_forgotten_after_a_month(firstcall: Stage) -> None:
    now = firstcall.clock()
    said = {"update_id": 1, "message": {"from": {"id": 7}, "text": "Lotus Bakery"}}

    def fail(tx: Transaction) -> None:
        updates.record_failure(tx, 7, 1, "ValueError", said, now)
        updates.park(tx, 7, 1, now)

    await firstcall.bot.database.transaction(fail)
    await firstcall.tick(days=retention.FAILURES_KEPT.days - 1)
    assert len(await firstcall.rows(failed_updates)) == 1
    await firstcall.tick(days=2)
    assert await firstcall.rows(failed_updates) == []


async def test_a_brief_of_nobody_is_forgotten_a_month_after_it_expired(firstcall: Stage) -> None:
    await firstcall.phone("Olga").follows(await standing_link(firstcall))
    assert len(await firstcall.rows(briefs)) == 1
    await firstcall.tick(days=14 + retention.SETTLED_KEPT.days, hours=2)
    assert await firstcall.rows(briefs) == []


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_has_its_lifetime_written_down(table: str) -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+) \|", text.partition("## How long")[2], flags=re.MULTILINE)
    assert sum(f"`{table}`" in row for row in rows) == 1
