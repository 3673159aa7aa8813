"""Two replicas on one PostgreSQL: what one person does takes effect in order, whoever takes it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.util import await_only
from telegram.error import NetworkError

from bot.app import wired
from bot.config import Settings
from bot.firstcall import Firstcall
from bot.interviews import Unit
from bot.storage import Database, Vault
from bot.storage.queries import briefs_due, erasure, interviews, people
from bot.storage.queries import clients as client_queries
from bot.storage.queries import deliveries as outbox
from bot.storage.tables import answers, briefs, clients, deliveries, processed_updates
from bot.storage.tables import interviews as interview_table
from bot.telegram import courier
from bot.telegram.news import News
from bot.telegram.pen import Pen
from questionnaires.content.model import ContentSet
from tests.conftest import KEY
from tests.e2e.conftest import let_in, no_errors, staged
from tests.e2e.prospects import begins, its_interview, the_brief
from tests.e2e.stage import POLL, Phone, Stage
from tests.storage.samples import delivery

NAME = "Lotus Bakery"
TOKEN = re.compile(r"start=\S+")


@dataclass
class Pair:
    """A stage whose bot has a twin on the same database."""

    stage: Stage
    twin: Firstcall

    async def pending(self) -> list[dict[str, Any]]:
        """What people did and no bot has heard of."""
        found: list[dict[str, Any]] = await self.stage.bot.bot.call("getUpdates", POLL)
        self.stage.sandbox.world.updates.confirm_below(found[-1]["update_id"] + 1)
        return found

    async def at_once(self) -> None:
        """Every second thing that people did goes to the twin, at the same time as the rest."""
        found = await self.pending()
        await asyncio.gather(self.stage.bot.counter.take(found[::2]), self.twin.counter.take(found[1::2]))
        await self.quieten()

    async def one_within_the_other(
        self, monkeypatch: pytest.MonkeyPatch, owner: object = Unit, step: str = "flush"
    ) -> None:
        """The twin gets the second thing while the first one is about to take a step, not committed yet."""
        first, second = await self.pending()
        original, inner = getattr(owner, step), list[asyncio.Task[None]]()

        def slowly(*args: Any) -> Any:
            if not inner:
                inner.append(asyncio.get_running_loop().create_task(self.twin.counter.take([second])))
                await_only(_until_done_or_waiting(inner[0], self.stage.bot.database))
            return original(*args)

        with monkeypatch.context() as patch:
            patch.setattr(owner, step, slowly)
            await self.stage.bot.counter.take([first])
            await inner[0]
        await self.quieten()

    async def tick_around(self, monkeypatch: pytest.MonkeyPatch, owner: object, find: str) -> None:
        """The clockwork strikes; what people did goes to the twin, whole, once it has found what is due."""
        found, original = await self.pending(), getattr(owner, find)

        def and_then(*args: Any) -> Any:
            due = original(*args)
            await_only(self.twin.counter.take(found))
            return due

        with monkeypatch.context() as patch:
            patch.setattr(owner, find, and_then)
            await self.stage.tick()
        await self.quieten()

    async def quieten(self) -> None:
        """Let both send, and write down what was shown."""
        for bot in (self.twin, self.stage.bot):
            await bot.courier.drain()
            await bot.counter.settle()


@pytest.fixture
async def pair(
    postgres_url: str, content: ContentSet, now: datetime, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Pair]:
    """Two bots, with a lead and a manager inside."""
    async with staged(postgres_url, content, now) as stage:
        await let_in(stage)
        settings = Settings(
            bot_token=SecretStr(stage.sandbox.token),
            bot_api_url=stage.sandbox.url,
            database_url=SecretStr(postgres_url),
            data_key=SecretStr(KEY),
            studio_name="Riverbend Studio",
        )
        async with wired(settings, content, stage.clock) as twin:
            yield Pair(stage, twin)
        await stage.settle()
        await stage.check()
    no_errors(stage, caplog)


async def test_a_double_tap_over_two_replicas_makes_one_link(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_ = pair.stage.max
    await max_.says(f"/brief {NAME}")
    for _ in range(2):
        await max_.touches("Message in English")
    await pair.one_within_the_other(monkeypatch)
    assert len(await pair.stage.rows(briefs)) == 1


async def test_a_command_sent_twice_over_two_replicas_begins_one_quiz(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await pair.stage.max.person.send("/quiz")
    await pair.one_within_the_other(monkeypatch)
    assert len(await pair.stage.rows(interview_table)) == 1


async def test_a_double_tap_on_an_answer_over_two_replicas_counts_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_ = pair.stage.max
    await max_.says(f"/quiz {NAME}")
    for _ in range(2):
        await max_.touches("1 · ")
    await pair.one_within_the_other(monkeypatch)
    assert len(await pair.stage.rows(answers)) == 1


async def test_one_update_that_reaches_both_replicas_has_one_effect(pair: Pair) -> None:
    await pair.stage.max.person.send(f"/quiz {NAME}")
    found = await pair.pending()
    await asyncio.gather(pair.stage.bot.counter.take(found), pair.twin.counter.take(found))
    await pair.quieten()
    assert len(await pair.stage.rows(interview_table)) == 1
    seen = [row.update_id for row in await pair.stage.rows(processed_updates)]
    assert len(seen) == len(set(seen))


async def test_somebody_new_who_writes_to_two_replicas_at_once_is_one_person(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = pair.stage.phone("Ivan")
    for word in ("hello", "again"):
        await stranger.person.send(word)
    await pair.one_within_the_other(monkeypatch)
    known = await pair.stage.bot.database.read(lambda tx: people.by_telegram_ids(tx, [stranger.person.id]))
    assert len(known) == 1 and stranger.chat


async def test_many_people_over_two_replicas_lose_nothing_and_nobody_waits_in_a_circle(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    team = [await pair.stage.manager(f"Manager {number}") for number in range(6)]
    for phone in team:
        await phone.person.send(f"/quiz Client of {phone.person.id}")
    await pair.at_once()
    for _ in range(4):
        for phone in team:
            for _ in range(2):
                await phone.touches("1 · ")
        await pair.at_once()
    assert len(await pair.stage.rows(answers)) == 4 * len(team)
    assert "lost a race" not in caplog.text


async def test_two_replicas_that_each_get_a_tap_on_what_the_other_has_just_shown_do_not_wait_in_a_circle(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = pair.stage.max, await pair.stage.manager("Nina")
    for phone in (one, two):
        await phone.says(f"/quiz {NAME}")
    for first, second in ((one, two), (two, one), (one, two)):
        await first.touches("1 · ")
        await second.touches("1 · ")
        of_first, of_second = await pair.pending()
        await asyncio.gather(pair.stage.bot.counter.take([of_first]), pair.twin.counter.take([of_second]))
        for bot in (pair.twin, pair.stage.bot):
            await bot.courier.drain()  # shown, and not written down yet
    await pair.quieten()
    assert len(await pair.stage.rows(answers)) == 6
    assert "lost a race" not in caplog.text


async def test_a_second_try_does_not_put_an_older_screen_over_what_the_other_replica_has_shown(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply to the first try was lost, so the screen is there and is tapped on before the second one."""
    max_ = pair.stage.max
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.001)
    await max_.says(f"/quiz {NAME}")
    edit = Pen.edit

    async def taps_meanwhile(pen: Pen, *args: Any) -> bool:
        try:
            return await edit(pen, *args)
        except NetworkError:
            await max_.touches("1 · ")
            await pair.twin.counter.take(await pair.pending())
            await pair.twin.courier.drain()
            raise

    monkeypatch.setattr(Pen, "edit", taps_meanwhile)
    pair.stage.sandbox.world.faults.add("drop_after", method="editMessageText")
    await max_.touches("1 · ")
    await pair.stage.bot.counter.take(await pair.pending())
    await pair.stage.bot.courier.drain()
    await pair.quieten()
    assert "2 answered" in max_.screen.text


