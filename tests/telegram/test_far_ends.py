"""Whoever wrote the Bot API server: a bot starts on it, and what it says comes once and in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any, cast

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.telegram.answers import LONGEST_WAIT
from bot.telegram.connection import CannotConnect, Wire, connected
from bot.telegram.courier import Courier
from bot.telegram.intake import Counter
from bot.telegram.outcomes import seconds
from bot.telegram.poll import leave_webhook
from bot.telegram.polling import SHORTEST_POLL, Polling
from tests.telegram.far_ends import MANNERS, REFUSAL, TOKEN, UNKNOWN, Fewest, Manner, Reply, done, far_end

USUAL = MANNERS["as usual"]


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
async def test_in_whatever_manner_it_answers_each_message_comes_once(manner: Manner) -> None:
    server = Fewest(REFUSAL)
    async with far_end(server, manner) as root, connected(TOKEN, root) as bot:
        await leave_webhook(bot)
        numbers = [await _says(bot, str(number)) for number in range(5)]
        assert numbers == [1, 2, 3, 4, 5]
        assert sorted(await asyncio.gather(*(_says(bot, "at once") for _ in range(4)))) == [6, 7, 8, 9]
    assert server.sent == ["0", "1", "2", "3", "4", *["at once"] * 4]


@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN)
async def test_a_server_without_webhooks_is_polled_all_the_same(unknown: Reply) -> None:
    server = Fewest(unknown)
    async with far_end(server, USUAL) as root, connected(TOKEN, root) as bot:
        await leave_webhook(bot)
    assert server.calls["deleteWebhook"] == 1


async def test_a_404_to_the_first_call_is_about_the_token() -> None:
    async def knows_nobody(method: str, body: bytes) -> Reply:
        return REFUSAL

    async with far_end(knows_nobody, USUAL) as root:
        with pytest.raises(CannotConnect, match="does not accept BOT_TOKEN"):
            async with connected(TOKEN, root):
                pass


@pytest.mark.parametrize("told", [True, {"id": 42}])
async def test_a_server_that_tells_of_no_bot_is_not_begun_with(told: Any) -> None:
    async def knows_little(method: str, body: bytes) -> Reply:
        return done(told)

    async with far_end(knows_little, USUAL) as root:
        with pytest.raises(CannotConnect, match="answers getMe with no bot"):
            async with connected(TOKEN, root):
                pass


ODD_WAITS: tuple[Any, ...] = (
    *("2", "soon", "", -5, 0, 1.5, True, None, [], {}),
    *(10**13, 10**400, float("inf"), float("nan")),
)


@pytest.mark.parametrize("wait", ODD_WAITS, ids=str)
async def test_whatever_a_429_names_as_the_wait_it_is_one(wait: Any) -> None:
    """The library takes what is named as it is; a text for a number ended the bot."""
    for parameters in ({"retry_after": wait}, wait):
        error = await _error_of(429, {"ok": False, "error_code": 429, "parameters": parameters})
        assert isinstance(error, RetryAfter) and 0 < seconds(error) <= LONGEST_WAIT


@pytest.mark.parametrize("moved_to", ["-100", None, [], {}, 2**70, 0.5])
async def test_a_chat_is_said_to_have_moved_only_to_where_a_chat_can_be(moved_to: Any) -> None:
    error = await _error_of(400, {"ok": False, "parameters": {"migrate_to_chat_id": moved_to}})
    assert isinstance(error, BadRequest)
    error = await _error_of(400, {"ok": False, "parameters": {"migrate_to_chat_id": -100123}})
    assert isinstance(error, ChatMigrated) and error.new_chat_id == -100123


@pytest.mark.parametrize("description", [None, 5, [], {"a": 1}])
async def test_a_refusal_may_say_why_in_any_way(description: Any) -> None:
    error = await _error_of(403, {"ok": False, "error_code": 403, "description": description})
    assert isinstance(error, Forbidden)


async def _error_of(status: int, told: dict[str, Any]) -> TelegramError:
    """What a call raises that is answered so."""

    async def refuses(method: str, body: bytes) -> Reply:
        return done({"id": 42, "is_bot": True, "first_name": "x"}) if method == "getMe" else refusal

    refusal = status, json.dumps(told).encode()
    async with far_end(refuses, USUAL) as root, connected(TOKEN, root) as bot:
        with pytest.raises(TelegramError) as caught:
            await _says(bot, "hello")
    return caught.value


class Taken:
    """Stands for the counter and the courier: notes what was taken, and stops when that is enough."""

    def __init__(self, until: int) -> None:
        self.until = until
        self.numbers: list[int] = []
        self.stop = asyncio.Event()

    async def take(self, batch: Sequence[dict[str, Any]]) -> None:
        """Note a batch."""
        self.numbers += [update["update_id"] for update in batch]
        if len(self.numbers) >= self.until:
            self.stop.set()

    async def answered(self) -> None:
        """Nothing is sent."""

    async def calm(self) -> None:
        """Nothing waits."""


def _polling(bot: Wire, taken: Taken) -> Polling:
    return Polling(bot, cast(Counter, taken), cast(Courier, taken))


async def test_a_server_that_brings_the_same_again_and_again_is_taken_at_its_word_once() -> None:
    server, taken = Fewest(REFUSAL), Taken(3)
    server.updates = [{"update_id": 7}, {"update_id": 8}]
    async with far_end(server, USUAL) as root, connected(TOKEN, root) as bot:
        running = asyncio.create_task(_polling(bot, taken).run(taken.stop))
        while server.calls["getUpdates"] < 3:
            await asyncio.sleep(0.01)
        server.updates.append({"update_id": 9})
        await running
    assert taken.numbers == [7, 8, 9]


async def test_a_server_that_does_not_wait_for_news_is_not_asked_without_a_pause() -> None:
    server, taken = Fewest(REFUSAL), Taken(1)
    async with far_end(server, USUAL) as root, connected(TOKEN, root) as bot:
        begun = asyncio.get_running_loop().time()
        running = asyncio.create_task(_polling(bot, taken).run(taken.stop))
        while server.calls["getUpdates"] < 4:
            await asyncio.sleep(0.01)
        took = asyncio.get_running_loop().time() - begun
        taken.stop.set()
        await running
    assert took >= 3 * SHORTEST_POLL


async def _says(bot: Wire, text: str) -> int:
    return int((await bot.call("sendMessage", {"chat_id": 1001, "text": text}))["message_id"])
