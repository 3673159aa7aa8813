"""Interruptions: a quiz that is left, and found again as it was."""

from __future__ import annotations

import pytest

from bot.storage.tables import deliveries, interviews
from tests.e2e.prospects import sends
from tests.e2e.stage import Stage, labels, moves
from tests.e2e.team import opens

NAME = "Lotus Bakery"


async def test_who_was_asked_for_words_to_a_client_cancels_these_and_not_the_quiz(on_sqlite: Stage) -> None:
    max_ = on_sqlite.max
    await sends(on_sqlite)
    await max_.says(f"/quiz {NAME}")
    await max_.taps("Reply")
    assert (await max_.says("/cancel")).text == "Nothing was sent."
    assert (await on_sqlite.interview()).state == "asking"
    assert f"{NAME} · quiz cancelled" in (await max_.says("/cancel")).text


async def test_who_was_asked_for_a_members_name_cancels_that_and_not_the_quiz(on_sqlite: Stage) -> None:
    lead = on_sqlite.lead
    await lead.says(f"/quiz {NAME}")
    await opens(lead, "Max")
    await lead.taps("Rename")
    assert (await lead.says("/cancel")).text.startswith("Max")
    assert (await on_sqlite.interview()).state == "asking"
    await lead.says("Otto")
    assert "Max" in (await lead.says("/team")).text


async def test_a_quiz_that_still_asks_which_client_of_a_name_it_is_goes_by_that_name(
    on_sqlite: Stage,
) -> None:
    max_ = on_sqlite.max
    await max_.quiz(NAME)
    await max_.says(f"/quiz {NAME}")
    await max_.says("/quiz")
    assert labels(max_.screen)[0].startswith(f"Go on: {NAME}")


async def test_an_unfinished_quiz_is_offered_before_a_new_one(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1, 2, 1])
    firstcall.clock.forward(days=5)
    offer = await max_.says("/quiz")
    assert labels(offer) == [f"Go on: {NAME}", "➕ New client"]
    going_on = await max_.taps("Go on")
    assert "3 answered" in going_on.text


async def test_a_new_quiz_beside_an_unfinished_one_is_one_tap_away(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.says("/quiz")
    assert "Who was the call with?" in (await max_.taps("New client")).text
    await max_.says("Cedar Dental")
    assert [row.finished_at for row in await firstcall.rows(interviews)] == [None, None]


async def test_going_on_comes_at_the_bottom_and_the_old_message_has_no_buttons(firstcall: Stage) -> None:
    max_ = firstcall.max
    old = await max_.says(f"/quiz {NAME}")
    await max_.says("/help")
    await max_.says("/quiz")
    going_on = await max_.taps("Go on")
    assert going_on.id > old.id and max_.live == [going_on]
    left = [message for message in max_.chat if message.id == old.id]
    assert not any(moves(button) for message in left for button in message.buttons)
    assert "1 answered" in (await max_.answers([1])).text


async def test_an_old_message_that_cannot_be_deleted_loses_its_buttons(firstcall: Stage) -> None:
    max_ = firstcall.max
    old = await max_.says(f"/quiz {NAME}")
    firstcall.clock.forward(days=3)
    await max_.says("/quiz")
    going_on = await max_.taps("Go on")
    (left,) = [message for message in max_.chat if message.id == old.id]
    assert "goes on below" in left.text and left.buttons == ()
    assert max_.live == [going_on]


async def test_a_reminder_brings_the_quiz_back_after_an_hour(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([2])
    await max_.taps("⋯")
    tap = await max_.press("Remind me in an hour")
    assert (await tap.answer()).show_alert
    quiet = len(max_.chat)
    await firstcall.tick(minutes=58)
    assert len(max_.chat) == quiet
    await firstcall.tick(minutes=3)
    reminder, question = max_.chat[-2:]
    assert "You asked me to bring back" in reminder.text and NAME in reminder.text
    assert "1 answered" in question.text and max_.live == [question]
    await firstcall.tick(hours=2)
    assert max_.chat[-1] == question
    assert "2 answered" in (await max_.answers([1])).text


async def test_a_reminder_is_not_needed_once_the_quiz_is_finished(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.taps("⋯")
    await max_.taps("Remind me")
    card = await max_.plays()
    await firstcall.tick(hours=2)
    assert max_.chat[-1] == card
    assert [row.state for row in await firstcall.rows(deliveries)] == ["cancelled"]


async def test_a_quiz_expires_after_thirty_days_and_can_be_resumed(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1, 1])
    await firstcall.tick(days=29)
    assert (await firstcall.interview()).state == "asking"
    await firstcall.tick(days=2)
    assert (await firstcall.interview()).state == "expired"
    assert "left open for a long time" in max_.screen.text
    assert "2 answered" in (await max_.taps("Resume the quiz")).text
    assert len(max_.live) == 1


async def test_a_cancelled_quiz_can_be_resumed(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1])
    await max_.taps("⋯")
    await max_.taps("Cancel this quiz")
    assert not max_.live
    assert "1 answered" in (await max_.taps("Resume the quiz")).text


async def test_the_list_of_clients_tells_of_a_quiz_under_way(firstcall: Stage) -> None:
    await firstcall.max.says(f"/quiz {NAME}")
    listed = await firstcall.max.says("/clients")
    assert "quiz not finished" in listed.text and "no quiz yet" not in listed.text


async def test_retention_forgets_a_client_nobody_touched(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await firstcall.tick(days=729)
    assert NAME in (await max_.says("/clients")).text
    await firstcall.tick(days=2)
    assert "My clients: 0" in (await max_.says("/clients")).text


@pytest.mark.parametrize("command", ["/help", "/settings", "/privacy", "/clients", "/start", "/nonsense"])
async def test_a_command_in_the_middle_loses_nothing(on_sqlite: Stage, command: str) -> None:
    max_ = on_sqlite.max
    question = await max_.says(f"/quiz {NAME}")
    question = await max_.answers([1])
    await max_.says(command)
    assert max_.live == [question]
    assert "2 answered" in next(m.text for m in [await max_.taps("2 · "), *max_.chat] if m.id == question.id)


async def test_cancel_in_the_middle_asks_nothing_and_keeps_the_answers(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.answers([1])
    closed = await max_.says("/cancel")
    assert "quiz cancelled" in closed.text and not max_.live
    assert "no open quiz to cancel" in (await max_.says("/cancel")).text
    assert len(await firstcall.answers((await firstcall.interview()).id)) == 1


async def test_an_interrupted_manager_finds_both_quizzes(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    first = await max_.answers([1, 1])
    await max_.says("/quiz Cedar Dental")
    second = await max_.answers([1])
    assert max_.live == [first, second]
    await max_.taps("1 · ", first)
    assert ["3 answered" in message.text for message in max_.live] == [True, False]
    offer = await max_.says("/quiz")
    assert labels(offer) == [f"Go on: {NAME}", "Go on: Cedar Dental", "➕ New client"]