async def test_a_screen_that_goes_below_a_note_goes_there_from_the_other_replica_too(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies before it sends; the one that shows what is behind remembers a message from before the note."""
    max_ = pair.stage.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1])
    note = await max_.person.send("Asked about the guarantee twice")
    monkeypatch.setattr(pair.twin.courier, "submit", lambda outgoing: None)
    await pair.twin.counter.take(await pair.pending())
    await pair.stage.tick(minutes=2)
    assert max_.screen.id > note.id
    assert max_.live == [max_.screen]


@pytest.mark.parametrize("together", [True, False], ids=["at once", "one after the other"])
async def test_what_a_crash_left_unshown_is_shown_by_one_replica(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    """A machine with all replicas on it starts anew, and all of them look for what was left behind."""
    max_ = pair.stage.max
    await max_.says(f"/quiz {NAME}")
    note = await max_.person.send("Asked about the guarantee twice")
    with monkeypatch.context() as patch:
        patch.setattr(pair.twin.courier, "submit", lambda outgoing: None)
        await pair.twin.counter.take(await pair.pending())
    pair.stage.clock.forward(minutes=2)
    sweeps = [bot.clockwork.tick(pair.stage.clock()) for bot in (pair.stage.bot, pair.twin)]
    if together:
        await asyncio.gather(*sweeps)
    else:
        for sweep in sweeps:
            await sweep
    await pair.quieten()
    assert [message.id for message in max_.chat if message.id > note.id] == [max_.screen.id]


async def test_what_is_due_comes_once_where_two_look_for_it_at_the_same_moment(
    pair: Pair, on_sqlite: Stage
) -> None:
    """A reminder, a nudge, what is closed, the day's summaries, the mornings' questions, a letter."""

    async def together() -> None:
        now = pair.stage.clock()
        await asyncio.gather(*(bot.clockwork.tick(now) for bot in (pair.stage.bot, pair.twin)))
        await pair.quieten()
        while sum(
            await asyncio.gather(
                *(bot.outbox.tick(pair.stage.clock()) for bot in (pair.stage.bot, pair.twin))
            )
        ):
            await pair.quieten()

    alone = await _three_weeks(on_sqlite, on_sqlite.tick)
    assert await _three_weeks(pair.stage, together) == alone
    for somebody, once in enumerate(("Call first", "You asked me to bring back", "the only reminder")):
        assert any(once in text for text in alone[somebody])


async def _three_weeks(stage: Stage, strike: Callable[[], Awaitable[None]]) -> list[list[str]]:
    """What lead, manager and client have in their chats after three weeks in which nobody does much."""
    await stage.max.quiz("Cedar Dental")
    anna = await begins(stage)
    await stage.max.says(f"/quiz {NAME}")
    await stage.max.taps("⋯")
    await stage.max.taps("Remind me")
    for hours in (2, 8, 16, 8, 16, 24, 24, 24, 24, 24 * 14):
        stage.clock.forward(hours=hours)
        await strike()
    chats = [
        [TOKEN.sub("", message.text) for message in phone.chat] for phone in (stage.lead, stage.max, anna)
    ]
    return [sorted(texts) for texts in chats]


async def test_an_old_button_at_the_other_replica_does_not_show_once_more_what_is_on_its_way(
    pair: Pair,
) -> None:
    """The screen below a note is there, and only the replica that sent it knows yet."""
    max_ = pair.stage.max
    old = await max_.says(f"/quiz {NAME}")
    data = old.buttons[0].data or ""
    note = await max_.person.send("Asked about the guarantee twice")
    await pair.stage.bot.counter.take(await pair.pending())
    await pair.stage.bot.courier.drain()
    await max_.person.tap_raw(old.id, data)
    await pair.twin.counter.take(await pair.pending())
    await pair.quieten()
    assert max_.live == [max_.screen] and max_.screen.id > note.id
    assert [each.id for each in max_.chat if each.id > note.id] == [max_.screen.id]


async def test_agreeing_while_the_client_is_deleted_leaves_no_circle(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The brief leads nowhere afterwards, and nobody waits for a deadlock to be found."""
    max_, anna = pair.stage.max, pair.stage.phone("Anna", "en")
    await max_.says(f"/brief {NAME}")
    await max_.taps("Message in English")
    await anna.follows(_link_to_brief(max_))
    await max_.says("/clients")
    await max_.taps(NAME)
    await max_.taps("Delete this client")
    await anna.touches("I agree")
    await max_.touches("Yes, delete")
    await pair.one_within_the_other(monkeypatch, client_queries, "touch")
    (client,) = await pair.stage.rows(clients)
    (brief,) = await pair.stage.rows(briefs)
    assert client.deleted_at is not None and brief.revoked_at is not None
    for row in await pair.stage.rows(interview_table):
        assert row.state == "cancelled"
    assert "lost a race" not in caplog.text


async def test_a_client_is_deleted_in_the_order_of_who_answers_about_them(pair: Pair) -> None:
    """Interviews, briefs, client: while somebody answers, the deletion waits without holding the client."""
    max_ = pair.stage.max
    await max_.says(f"/quiz {NAME}")
    row, (client,) = await pair.stage.interview(), await pair.stage.rows(clients)
    database, other = pair.stage.bot.database, pair.twin.database
    now = pair.stage.clock()
    loop = asyncio.get_running_loop()
    held, goes_on = asyncio.Event(), asyncio.Event()

    def answer(tx: Any) -> None:
        interviews.load(tx, [(row.id, row.person_id)])
        loop.call_soon(held.set)
        await_only(goes_on.wait())
        locked = select(clients.c.id).where(clients.c.id == client.id).with_for_update(nowait=True)
        tx.connection.execute(locked).all()  # an error, if the deletion held it by now

    answering = asyncio.create_task(database.transaction(answer))
    await held.wait()
    delete = asyncio.create_task(
        other.transaction(lambda tx: erasure.client(tx, client.owner_id, client.id, now))
    )
    await _until_somebody_waits(pair.twin.database)
    goes_on.set()
    await answering
    assert await delete
    pair.stage.has_forged = True


async def test_a_report_that_a_letter_came_is_written_down_after_the_interviews_are_locked(
    pair: Pair,
) -> None:
    """While somebody erases the client, interviews first, a tap waits without holding the delivery."""
    max_ = pair.stage.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1])
    row, (told,) = await pair.stage.interview(), await _told_tomorrow(pair)
    loop = asyncio.get_running_loop()
    held, goes_on = asyncio.Event(), asyncio.Event()

    def erase(tx: Any) -> None:
        interviews.load(tx, [(row.id, row.person_id)])
        loop.call_soon(held.set)
        await_only(goes_on.wait())
        locked = select(deliveries.c.id).where(deliveries.c.id == told.id).with_for_update(nowait=True)
        tx.connection.execute(locked).all()  # an error, if the tap held it by now

    erasing = asyncio.create_task(pair.stage.bot.database.transaction(erase))
    await held.wait()
    await max_.touches("1 · ")
    pair.twin.courier.return_news(News(delivered={told.id}))
    tapping = asyncio.create_task(pair.twin.counter.take(await pair.pending()))
    await _until_somebody_waits(pair.stage.bot.database)
    goes_on.set()
    await erasing
    await tapping
    await pair.quieten()
    assert [each.state for each in await pair.stage.rows(deliveries)] == ["sent"]
    assert len(await pair.stage.rows(answers)) == 2


