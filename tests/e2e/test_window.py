"""What operators may ask a running bot: is it alive, is it ready, how is it doing; and nothing of anybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bot.storage.migrate import known_revisions
from bot.telegram.connection import Wire
from questionnaires.content.model import ContentSet
from tests.e2e.conftest import let_in, staged
from tests.e2e.stage import Stage
from tests.e2e.test_outbox import furnish, post

NAME = "Lotus Bakery"
LABELS = re.compile(r"[a-z_]+|bot(\.[a-z_]+)*|[a-z]+|\+Inf|[0-9.]+")


@dataclass
class Watched:
    """A stage with a window, and somebody who looks in."""

    stage: Stage
    url: str
    client: ClientSession
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def asks(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        async with self.client.get(self.url + path) as response:
            return response.status, await response.text()

    async def metrics(self) -> dict[str, float]:
        """Every sample by its name and labels: `name{label=value}`."""
        status, told = await self.asks("/metrics")
        assert status == 200
        return {
            name + "".join(f"{{{key}={value}}}" for key, value in sorted(labels.items())): number
            for family in text_string_to_metric_families(told)
            for name, labels, number, *_ in family.samples
        }


@pytest.fixture
async def watched(
    database_url: str, content: ContentSet, now: datetime, free_port: int
) -> AsyncIterator[Watched]:
    """A bot that polls by hand, with the window open; on either database."""
    address = f"127.0.0.1:{free_port}"
    async with (
        staged(database_url, content, now, metrics_listen=address) as stage,
        ClientSession() as client,
    ):
        await let_in(stage)
        found = Watched(stage, f"http://{address}", client)
        serving = asyncio.create_task(stage.bot.window.run(found.stop))
        yield found
        found.stop.set()
        await serving


async def test_a_bot_that_runs_is_alive_and_ready(watched: Watched) -> None:
    assert await watched.asks("/healthz") == (200, "ok\n")
    assert await watched.asks("/readyz") == (200, '{"database":"ok","telegram":"ok"}')
    assert (await watched.asks("/elsewhere"))[0] == 404


async def test_tables_of_another_release_make_it_unready(watched: Watched) -> None:
    def to(revision: str) -> object:
        change = text("UPDATE alembic_version SET version_num = :to")
        return lambda tx: tx.connection.execute(change, {"to": revision})

    database = watched.stage.bot.database
    await database.transaction(to("9999"))  # type: ignore[arg-type]
    status, told = await watched.asks("/readyz")
    assert (status, told) == (503, '{"database":"DatabaseNewer","telegram":"ok"}')
    assert (await watched.asks("/healthz"))[0] == 200, "to start it anew would not help"
    await database.transaction(to(known_revisions()[-1]))  # type: ignore[arg-type]
    assert (await watched.asks("/readyz"))[0] == 200


async def test_a_telegram_that_is_silent_for_long_makes_it_unready(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = asyncio.get_running_loop().time() - 91
    with monkeypatch.context() as patch:
        patch.setattr(Wire, "heard_at", property(lambda _: long_ago))
        assert await watched.asks("/readyz") == (503, '{"database":"ok","telegram":"not heard for 90 s"}')
    assert (await watched.asks("/readyz"))[0] == 200


async def test_updates_answers_and_open_interviews_are_counted(watched: Watched) -> None:
    before = await watched.metrics()
    max_ = watched.stage.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1, 1])
    after = await watched.metrics()
    assert after["firstcall_updates_total{kind=tap}{outcome=handled}"] == 2
    written = "firstcall_updates_total{kind=written}{outcome=handled}"
    assert after[written] == before[written] + 1
    assert after["firstcall_open_interviews"] == 1
    answered = "firstcall_answer_seconds_count"
    assert after[answered] == before[answered] + 3
    assert after["firstcall_batch_size_count"] == before["firstcall_batch_size_count"] + 3
    assert after["firstcall_answer_seconds_bucket{le=+Inf}"] == after[answered]
    assert after["process_cpu_seconds_total"] > 0


async def test_deliveries_are_counted_by_kind_and_by_what_became_of_them(watched: Watched) -> None:
    stage = watched.stage
    furnish(stage)
    await post(stage, stage.max, NAME)
    stage.clock.forward(minutes=2)
    waiting = await watched.metrics()
    assert waiting["firstcall_deliveries_waiting{kind=letter}"] == 1
    assert 120 <= waiting["firstcall_queue_age_seconds"] < 180
    await stage.settle()
    await post(stage, stage.max, NAME, kind="broken")
    await stage.settle()
    found = await watched.metrics()
    assert found["firstcall_delivery_tries_total{kind=letter}{outcome=sent}"] == 1
    assert found["firstcall_deliveries_parked{kind=broken}"] == 1
    assert found["firstcall_queue_age_seconds"] == 0
    assert found["firstcall_errors_total{by=bot.jobs.outbox}"] == 1


async def test_chats_that_telegram_makes_wait_are_counted(watched: Watched) -> None:
    stage = watched.stage
    furnish(stage)
    assert (await watched.metrics())["firstcall_chats_told_to_wait"] == 0
    stage.sandbox.world.faults.add("429", method="sendMessage", seconds=90)
    await post(stage, stage.max, NAME)
    await stage.settle()
    assert (await watched.metrics())["firstcall_chats_told_to_wait"] == 1
    await stage.tick(minutes=2)
    assert (await watched.metrics())["firstcall_chats_told_to_wait"] == 0


async def test_no_label_names_anybody(watched: Watched) -> None:
    max_ = watched.stage.max
    await max_.quiz(NAME)
    await max_.says("/brief Cedar Dental")
    _, told = await watched.asks("/metrics")
    assert NAME not in told and "Cedar" not in told and str(max_.person.id) not in told
    labels = [
        value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
        for value in sample.labels.values()
    ]
    assert labels and all(LABELS.fullmatch(value) for value in labels)
