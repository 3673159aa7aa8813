"""Receiving: acknowledgement by offset, one poller at a time, webhooks, callback queries, faults."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, NetworkError

from bot.sandbox import Person, Sandbox
from tests.sandbox.conftest import Call, HandClock

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
FIRST = 812_345_678


def _ids(answer: dict[str, Any]) -> list[int]:
    return [update["update_id"] - FIRST for update in answer["result"]]


async def test_what_was_not_confirmed_comes_again(anna: Person, call: Call) -> None:
    await anna.send("one")
    await anna.send("two")
    assert _ids((await call("getUpdates"))[1]) == [0, 1, 2]
    assert _ids((await call("getUpdates", offset=FIRST + 1, limit=1))[1]) == [1]
    assert _ids((await call("getUpdates"))[1]) == [1, 2]
    assert _ids((await call("getUpdates", offset=FIRST + 3))[1]) == []
    assert _ids((await call("getUpdates"))[1]) == []


async def test_a_negative_offset_keeps_only_the_newest(anna: Person, call: Call) -> None:
    await anna.send("one")
    await anna.send("two")
    assert _ids((await call("getUpdates", offset=-1))[1]) == [2]
    assert _ids((await call("getUpdates"))[1]) == [2]


async def test_a_waiting_poll_wakes_at_once(anna: Person, call: Call, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(call("getUpdates", offset=FIRST + 1, timeout=50))
    await _until_polled(sandbox)
    await anna.send("hello")
    assert _ids((await asyncio.wait_for(poll, 20))[1]) == [1]


async def test_a_second_poller_ends_the_first_with_a_conflict(
    anna: Person, call: Call, sandbox: Sandbox
) -> None:
    first = asyncio.create_task(call("getUpdates", offset=FIRST + 1, timeout=50))
    await _until_polled(sandbox)
    second = asyncio.create_task(call("getUpdates", offset=FIRST + 1, timeout=50))
    status, answer = await asyncio.wait_for(first, 20)
    assert (status, answer["description"].split(";")[0]) == (
        409,
        "Conflict: terminated by other getUpdates request",
    )
    await anna.send("hello")
    assert _ids((await second)[1]) == [1]


async def test_only_the_allowed_kinds_are_queued(anna: Person, call: Call) -> None:
    await call("getUpdates", offset=FIRST + 1, allowed_updates=["callback_query"])
    await anna.send("not heard")
    await anna.tap_raw(1, "heard")
    assert [list(update)[1] for update in (await call("getUpdates"))[1]["result"]] == ["callback_query"]


async def test_ids_may_jump_anywhere(anna: Person, call: Call, sandbox: Sandbox) -> None:
    sandbox.world.updates.jump_to(17)
    await anna.send("after a quiet week")
    ids = [update["update_id"] for update in (await call("getUpdates"))[1]["result"]]
    assert ids == [FIRST, 17]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bot1:wrongwrongwrongwrongwrongwrongwrong/getMe", 401),
        ("/botnonsense/getMe", 404),
        ("/bot{token}/noSuchMethod", 404),
        ("/file/bot{token}/files/none/x", 404),
        ("/bot{token}", 404),
    ],
)
async def test_strangers_and_unknown_methods_are_sent_away(sandbox: Sandbox, path: str, status: int) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(sandbox.url + path.format(token=sandbox.token)) as answer,
    ):
        assert answer.status == status
        assert (await answer.json())["error_code"] == status


async def test_a_tap_is_answered_once(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Sure?", reply_markup=KEYBOARD)
    tap = await anna.tap("Yes")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None and query.message is not None and query.data == "y"
    assert not tap.answered
    await query.answer("Kept", show_alert=True)
    assert (await tap.answer()).text == "Kept" and (await tap.answer()).show_alert
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_an_old_tap_cannot_be_answered(
    bot: Bot, anna: Person, hand_clock: HandClock, sandbox: Sandbox
) -> None:
    tap = await anna.tap_raw(1, "x")
    hand_clock.forward(15 * 60 + 1)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(tap.query.id)
    assert sandbox.world.broken_rules == []
    assert sandbox.world.queries.unanswered == (tap.query,)


async def test_an_answer_to_a_tap_ends_at_200(bot: Bot, anna: Person) -> None:
    tap = await anna.tap_raw(1, "x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(tap.query.id, "x" * 201)
    await bot.answer_callback_query(tap.query.id, "x" * 200)


async def test_a_tap_on_a_deleted_message_leaves_a_trace_of_it(bot: Bot, anna: Person) -> None:
    await anna.tap_raw(555, "x")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None and query.message is not None
    assert (query.message.message_id, query.message.is_accessible) == (555, False)


async def test_waiting_sees_only_what_came_after_the_last_action(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Welcome")
    assert (await anna.wait_for("Welcome")).text == "Welcome"
    await anna.send("again")
    with pytest.raises(TimeoutError, match="the bot showed: nothing"):
        await anna.wait_for("Welcome", timeout=0.01)


async def test_a_button_that_is_not_there_names_those_that_are(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "Sure?", reply_markup=KEYBOARD)
    with pytest.raises(LookupError, match=r"no button 'No'; there are \['Yes'\]"):
        await anna.tap("No")


async def test_a_payload_that_telegram_would_not_pass_is_refused(anna: Person) -> None:
    with pytest.raises(ValueError, match="at most 64"):
        await anna.open_link("https://t.me/firstcall_sandbox_bot?start=a%20b")


async def test_a_lost_reply_comes_after_the_deed(bot: Bot, anna: Person, sandbox: Sandbox) -> None:
    sandbox.world.faults.add("drop_after", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "done")
    assert anna.last_message.text == "done"


async def test_a_lost_request_does_nothing(bot: Bot, anna: Person, sandbox: Sandbox) -> None:
    sandbox.world.faults.add("drop_before", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(anna.id, "lost")
    assert (await bot.send_message(anna.id, "second try")).message_id == 2


async def test_faults_strike_as_ordered(call: Call, anna: Person, sandbox: Sandbox) -> None:
    sandbox.world.faults.add("429", method="sendMessage", skip=1, seconds=7)
    sandbox.world.faults.add("502", method="getMe", times=2)
    assert (await call("sendMessage", chat_id=anna.id, text="passes"))[0] == 200
    status, answer = await call("sendMessage", chat_id=anna.id, text="is held back")
    assert (status, answer["parameters"]) == (429, {"retry_after": 7})
    assert [(await call("getMe"))[0] for _ in range(3)] == [502, 502, 200]


async def test_a_webhook_gets_every_update_in_order_until_it_says_yes(
    bot: Bot, anna: Person, call: Call
) -> None:
    seen: list[tuple[str | None, str]] = []
    enough = asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        update = await request.json()
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update["message"]["text"]))
        if len(seen) == 3:
            enough.set()
        return web.Response(status=500 if len(seen) == 1 else 200)

    application = web.Application()
    application.router.add_post("/hook", receive)
    async with TestServer(application) as server:
        await bot.set_webhook(str(server.make_url("/hook")), secret_token="s3cret")
        await anna.send("hello")
        await asyncio.wait_for(enough.wait(), 20)
        assert seen == [("s3cret", "/start"), ("s3cret", "/start"), ("s3cret", "hello")]
        status, answer = await call("getUpdates")
        assert (status, answer["description"].split(";")[0]) == (
            409,
            "Conflict: can't use getUpdates method while webhook is active",
        )
        assert "500" in ((await bot.get_webhook_info()).last_error_message or "")
        await bot.delete_webhook()
    assert (await call("getUpdates"))[0] == 200


async def test_a_webhook_elsewhere_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="on this machine only"):
        await bot.set_webhook("https://example.org/hook")


async def test_the_sandbox_stops_while_a_poll_waits() -> None:
    async with aiohttp.ClientSession() as session:
        async with Sandbox() as sandbox:
            address = f"{sandbox.url}/bot{sandbox.token}/getUpdates?timeout=50"
            poll = asyncio.create_task(_fetch(session, address))
            await _until_polled(sandbox)
        assert await poll == {"ok": True, "result": []}


async def _fetch(session: aiohttp.ClientSession, address: str) -> Any:
    async with session.get(address) as response:
        return await response.json()


async def _until_polled(sandbox: Sandbox) -> None:
    """Lets the loop turn until a poll is waiting."""
    while sandbox.world.updates.waiting is False:
        await asyncio.sleep(0)
