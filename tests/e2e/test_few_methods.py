"""A Bot API server that knows five methods: the whole job is done on it, and nobody is kept waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from pydantic import SecretStr

from bot.app import wired
from bot.config import Settings
from bot.sandbox import Sandbox
from bot.telegram import courier
from bot.telegram.express import Express
from questionnaires.content.model import ContentSet
from tests.conftest import KEY
from tests.e2e.stage import Stage, SteppingClock
from tests.telegram.far_ends import MANNERS, UNKNOWN, Reply, far_end

KNOWN = ("getMe", "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery")


@asynccontextmanager
async def few_methods(
    unknown: Reply, database_url: str, content: ContentSet, now: datetime
) -> AsyncIterator[Stage]:
    """A bot whose far end passes on what it knows to the sandbox."""
    clock = SteppingClock(now)
    async with Sandbox(clock=lambda: clock.time) as sandbox:
        express = Express(8)

        async def know(method: str, body: bytes) -> Reply:
            if method not in KNOWN:
                return unknown
            return await express.post(f"{sandbox.url}/bot{sandbox.token}/{method}", body, 10.0)

        async with far_end(know, MANNERS["in chunks"]) as root:
            settings = Settings(
                bot_token=SecretStr(sandbox.token),
                bot_api_url=root,
                database_url=SecretStr(database_url),
                data_key=SecretStr(KEY),
            )
            async with wired(settings, content, clock) as bot:
                yield Stage(sandbox, bot, clock)
            express.close()


@pytest.mark.parametrize("says", ["a page", "a stumble", "a nod"])
async def test_from_the_claim_to_the_evening_nothing_is_missing(
    sqlite_url: str, content: ContentSet, now: datetime, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.001)
    async with few_methods(UNKNOWN[says], sqlite_url, content, now) as stage:
        vera = stage.phone("Vera")
        assert "you are its team lead now" in (await vera.follows(stage.bot.claim_link or "")).text
        await vera.says("/quiz Lotus Bakery")
        await vera.answers([1, 2])
        assert vera.sees("✓ 1 · ") is False
        await vera.taps("Back")
        assert vera.sees("✓ 2 · "), "the answer that was given is marked"
        assert "a note" in (await vera.says("a note")).text
        if says != "a nod":  # which claims that the screen above was taken away
            assert vera.live == [vera.screen], "the screen above has lost its buttons"
        card = await vera.plays()
        assert "Lotus Bakery" in card.text
        evening = await vera.says("/summary")
        if (
            says != "a stumble"
        ):  # which is taken for trouble that passes, and the picture for lost after four tries
            assert evening.id != card.id and "Lotus Bakery" in evening.text
        await stage.check()


async def test_what_a_server_does_not_know_is_not_asked_for_again(
    sqlite_url: str, content: ContentSet, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    async with few_methods(UNKNOWN["a refusal"], sqlite_url, content, now) as stage:
        await stage.phone("Vera").follows(stage.bot.claim_link or "")
    said = [record.getMessage() for record in caplog.records if record.name == courier.log.name]
    assert len([line for line in said if "could not be hung" in line]) == 1
    assert not [line for line in said if "try 2" in line]
