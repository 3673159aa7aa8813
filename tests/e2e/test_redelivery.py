"""Telegram sends an update again when in doubt; it takes effect once, and one that fails blocks nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.storage.queries import updates
from bot.storage.tables import answers, corrections, failed_updates, interviews, notes
from bot.telegram.desk import taps
from tests.e2e.stage import Stage
from tests.e2e.team import opens

NAME = "Lotus Bakery"
_NO_TIME = timedelta(0)


async def _again(stage: Stage) -> None:
    """Handle what is pending twice, as after a crash between commit and confirmation."""
    batch = list(stage.sandbox.world.updates.pending)
    await stage.bot.counter.take(batch)
    await stage.quieten()
    await stage.bot.counter.take(batch)
    await stage.quieten()
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)


async def test_a_redelivered_tap_changes_nothing_and_shows_the_screen_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.touches("1 · ")
    await _again(firstcall)
    assert len(await firstcall.rows(answers)) == 1
    assert "1 answered" in max_.screen.text and max_.live == [max_.screen]
    assert "2 answered" in (await max_.answers([1])).text


async def test_a_redelivered_text_changes_nothing(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.person.send("a note, once")
    await _again(firstcall)
    assert len(await firstcall.rows(notes)) == 1 and len(max_.live) == 1


async def test_a_redelivered_command_begins_no_second_quiz(firstcall: Stage) -> None:
    await firstcall.max.person.send(f"/quiz {NAME}")
    await _again(firstcall)
    assert len(await firstcall.rows(interviews)) == 1 and len(firstcall.max.live) == 1


async def test_a_redelivered_correction_and_deletion_happen_once(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await max_.taps("Correct the segment")
    await max_.taps("Novices")
    await max_.touches("Novices only")
    await _again(firstcall)
    assert len(await firstcall.rows(corrections)) == 1
    await max_.says("/clients")
    await max_.taps(NAME)
    await max_.taps("Delete this client")
    await max_.touches("Yes, delete")
    await _again(firstcall)
    assert "Deleted" in max_.screen.text


async def test_a_redelivered_step_towards_a_handover_asks_what_it_asked(firstcall: Stage) -> None:
    """The answer was lost with its process: to see the page before it would look like a dead button."""
    lead = firstcall.lead
    await firstcall.max.quiz(NAME)
    await firstcall.manager("Nina")
    for first, question in (("Hand over all clients", "Yes, hand over"), ("Deactivate", "Yes, deactivate")):
        await opens(lead, "Max")
        for label in (first, ". Nina"):
            await lead.touches(label)
            await _lose_answers(firstcall)
            wanted = ". Nina" if label == first else question
            assert any(wanted in button.text for button in lead.screen.buttons), label


async def test_a_redelivered_wish_to_rename_asks_for_the_name_as_long_as_it_is_awaited(
    firstcall: Stage,
) -> None:
    lead = firstcall.lead
    await firstcall.manager("Nina")
    await opens(lead, "Nina")
    await lead.touches("Rename")
    await _lose_answers(firstcall)
    assert "be called?" in lead.screen.text
    await lead.says("Antonina")
    assert "Antonina" in lead.screen.text


async def _lose_answers(stage: Stage) -> None:
    """Handle what is pending, answer nothing, and handle it once more."""
    batch = list(stage.sandbox.world.updates.pending)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.bot.courier, "submit", lambda _: None)
        await stage.bot.counter.take(batch)
    await stage.bot.counter.take(batch)
    await stage.quieten()
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)


async def test_a_command_whose_answer_was_lost_in_a_crash_is_shown_by_the_next_start(
    firstcall: Stage,
) -> None:
    """Committed, not sent, process gone: the sweep of the start shows the screen."""
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.touches("1 · ")
    await _commit_without_sending(firstcall)
    assert "0 answered" in max_.screen.text
    await firstcall.bot.clockwork.tick(firstcall.clock(), on_its_way=_NO_TIME)
    await firstcall.quieten()
    assert "1 answered" in max_.screen.text and max_.live == [max_.screen]
    firstcall.may_leave_unanswered = True


async def test_a_quiz_whose_first_screen_was_lost_in_a_crash_comes_by_itself(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.person.send(f"/quiz {NAME}")
    await _commit_without_sending(firstcall)
    await firstcall.bot.clockwork.tick(firstcall.clock(), on_its_way=_NO_TIME)
    await firstcall.quieten()
    assert "0 answered" in max_.screen.text and max_.live == [max_.screen]


async def test_a_poisoned_update_is_parked_and_apologised_for_and_blocks_nobody(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    max_, nina = firstcall.max, await firstcall.manager("Nina")
    await max_.says(f"/quiz {NAME}")
    await nina.says("/quiz Cedar Dental")
    original = taps.event_of

    def poisoned(visit: Any, conversation: Any, callback: Any) -> Any:
        if visit.person.telegram_id == max_.person.id:
            raise ZeroDivisionError("poison")
        return original(visit, conversation, callback)

    monkeypatch.setattr(taps, "event_of", poisoned)
    await nina.touches("1 · ")
    await max_.touches("1 · ")
    await nina.person.send("a note of Nina's")
    await firstcall.settle()
    monkeypatch.undo()
    assert "Something went wrong on our side" in max_.screen.text
    assert "1 answered" in nina.screen.text and "a note of Nina's" in nina.screen.text
    (parked,) = await firstcall.bot.database.read(updates.parked)
    assert (parked.error, parked.tries) == ("ZeroDivisionError", 5)
    assert len(await firstcall.rows(answers)) == 1
    await max_.taps("1 · ", max_.live[0])
    assert "1 answered" in max_.live[0].text
    assert NAME not in caplog.text
    firstcall.may_log_errors = True
    assert not firstcall.sandbox.world.queries.unanswered


async def test_what_an_earlier_process_could_not_handle_is_forgiven_when_this_one_can(
    firstcall: Stage,
) -> None:
    await firstcall.max.person.send(f"/quiz {NAME}")
    (update,) = firstcall.sandbox.world.updates.pending
    bot, number, now = firstcall.bot.bot.id, update["update_id"], firstcall.clock()
    await firstcall.bot.database.transaction(
        lambda tx: updates.record_failure(tx, bot, number, "ValueError", update, now)
    )
    await firstcall.settle()
    await firstcall.tick(hours=1)
    assert await firstcall.rows(failed_updates) == []


async def test_an_update_of_an_unknown_shape_is_passed_over(on_sqlite: Stage) -> None:
    max_, on_sqlite.may_log_errors = on_sqlite.max, True
    strange: list[dict[str, Any]] = [
        {"update_id": 1},
        {"update_id": 2, "something_new": {"id": 1}},
        {"update_id": 3, "callback_query": {"id": "9", "chat_instance": "x"}},
        {"update_id": 4, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "channel"}}},
        {"update_id": 5, "callback_query": {"id": "9", "from": {"id": max_.person.id}, "data": "x" * 34}},
    ]
    await on_sqlite.bot.counter.take(strange)
    await on_sqlite.quieten()
    assert "0 answered" in (await max_.says(f"/quiz {NAME}")).text
    parked = await on_sqlite.bot.database.read(updates.parked)
    assert {each.update_id for each in parked} <= {3}


async def _commit_without_sending(stage: Stage) -> None:
    """What a `kill -9` between commit and sending leaves behind; the update is not confirmed either."""
    courier = stage.bot.courier
    batch = list(stage.sandbox.world.updates.pending)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courier, "submit", lambda _: None)
        await stage.bot.counter.take(batch)
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
