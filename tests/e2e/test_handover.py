"""Clients change hands: everything of theirs goes along, and nothing is left behind that still works."""

from __future__ import annotations

import pytest

from bot.storage.tables import clients, interviews, notes
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import CLIENT, answers_all, begins, said_to
from tests.e2e.stage import Stage, labels
from tests.e2e.team import deactivates, hands_over, id_of, opens, row_of

NAME = "Lotus Bakery"
OTHER = "Cedar Dental"
TOO_OLD = "This button is not known here any more."
WAY_IN = "ask your team lead for an invitation link"


async def test_a_lead_hands_over_deactivates_and_takes_back(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    nina = await firstcall.manager("Nina")
    old_card = await max_.quiz(NAME)
    await max_.says(f"/quiz {OTHER}")
    open_quiz = await max_.taps("1 · ")
    answered = await firstcall.answers((await firstcall.interview()).id)

    team = await lead.says("/team")
    assert "2. Max · manager · clients: 2" in team.text
    await deactivates(lead, "Max", "Nina")
    assert "not active" in lead.screen.text and "clients: 0" in lead.screen.text

    for message in (old_card, open_quiz):
        for button in message.buttons:
            assert (await (await max_.forges(button.data or "", message)).answer()).text == TOO_OLD
    assert WAY_IN in (await max_.says("/clients")).text
    assert WAY_IN in (await max_.says("hello")).text

    listed = await nina.says("/clients")
    assert NAME in listed.text and OTHER in listed.text
    await nina.taps(NAME)
    card = await nina.taps("Card of")
    assert card.text == old_card.text
    await nina.says("/clients")
    await nina.taps(OTHER)
    await nina.taps("Go on with the quiz")
    assert await firstcall.answers((await firstcall.interview()).id) == answered
    await nina.plays()
    assert OTHER in nina.screen.text

    await opens(lead, "Max")
    await lead.taps("Activate again")
    assert "Max" in lead.screen.text and "manager" in lead.screen.text
    assert "None yet" in (await max_.says("/clients")).text


async def test_clients_that_were_handed_over_are_gone_for_the_giver_and_whole_for_the_taker(
    firstcall: Stage,
) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    nina = await firstcall.manager("Nina")
    card = await max_.quiz(NAME)
    await nina.quiz(NAME)
    held = (await firstcall.interview(0)).id
    await hands_over(lead, "Max", "Nina")
    assert "None yet" in (await max_.says("/clients")).text
    for button in card.buttons:
        if button.text != "➕ New client":
            assert "not yours" in (await (await max_.forges(button.data or "", card)).answer()).text
    assert (await nina.says("/clients lotus")).text.count(NAME) == 2
    await nina.forges(Callback(Verb.OPEN_CARD, held))
    assert nina.screen.text == card.text
    await nina.taps("Why?")
    await nina.taps("‹ Card")
    await nina.says(f"/quiz {NAME}")
    assert labels(nina.screen).count("Ask again: Lotus Bakery 1") == 1
    assert labels(nina.screen).count("Ask again: Lotus Bakery 2") == 1


async def test_a_choice_between_namesakes_that_left_meanwhile_does_not_reach_them(firstcall: Stage) -> None:
    """The screen of the giver still names a client who is somebody else's by now."""
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(NAME)
    await firstcall.max.says(f"/quiz {NAME}")
    await hands_over(firstcall.lead, "Max", "Nina")
    theirs = (await firstcall.interview(0)).client_id
    await firstcall.max.taps("Ask again: Lotus Bakery")
    assert [row.client_id for row in await firstcall.rows(interviews)].count(theirs) == 1
    assert NAME in (await nina.says("/clients")).text


async def test_what_the_giver_had_blocked_is_told_to_the_taker_after_their_quiet_hours(
    firstcall: Stage,
) -> None:
    """Max blocked the bot before he left, and Anna sent her brief to nobody."""
    nina, anna = await firstcall.manager("Nina"), await begins(firstcall)
    await nina.says("/settings")
    await nina.taps("20–08")
    firstcall.max.person.block()
    await answers_all(anna)
    await anna.taps("Send")
    firstcall.clock.forward(hours=12)
    await hands_over(firstcall.lead, "Max", "Nina")
    assert CLIENT not in said_to(nina)
    await firstcall.tick(hours=12)
    assert f"📨 Just answered:\n\n{CLIENT} · " in said_to(nina)


@pytest.mark.parametrize("of_giver", ["/quiz Lotus Bakery", "/brief Lotus Bakery"])
async def test_what_the_taker_writes_is_for_nothing_that_they_have_not_opened(
    on_sqlite: Stage, of_giver: str
) -> None:
    """What Max had open was touched later than what Nina has before her."""
    nina, max_ = await on_sqlite.manager("Nina"), on_sqlite.max
    await nina.says("/quiz Cedar Dental")
    await max_.says(of_giver)
    if max_.sees("phone"):
        await max_.taps("phone")
    await hands_over(on_sqlite.lead, "Max", "Nina")
    assert (await nina.says("2")).text.startswith("Cedar Dental · 1 answered")
    assert "Cedar Dental · quiz cancelled" in (await nina.says("/cancel")).text
    assert "no open quiz to cancel" in (await nina.says("/cancel")).text
    assert "No quiz is open" in (await nina.says("hello?")).text
    await nina.says("/clients Lotus")
    await nina.taps("Lotus")
    if nina.sees("Asked on the phone"):
        await nina.taps("Asked on the phone")
    await nina.taps("Go on")
    await nina.says("they said it twice")
    (note,) = await on_sqlite.rows(notes)
    assert note.interview_id == (await on_sqlite.interview(1)).id


async def test_a_reminder_follows_its_client(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    max_ = firstcall.max
    await max_.says(f"/quiz {NAME}")
    await max_.taps("⋯")
    await max_.taps("Remind me in an hour")
    await hands_over(firstcall.lead, "Max", "Nina")
    before = len(max_.chat)
    await firstcall.tick(hours=2)
    assert NAME in nina.screen.text and "1 · " in labels(nina.screen)[0]
    assert len(max_.chat) == before


async def test_a_quiz_about_nobody_yet_ends_with_its_manager(firstcall: Stage) -> None:
    await firstcall.max.says("/quiz")
    await deactivates(firstcall.lead, "Max")
    assert (await firstcall.interview()).state == "cancelled"


async def test_clients_go_only_to_an_active_colleague(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    nina = await firstcall.manager("Nina")
    await deactivates(lead, "Nina")
    giver = await id_of(firstcall, max_)
    for taker in (giver, await id_of(firstcall, nina), 0, -(2**63)):
        for verb in (Verb.HAND_OVER_YES, Verb.DEACTIVATE_YES):
            tap = await lead.forges(Callback(verb, giver, other=taker))
            assert "active colleague" in (await tap.answer()).text
    assert [row.owner_id for row in await firstcall.rows(clients)] == [giver]
    assert (await row_of(firstcall, max_)).active
