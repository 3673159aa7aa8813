"""The wired bot against a sandbox, on SQLite and on PostgreSQL, with a lead and a manager inside."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import wired
from bot.config import Settings
from bot.interviews import scripts
from bot.sandbox import Sandbox
from questionnaires.content.canonical import edition
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet
from tests.conftest import KEY
from tests.e2e.stage import Stage, SteppingClock


@pytest.fixture(scope="session")
def content() -> ContentSet:
    """The library, with the example studio's facts."""
    return load(studio=StudioFacts.EXAMPLE)


@pytest.fixture(scope="session", autouse=True)
def _one_edition(content: ContentSet) -> Iterator[None]:
    """Every bot that begins with the library asks for the same edition: written out once, not for each."""
    made = edition(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripts, "edition", lambda asked: made if asked is content else edition(asked))
        yield


@asynccontextmanager
async def staged(database_url: str, content: ContentSet, now: datetime, **more: Any) -> AsyncIterator[Stage]:
    """A bot and its world, nobody inside yet. `more` are further settings."""
    clock = SteppingClock(now)
    async with Sandbox(clock=lambda: clock.time, first_update_id=812_345_678) as sandbox:
        settings = Settings(
            bot_token=SecretStr(sandbox.token),
            bot_api_url=sandbox.url,
            database_url=SecretStr(database_url),
            data_key=SecretStr(KEY),
            studio_name="Riverbend Studio",
            studio_contact="hello@riverbend.example",
            **more,
        )
        async with wired(settings, content, clock) as bot:
            yield Stage(sandbox, bot, clock)


async def let_in(stage: Stage) -> None:
    """A lead by the link of the start, a manager by the lead's invitation."""
    await stage.phone("Vera").follows(stage.bot.claim_link or "")
    await stage.manager("Max")


def no_errors(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """The bot hides failures from people, not from tests."""
    records = [*caplog.get_records("setup"), *caplog.get_records("call"), *caplog.records]
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    assert stage.may_log_errors or not errors, errors


@pytest.fixture
async def firstcall(
    database_url: str, content: ContentSet, now: datetime, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Stage]:
    """The bot with a lead and a manager; runs once for each kind of database."""
    async with staged(database_url, content, now) as stage:
        await let_in(stage)
        yield stage
        await stage.settle()
        await stage.check()
    no_errors(stage, caplog)


@pytest.fixture
async def on_sqlite(
    sqlite_url: str, content: ContentSet, now: datetime, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Stage]:
    """The same on SQLite alone, for tests of what is far from any database."""
    async with staged(sqlite_url, content, now) as stage:
        await let_in(stage)
        yield stage
        await stage.settle()
        await stage.check()
    no_errors(stage, caplog)
