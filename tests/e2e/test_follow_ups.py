"""The morning's questions: one message on a working day, each thing asked once, answered with one tap."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from bot.jobs.clockwork import Clockwork
from bot.outcomes.following import FOLLOW_UPS, REWRITTEN
from bot.sandbox.world.chats import Message
from bot.storage.tables import card_uses, clients, deliveries, interviews
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.evenings import at, summaries
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import deactivates, hands_over

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"
MORNING = "Good morning"


def mornings(phone: Phone) -> list[Message]:
    """What somebody was asked, the oldest first."""
    return [message for message in phone.chat if MORNING in message.text]


async def uses(stage: Stage) -> list[str]:
    return [row.kind for row in sorted(await stage.rows(card_uses), key=lambda row: row.id)]


async def asked(stage: Stage) -> list[Any]:
    return [row for row in await stage.rows(deliveries) if row.kind == FOLLOW_UPS]


async def ends(phone: Phone, name: str, how: str) -> None:
    """Somebody says how it ended with a client."""
    await phone.says(f"/clients {name}")
    await phone.taps(name)
    await phone.taps("How did it end?")
    await phone.taps(how)


# --- cards ------------------------------------------------------------------------------------------------


async def test_on_the_next_working_morning_one_message_asks_what_was_done_with_the_cards(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await max_.quiz(CEDAR)
    await at(firstcall, 6, 9, 29)
    assert mornings(max_) == []
    await at(firstcall, 6, 9, 31)
    (morning,) = mornings(max_)
    assert f"1. {LOTUS}" in morning.text and f"2. {CEDAR}" in morning.text
    assert mornings(firstcall.lead) == [], "nothing to ask, no message"
    await max_.taps("1 sent")
    await max_.taps("2 not yet")
    assert await uses(firstcall) == ["sent", "not_yet"]
    (morning,) = mornings(max_)
    assert morning.text.count("✔️") == 2 and "• 1 sent •" in labels(morning)
    await at(firstcall, 7, 9, 31)
    assert len(mornings(max_)) == 1, "each thing is asked once"


async def test_a_second_tap_on_one_answer_changes_nothing_and_another_answer_counts(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    await max_.touches("1 used")
    await max_.touches("1 used")
    await firstcall.settle()
    assert await uses(firstcall) == ["used"]
    await max_.taps("1 sent")
    assert await uses(firstcall) == ["used", "sent"]


async def test_fridays_cards_are_asked_about_on_monday(firstcall: Stage) -> None:
    await at(firstcall, 7, 11)
    await firstcall.max.quiz(LOTUS)
    for day in (8, 9):
        await at(firstcall, day, 10)
    assert mornings(firstcall.max) == []
    await at(firstcall, 10, 9, 31)
    assert len(mornings(firstcall.max)) == 1


async def test_a_holiday_is_no_morning(firstcall: Stage) -> None:
    desk = firstcall.bot.desk
    thursday = firstcall.clock.time.date().replace(day=6)
    desk.house = replace(desk.house, schedule=replace(desk.house.schedule, holidays={thursday}))
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 6, 12)
    assert mornings(firstcall.max) == []
    await at(firstcall, 7, 9, 31)
    assert len(mornings(firstcall.max)) == 1


async def test_what_was_sent_or_ended_already_is_not_asked_about(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await max_.taps("Message to the client")
    tap = await max_.press("I have sent it")
    assert "sent" in ((await tap.answer()).text or "")
    await max_.quiz(CEDAR)
    await ends(max_, CEDAR, "Lost")
    await at(firstcall, 6, 9, 31)
    assert mornings(max_) == [] and await asked(firstcall) == []


async def test_more_clients_than_a_message_has_room_for_are_behind_a_button(firstcall: Stage) -> None:
    for number in range(7):
        await firstcall.max.quiz(f"Client {number}")
    await at(firstcall, 6, 9, 31)
    (morning,) = mornings(firstcall.max)
    assert "5. Client 4" in morning.text and "6." not in morning.text
    assert "…and 2 more" in morning.text and "👥 My clients" in labels(morning)


# --- how it ended -----------------------------------------------------------------------------------------


async def test_two_weeks_after_the_first_card_it_is_asked_how_it_ended(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    for day in (7, 10, 11, 12, 13, 14, 17, 18, 19):
        await at(firstcall, day, 9, 31)
    assert len(mornings(max_)) == 1
    await at(firstcall, 20, 9, 31)
    assert (
        "How did it end?" in mornings(max_)[-1].text and "first card Mar 5, 2031" in mornings(max_)[-1].text
    )
    await max_.taps(f"1 · {LOTUS}")
    assert len(mornings(max_)) == 2, "the questions stay above"
    await max_.taps("Won")
    assert "For how much?" in max_.screen.text
    await at(firstcall, 21, 9, 31)
    assert len(mornings(max_)) == 2


async def test_who_was_put_off_is_asked_about_again_when_the_time_has_come(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await ends(max_, LOTUS, "Postponed")
    await at(firstcall, 20, 9, 31)
    assert mornings(max_) == []
    await firstcall.tick(days=18)  # Monday, April 7; it was put off until Friday the 4th, and a little
    assert "put off Mar 5, 2031" in mornings(max_)[-1].text


# --- who is asked, and when -------------------------------------------------------------------------------


async def test_two_workers_ask_once(firstcall: Stage) -> None:
    bot = firstcall.bot
    await firstcall.max.quiz(LOTUS)
    other = Clockwork(bot.desk, bot.database, bot.courier, firstcall.clock, worker="other")
    firstcall.clock.forward(hours=24)
    now = firstcall.clock()
    await asyncio.gather(bot.clockwork.tick(now), other.tick(now), bot.clockwork.tick(now))
    await firstcall.settle()
    assert len(mornings(firstcall.max)) == len(await asked(firstcall)) == 1


async def test_after_a_downtime_nothing_is_left_out(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 12, 18)
    assert len(mornings(firstcall.max)) == 1, "in the evening nobody is asked"
    await at(firstcall, 13, 9, 31)
    assert CEDAR in mornings(firstcall.max)[-1].text and len(mornings(firstcall.max)) == 2


async def test_quiet_hours_hold_it_back(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    (row,) = [row for row in await firstcall.rows(interviews) if row.finished_at]
    from bot.storage.queries import people

    await firstcall.bot.database.transaction(lambda tx: people.set_quiet(tx, row.person_id, (9, 11)))
    await at(firstcall, 6, 10)
    assert mornings(firstcall.max) == []
    await at(firstcall, 6, 11, 1)
    assert len(mornings(firstcall.max)) == 1


async def test_who_turned_it_off_is_not_asked_and_who_wants_it_again_not_about_the_time_between(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    await max_.quiz(LOTUS)
    await max_.says("/settings")
    await max_.taps("Morning questions: on")
    assert "☀️ Morning questions: off" in labels(max_.screen)
    await at(firstcall, 6, 10)
    assert mornings(max_) == []
    await max_.says("/settings")
    await max_.taps("Morning questions: off")
    await max_.quiz(CEDAR)
    await at(firstcall, 7, 9, 31)
    (morning,) = mornings(max_)
    assert CEDAR in morning.text and LOTUS not in morning.text


async def test_who_is_not_on_the_team_any_more_is_not_asked(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await nina.quiz(LOTUS)
    await deactivates(firstcall.lead, "Nina", "Max")
    await at(firstcall, 6, 9, 31)
    assert mornings(nina) == []
    assert len(mornings(firstcall.max)) == 1, "whose client it is now"


async def test_a_button_about_a_client_who_is_somebody_elses_by_now_tells_nothing(firstcall: Stage) -> None:
    max_ = firstcall.max
    await firstcall.manager("Nina")
    await max_.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    (morning,) = mornings(max_)
    old = next(button for button in morning.buttons if button.text == "1 sent")
    await hands_over(firstcall.lead, "Max", "Nina")
    tap = await max_.forges(old.data or "", morning)
    assert (await tap.answer()).text
    assert await uses(firstcall) == []
    assert mornings(max_) == [] and not [message for message in max_.chat if "1. " + LOTUS in message.text]
    assert "with a colleague now" in max_.screen.text and labels(max_.screen) == []


async def test_who_gave_their_clients_away_reads_their_names_in_no_morning_any_more(firstcall: Stage) -> None:
    max_ = firstcall.max
    await firstcall.manager("Nina")
    await max_.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    await max_.quiz(CEDAR)
    await at(firstcall, 7, 9, 31)
    first, second = mornings(max_)
    assert LOTUS in first.text and CEDAR in second.text
    heard = [message.id for message in max_.chat]
    await hands_over(firstcall.lead, "Max", "Nina")
    await firstcall.tick(minutes=1)
    assert [message.id for message in max_.chat] == heard, "each stays where it is, and none comes"
    for morning in (first, second):
        (now,) = [message for message in max_.chat if message.id == morning.id]
        assert "with a colleague now" in now.text and labels(now) == []
    done = [row for row in await firstcall.rows(deliveries) if row.kind == REWRITTEN]
    assert [row.state for row in done] == ["sent", "sent"]


async def test_a_morning_that_was_deleted_in_the_chat_does_not_come_anew(firstcall: Stage) -> None:
    max_ = firstcall.max
    await firstcall.manager("Nina")
    await max_.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    (morning,) = mornings(max_)
    del firstcall.sandbox.world.chats[morning.chat_id].messages[morning.id]
    heard = [message.id for message in max_.chat]
    await hands_over(firstcall.lead, "Max", "Nina")
    await firstcall.tick(minutes=1)
    assert [message.id for message in max_.chat] == heard
    assert {row.state for row in await firstcall.rows(deliveries) if row.kind == REWRITTEN} == {"sent"}
    firstcall.injected += len(firstcall.sandbox.world.broken_rules)


async def test_who_left_the_team_reads_nothing_in_old_mornings(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await nina.quiz(LOTUS)
    await at(firstcall, 6, 9, 31)
    (morning,) = mornings(nina)
    await deactivates(firstcall.lead, "Nina", "Max")
    await firstcall.tick(minutes=1)
    (now,) = [message for message in nina.chat if message.id == morning.id]
    assert LOTUS not in now.text and "with a colleague now" in now.text


async def test_forged_answers_store_nothing(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    interview, client = (await firstcall.interview()).id, (await firstcall.rows(clients))[0].id
    for verb in (Verb.CARD_USE, Verb.FOLLOW_UP_USE):
        await firstcall.max.forges(Callback(verb, interview, revision=2**32 - 1, a=9, b=65_535))
        await firstcall.max.forges(Callback(verb, client, revision=0, a=0, b=65_535))
        await firstcall.lead.says("/settings")
        await firstcall.lead.forges(Callback(verb, interview, revision=0, a=1, b=0))
    assert await uses(firstcall) == []


# --- what it changes --------------------------------------------------------------------------------------


async def test_a_client_of_grade_a_to_whom_something_was_sent_is_not_hot_any_more(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    (before,) = summaries(firstcall.lead)
    is_hot = "Call first" in before.text
    await at(firstcall, 6, 9, 31)
    await firstcall.max.taps("1 sent")
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 6, 18, 1)
    after = summaries(firstcall.lead)[-1]
    assert is_hot and CEDAR in after.text and LOTUS not in after.text
