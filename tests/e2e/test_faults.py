"""Telegram in trouble: nobody is stranded, nothing is lost, and no screen lies."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, RetryAfter, TelegramError

from bot.sandbox.world.faults import FaultKind
from bot.storage.tables import answers, failed_updates, people
from bot.telegram import courier, pen, polling
from bot.telegram.connection import CannotConnect, Wire
from bot.telegram.news import Failed, Fate, News, Shown
from bot.telegram.outcomes import failure, fate
from bot.telegram.outgoing import Deliver, Page, Post
from tests.e2e.stage import POLL, Stage

NAME = "Lotus Bakery"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting between tries is proved by what comes, not by how long it takes."""
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(polling, "FIRST_PAUSE", 0.001)


KINDS: tuple[FaultKind, ...] = ("401", "429", "502", "drop_before", "drop_after", "page", "cut")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_fault_on_the_way_delays_a_screen_and_loses_none(
    on_sqlite: Stage, kind: FaultKind, method: str
) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    on_sqlite.sandbox.world.faults.add(kind, method=method, times=2, seconds=1)
    await max_.answers([1])
    note = await max_.says("a note")
    assert "1 answered" in note.text and "a note" in note.text
    assert len(await on_sqlite.rows(answers)) == 1
    assert "2 answered" in (await max_.answers([1])).text


async def test_a_tap_is_answered_although_a_proxy_knew_nothing_of_it_once(on_sqlite: Stage) -> None:
    """Its 404 looks like a server's that has no such method, where no second try would help."""
    await on_sqlite.max.says(f"/quiz {NAME}")
    on_sqlite.sandbox.world.faults.add("page", method="answerCallbackQuery", status=404)
    assert "1 answered" in (await on_sqlite.max.answers([1])).text
    assert on_sqlite.sandbox.world.queries.unanswered == ()


async def test_a_message_that_may_have_been_sent_twice_works_wherever_it_is_tapped(firstcall: Stage) -> None:
    """The line broke after Telegram took the message: two screens, and both tell the truth."""
    max_ = firstcall.max
    firstcall.sandbox.world.faults.add("drop_after", method="sendMessage")
    await max_.says(f"/quiz {NAME}")
    twins = max_.live
    assert len(twins) == 2
    await max_.taps("1 · ", twins[0])
    await max_.taps("1 · ", max_.live[-1])
    assert len(await firstcall.rows(answers)) == 2
    assert len(max_.live) == 1 and "2 answered" in max_.live[0].text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_tap_is_answered_or_its_screen_comes_all_the_same(on_sqlite: Stage, kind: FaultKind) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    on_sqlite.sandbox.world.faults.add(kind, method="answerCallbackQuery", seconds=1)
    await max_.answers([1])
    assert "1 answered" in max_.screen.text
    assert on_sqlite.sandbox.world.queries.unanswered == ()


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 503])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_what_a_proxy_says_is_not_taken_for_telegrams_word(
    on_sqlite: Stage, method: str, status: int
) -> None:
    """Nobody has blocked the bot because a proxy forbids something, and its 200 has sent nothing."""
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    on_sqlite.sandbox.world.faults.add("page", method=method, times=2, status=status)
    await max_.answers([1])
    note = await max_.says("a note")
    assert "1 answered" in note.text and "a note" in note.text
    assert not [row for row in await on_sqlite.rows(people) if row.blocked_at]


async def test_a_poll_that_somebody_else_answers_is_tried_again(on_sqlite: Stage) -> None:
    for status in (200, 401, 404):
        on_sqlite.sandbox.world.faults.add("page", method="getUpdates", status=status, times=2)
    on_sqlite.sandbox.world.faults.add("cut", method="getUpdates")
    on_sqlite.sandbox.world.faults.add("401", method="getUpdates", times=polling.REFUSALS - 1)
    stop, otto = asyncio.Event(), on_sqlite.phone("Otto")
    running = asyncio.create_task(on_sqlite.bot.run(stop))
    await otto.person.send("hello")
    await otto.person.wait_for("invitation link")
    stop.set()
    await running


async def test_a_token_that_was_revoked_ends_the_bot_and_says_so(on_sqlite: Stage) -> None:
    on_sqlite.sandbox.world.faults.add("401", method="getUpdates", times=polling.REFUSALS)
    with pytest.raises(CannotConnect, match="was it revoked"):
        await on_sqlite.bot.run(asyncio.Event())