async def _told_tomorrow(pair: Pair) -> list[Any]:
    """What waits in the outbox, where nobody looks for it yet: one letter."""
    now = pair.stage.clock()
    draft = delivery("a letter", now + timedelta(days=1), kind="letter")
    await pair.stage.bot.database.transaction(lambda tx: outbox.enqueue(tx, [draft], now))
    return list(await pair.stage.rows(deliveries))


async def test_a_quiz_that_is_gone_on_with_just_when_it_was_found_idle_stays_open(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.stage.max.says(f"/quiz {NAME}")
    pair.stage.clock.forward(days=31)
    await pair.stage.max.touches("1 · ")
    await pair.tick_around(monkeypatch, interviews, "idle_since")
    assert (await pair.stage.interview()).state == "asking"
    assert "1 answered" in pair.stage.max.screen.text


async def test_a_prospect_who_comes_back_just_when_the_brief_was_found_idle_is_not_nudged(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await begins(pair.stage)
    pair.stage.clock.forward(hours=25)
    await anna.touches_first()
    await pair.tick_around(monkeypatch, briefs_due, "to_nudge")
    assert (await the_brief(pair.stage)).nudged_at is None
    assert not any("the only reminder" in message.text for message in anna.chat)


async def test_a_brief_that_is_gone_on_with_just_when_it_was_found_idle_is_not_told_as_stopped(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await begins(pair.stage)
    await pair.stage.tick(hours=25)
    pair.stage.clock.forward(days=4)
    await anna.touches_first()
    before = len(pair.stage.max.chat)
    await pair.tick_around(monkeypatch, briefs_due, "to_stop")
    assert (await its_interview(pair.stage)).state == "asking"
    assert (await the_brief(pair.stage)).stopped_at is None
    assert len(pair.stage.max.chat) == before


async def test_what_loses_a_race_is_run_again(postgres_url: str, vault: Vault) -> None:
    """Two that lock two rows crosswise: PostgreSQL stops one, and it comes through at its second try."""
    database = await Database.open(postgres_url, vault)
    first_locks = asyncio.Barrier(2)
    runs = 0

    def crosswise(one: int, two: int) -> Any:
        def work(tx: Any) -> None:
            nonlocal runs
            runs += 1
            tx.connection.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": one})
            if runs <= 2:
                await_only(first_locks.wait())
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": two})

        return work

    await asyncio.gather(database.transaction(crosswise(91, 92)), database.transaction(crosswise(92, 91)))
    assert runs == 3
    await database.close()


async def _until_done_or_waiting(task: asyncio.Task[None], database: Database) -> None:
    """Let the loop turn until a task has come to its end, or to a lock."""
    while not task.done() and not await _somebody_waits(database):
        await asyncio.sleep(0)


async def _somebody_waits(database: Database) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    return bool(await database.read(lambda tx: tx.connection.scalar(waiting)))


async def _until_somebody_waits(database: Database) -> None:
    """Let the loop turn until a statement waits for a lock."""
    while not await _somebody_waits(database):
        await asyncio.sleep(0)


def _link_to_brief(manager: Phone) -> str:
    texts = (word for message in manager.chat for word in message.text.split())
    return next(word for word in texts if "?start=b" in word)