async def test_telegram_out_of_reach_for_long_is_made_good_by_the_sweep(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    firstcall.sandbox.world.faults.add("502", method="editMessageText", times=courier.TRIES)
    await max_.answers([1])
    assert "0 answered" in max_.screen.text
    await firstcall.tick(minutes=2)
    assert "1 answered" in max_.screen.text


async def test_a_screen_that_was_deleted_is_sent_anew(firstcall: Stage) -> None:
    max_ = firstcall.max
    first = await max_.says(f"/quiz {NAME}")
    firstcall.sandbox.world.delete(firstcall.sandbox.world.chats[max_.person.id], first.id)
    await max_.forges(first.buttons[0].data or "", first)
    assert max_.screen.id != first.id and "1 answered" in max_.screen.text
    assert max_.live == [max_.screen]
    assert "2 answered" in (await max_.answers([1])).text


@pytest.mark.parametrize(
    "refusal",
    [BadRequest("words that nobody has seen yet"), Conflict("terminated by other getUpdates request")],
)
async def test_an_edit_that_is_refused_in_whatever_words_strands_nobody(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, refusal: TelegramError
) -> None:
    max_, tell, refusals = on_sqlite.max, Wire.tell, [refusal]

    async def refuses_once(self: Wire, method: str, content: dict[str, Any]) -> None:
        if method == "editMessageText" and refusals:
            raise refusals.pop()
        await tell(self, method, content)

    await max_.says(f"/quiz {NAME}")
    monkeypatch.setattr(Wire, "tell", refuses_once)
    assert "1 answered" in (await max_.answers([1])).text
    assert "2 answered" in (await max_.answers([1])).text


async def test_a_list_of_clients_that_was_deleted_is_sent_anew(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    listed = await max_.says("/clients")
    firstcall.sandbox.world.delete(firstcall.sandbox.world.chats[max_.person.id], listed.id)
    await max_.forges(listed.buttons[0].data or "", listed)
    assert NAME in max_.screen.text and max_.sees("Delete this client")


async def test_somebody_who_blocked_the_bot_finds_the_quiz_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.touches("1 · ")
    max_.person.block()
    await firstcall.settle()
    row = next(row for row in await firstcall.rows(people) if row.telegram_id == max_.person.id)
    assert row.blocked_at is not None
    calls = dict(firstcall.sandbox.world.calls)
    await firstcall.tick(days=5)
    assert firstcall.sandbox.world.calls == calls, "nobody writes to a chat that blocked the bot"
    max_.person.unblock()
    await max_.says("/quiz")
    assert "1 answered" in (await max_.taps("Go on: Lotus Bakery")).text
    firstcall.may_leave_unanswered = True


async def test_a_screen_that_met_a_blocked_chat_is_shown_once_it_is_open_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.touches("1 · ")
    max_.person.chat.blocked = True  # while the answer is on its way
    await firstcall.settle()
    assert "0 answered" in max_.screen.text
    max_.person.unblock()
    await firstcall.settle()
    await firstcall.tick(minutes=1)
    assert "1 answered" in max_.screen.text and len(max_.live) == 1


async def test_a_reminder_to_somebody_who_blocked_the_bot_is_not_repeated(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.taps("⋯")
    await max_.taps("Remind me")
    max_.person.block()
    await firstcall.settle()
    calls = firstcall.sandbox.world.calls.get("sendmessage", 0)
    for _ in range(3):
        await firstcall.tick(hours=2)
    assert firstcall.sandbox.world.calls.get("sendmessage", 0) == calls


async def test_one_chat_in_trouble_does_not_hold_up_another(firstcall: Stage) -> None:
    max_, nina = firstcall.max, await firstcall.manager("Nina")
    await max_.says(f"/quiz {NAME}")
    await nina.says("/quiz Cedar Dental")
    firstcall.sandbox.world.faults.add("429", method="editMessageText", seconds=4)
    await max_.touches("1 · ")
    await firstcall.take_batch()
    await nina.touches("1 · ")
    await firstcall.take_batch()
    await nina.person.wait_for("1 answered")
    assert "0 answered" in max_.screen.text
    await firstcall.settle()
    assert "1 answered" in max_.screen.text


async def take_pending(stage: Stage) -> None:
    """One batch past the sandbox's own wire, in which "HALF" arrives as half a character."""
    batch = json.loads(json.dumps(stage.sandbox.world.updates.pending).replace("HALF", r"\ud800"))
    await stage.bot.counter.take(batch)
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
    await stage.quieten()


@pytest.mark.parametrize("text", ["/quiz HALFx", "/clients HALF", "/start HALF", "HALF"])
async def test_half_a_character_is_answered_and_holds_up_nobody(firstcall: Stage, text: str) -> None:
    max_, nina = firstcall.max, await firstcall.manager("Nina")
    before = max_.screen.id
    await max_.person.send(text)
    await nina.person.send(f"/quiz {NAME}")
    await take_pending(firstcall)
    assert max_.screen.id > before
    assert NAME in nina.screen.text
    assert await firstcall.rows(failed_updates) == []


async def test_half_a_character_in_a_name_keeps_nobody_out(firstcall: Stage) -> None:
    stranger = firstcall.phone("HALF Moon")
    await stranger.person.send("hello")
    await take_pending(firstcall)
    assert len(stranger.chat) == 1


async def test_a_message_that_cannot_be_sent_is_named_in_the_log(
    on_sqlite: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    on_sqlite.may_log_errors = True
    on_sqlite.sandbox.world.faults.add("502", method="sendMessage", times=courier.TRIES)
    await on_sqlite.lead.says("/invite")
    assert f"chat {on_sqlite.lead.person.id}: Post is lost: NetworkError" in caplog.messages


@pytest.mark.parametrize("method", ["sendMessage", "answerCallbackQuery"])
async def test_what_could_not_be_answered_is_not_measured_by_a_later_answer(
    on_sqlite: Stage, method: str
) -> None:
    on_sqlite.may_log_errors = on_sqlite.has_forged = on_sqlite.may_leave_unanswered = True
    lead, tally = on_sqlite.lead, on_sqlite.bot.tally
    on_sqlite.sandbox.world.faults.add("502", method=method, times=courier.TRIES)
    if method == "sendMessage":
        await lead.person.send("/invite")
    else:
        await lead.person.tap_raw(lead.screen.id, "of no button")
    batch = await on_sqlite.bot.bot.call("getUpdates", POLL)
    await on_sqlite.bot.counter.take(batch, since=asyncio.get_running_loop().time() - 1_000)
    on_sqlite.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
    await on_sqlite.quieten()
    assert on_sqlite.sandbox.world.faults.to_come == 0
    before = sum(tally.answer_seconds.counts)
    await lead.says("/help")
    assert sum(tally.answer_seconds.counts) == before + 1 and tally.answer_seconds.total < 1_000


async def test_being_told_to_wait_is_not_a_failure(on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "SHORTEST_WAIT", 0.0)
    monkeypatch.setattr(courier, "seconds", lambda error: 0.0)
    on_sqlite.sandbox.world.faults.add("429", method="sendMessage", times=2 * courier.TRIES, seconds=1)
    assert "https://t.me/" in (await on_sqlite.lead.says("/invite")).text


async def test_being_told_to_wait_for_ever_keeps_a_screen_for_the_sweep(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    monkeypatch.setattr(courier, "LONGEST_WAIT", 0.5)
    on_sqlite.sandbox.world.faults.add("429", method="editMessageText", seconds=1)
    await max_.answers([1])
    row = await on_sqlite.interview()
    assert row.shown_revision < row.revision
    await on_sqlite.tick(minutes=2)
    assert "1 answered" in max_.screen.text


async def test_a_chat_that_is_to_wait_for_an_hour_is_not_asked_again_before(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await max_.says(f"/quiz {NAME}")
    on_sqlite.sandbox.world.faults.add("429", method="editMessageText", seconds=3600)
    await max_.answers([1])
    edits = on_sqlite.sandbox.world.calls["editmessagetext"]
    for _ in range(5):
        await on_sqlite.tick(minutes=10)
    assert on_sqlite.sandbox.world.calls["editmessagetext"] == edits
    assert "0 answered" in max_.screen.text
    await on_sqlite.tick(minutes=11)
    await on_sqlite.tick(minutes=2)
    assert "1 answered" in max_.screen.text


@pytest.mark.parametrize(("patience", "copies"), [(5.0, 1), (0.1, 2)])
async def test_a_new_message_is_waited_for_rather_than_sent_once_more(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, patience: float, copies: int
) -> None:
    """Telegram acts, and takes its time to say so: whoever asks again too soon sends it twice."""
    monkeypatch.setattr(pen, "NEW_SECONDS", patience)
    on_sqlite.sandbox.world.faults.add("delay", method="sendMessage", seconds=0.3)
    before = len(on_sqlite.max.chat)
    await on_sqlite.max.says("/help")
    async with asyncio.timeout(20):
        while len(on_sqlite.max.chat) < before + copies:
            await asyncio.sleep(0)
    assert len(on_sqlite.max.chat) == before + copies
    assert pen.NEW_SECONDS < courier.STALE


async def test_a_process_that_was_stopped_shows_no_screen_that_is_old_by_now(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile another may have shown a newer one; where none has, the sweep shows it."""
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    with monkeypatch.context() as patch:
        patch.setattr(courier, "STALE", -1.0)  # as if it had been stopped before it came to send
        await max_.answers([1])
    row = await firstcall.interview()
    assert "0 answered" in max_.screen.text and row.shown_revision < row.revision
    await firstcall.tick(minutes=2)
    assert "1 answered" in max_.screen.text


async def test_a_letter_lent_anew_while_it_waited_goes_once_by_the_younger_loan(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier_, chat, loop = on_sqlite.bot.courier, on_sqlite.max.person.id, asyncio.get_running_loop()
    before, now, words = len(on_sqlite.max.chat), loop.time, Page("reminder", "en", {"client": NAME})
    first, anew = (Deliver(chat, 7, attempts, Post(chat, words)) for attempts in (1, 2))
    courier_.submit([first])
    with monkeypatch.context() as patch:
        patch.setattr(loop, "time", lambda: now() + courier.STALE + 1)
        courier_.submit([anew])
        await courier_.drain()
    news = courier_.take_news()
    assert len(on_sqlite.max.chat) == before + 1
    assert news.delivered == {7} and news.failed[7].attempts == 1
    assert news.failed[7].fate is Fate.NOT_SENT


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Chat not found", Fate.GONE),
        ("Message thread not found", Fate.GONE),
        ("TOPIC_CLOSED", Fate.GONE),
        ("Can't parse entities: unclosed tag", Fate.REFUSED),
        ("Not enough rights to send text messages to the chat", Fate.REFUSED),
    ],
)
def test_a_place_that_is_gone_is_told_from_a_message_that_is_wrong(said: str, known: Fate) -> None:
    assert fate(BadRequest(said)) is known


UNTHINKABLE = 2**70
"""No id of Telegram's; no database holds it."""


@pytest.mark.parametrize(
    "report",
    [
        News(failed={1: Failed(1, 1, 5, Fate.NOT_SENT, "ChatMigrated", moved_to=UNTHINKABLE)}),
        News(delivered={UNTHINKABLE}),
        News(blocked={UNTHINKABLE}),
        News(shown={UNTHINKABLE: Shown(UNTHINKABLE, 1, 1)}),
    ],
    ids=["moved", "delivered", "blocked", "shown"],
)
async def test_a_report_that_cannot_be_written_down_harms_nobodys_update(
    firstcall: Stage, report: News
) -> None:
    firstcall.may_log_errors = True
    await firstcall.max.says(f"/quiz {NAME}")
    good = firstcall.bot.courier.take_news()
    firstcall.bot.courier.return_news(report.after(good))
    assert "1 answered" in (await firstcall.max.answers([1])).text
    assert await firstcall.rows(failed_updates) == []
    assert not firstcall.bot.courier.take_news(), "it does not come back for ever"


async def test_however_long_telegram_wants_to_be_left_alone_the_calendar_holds_it(firstcall: Stage) -> None:
    error = RetryAfter(10**13)
    report = failure(Deliver(5, 1, 1, Post(5, Page("help", "en"))), error)
    firstcall.bot.courier.return_news(News(failed={1: report}))
    await firstcall.max.says(f"/quiz {NAME}")
    assert await firstcall.rows(failed_updates) == []
