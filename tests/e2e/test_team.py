"""The team in a lead's hands: names and roles, clients that change hands, people who leave."""

from __future__ import annotations

from bot.storage.tables import clients, interviews, invitations, people
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.stage import Phone, Stage, labels

NAME = "Lotus Bakery"
OTHER = "Cedar Dental"
TOO_OLD = "This button is not known here any more."
WAY_IN = "ask your team lead for an invitation link"


async def opens(lead: Phone, name: str) -> None:
    """The lead opens a member's page."""
    await lead.says("/team")
    await lead.taps(f". {name}")


async def hands_over(lead: Phone, giver: str, taker: str) -> None:
    await opens(lead, giver)
    await lead.taps("Hand over all clients")
    await lead.taps(f". {taker}")
    await lead.taps("Yes, hand over")


async def deactivates(lead: Phone, name: str, taker: str | None = None) -> None:
    await opens(lead, name)
    await lead.taps("Deactivate")
    if taker is not None:
        await lead.taps(f". {taker}")
    await lead.taps("Yes, deactivate")


async def row_of(stage: Stage, phone: Phone) -> object:
    """A person as they are stored."""
    return next(row for row in await stage.rows(people) if row.telegram_id == phone.person.user.id)


async def id_of(stage: Stage, phone: Phone) -> int:
    return int((await row_of(stage, phone)).id)  # type: ignore[attr-defined]


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


async def test_invitations_can_be_withdrawn_and_die_with_their_lead(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    first = (await lead.says("/invite")).text.split()[-1]
    await opens(lead, "Max")
    await lead.taps("Make team lead")
    second = (await max_.says("/invite")).text.split()[-1]
    team = await lead.says("/team")
    assert "1. Max, until" in team.text and "2. Vera, until" in team.text
    await lead.taps("Withdraw invitation 2")
    assert "withdrawn" in (await firstcall.phone("Otto").follows(first)).text
    await deactivates(lead, "Max")
    assert "withdrawn" in (await firstcall.phone("Ada").follows(second)).text
    assert "Open invitations" not in (await lead.says("/team")).text
    assert len([row for row in await firstcall.rows(invitations) if row.revoked_at]) == 2


async def test_somebody_who_comes_back_comes_back_as_a_manager(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await opens(lead, "Max")
    await lead.taps("Make team lead")
    assert "/invite" in (await max_.says("/help")).text
    await deactivates(lead, "Max")
    await max_.follows((await lead.says("/invite")).text.split()[-1])
    assert "for team leads" in (await max_.says("/team")).text


async def test_a_member_is_renamed(firstcall: Stage) -> None:
    lead = firstcall.lead
    await opens(lead, "Max")
    await lead.taps("Rename")
    assert "at least one letter" in (await lead.says("…")).text
    page = await lead.says("  Max <b>K.</b> ")
    assert page.text.startswith("Max <b>K.</b>")
    assert "Max <b>K.</b>" in (await lead.says("/team")).text
    assert "/quiz" in (await lead.says("Somebody else")).text or lead.screen.buttons


async def test_a_name_that_comes_after_something_else_renames_nobody(firstcall: Stage) -> None:
    lead = firstcall.lead
    await opens(lead, "Max")
    await lead.taps("Rename")
    await lead.taps("Keep the name")
    await lead.says("Somebody else")
    assert "2. Max" in (await lead.says("/team")).text


async def test_the_last_lead_stays(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await opens(lead, "Vera")
    assert "Deactivate" not in labels(lead.screen)
    tap = await lead.press("Take the lead's role away")
    assert "the only team lead" in (await tap.answer()).text
    assert "only team lead" in (await lead.says("/forget")).text
    await opens(lead, "Max")
    await lead.taps("Make team lead")
    await opens(lead, "Vera")
    assert "not a team lead any more" in (await lead.taps("Take the lead's role away")).text
    assert "for team leads" in (await lead.says("/team")).text
    await opens(max_, "Max")
    assert "only team lead" in (await (await max_.press("Take the lead's role away")).answer()).text


async def test_two_leads_who_relieve_each_other_at_once_leave_one(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await opens(lead, "Max")
    await lead.taps("Make team lead")
    await opens(lead, "Max")
    await opens(max_, "Vera")
    await lead.touches("Take the lead's role away")
    await max_.touches("Take the lead's role away")
    await firstcall.settle()
    assert [row.is_lead for row in await firstcall.rows(people)].count(True) == 1
    assert "for team leads" in max_.screen.text


async def test_a_tap_that_comes_in_one_batch_with_the_deactivation_is_too_late(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await opens(lead, "Max")
    await lead.taps("Deactivate")
    await lead.touches("Yes, deactivate")
    await max_.person.send(f"/quiz {NAME}")
    await firstcall.settle()
    assert WAY_IN in max_.screen.text
    assert await firstcall.rows(clients) == []


async def test_the_page_of_a_lead_from_better_days_is_covered_at_the_first_tap(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await opens(lead, "Max")
    await lead.taps("Make team lead")
    page = await max_.says("/team")
    await opens(lead, "Max")
    await lead.taps("Take the lead's role away")
    await max_.taps(". Vera", page)
    assert [m.text for m in max_.chat if m.id == page.id] == ["This is for team leads."]


async def test_a_lead_whom_the_settings_name_cannot_be_relieved_or_deactivated(on_sqlite: Stage) -> None:
    from dataclasses import replace

    desk = on_sqlite.bot.desk
    desk.house = replace(desk.house, admin_ids=(on_sqlite.max.person.user.id,))
    await on_sqlite.max.says("/start")
    for what in ("Take the lead's role away", "Deactivate"):
        await opens(on_sqlite.lead, "Max")
        if what == "Deactivate":
            await on_sqlite.lead.taps(what)
            what = "Yes, deactivate"
        assert "ADMIN_IDS" in (await (await on_sqlite.lead.press(what)).answer()).text
    assert (await row_of(on_sqlite, on_sqlite.max)).is_lead  # type: ignore[attr-defined]


async def test_a_long_team_is_turned_page_by_page(on_sqlite: Stage) -> None:
    for number in range(9):
        await on_sqlite.manager(f"Member {number}")
    first = await on_sqlite.lead.says("/team")
    assert "Team: 11" in first.text and "8. Member 5" in first.text and "9." not in first.text
    second = await on_sqlite.lead.taps("2 ›")
    assert "9. Member 6" in second.text and "11. Member 8" in second.text
    assert "1. Vera" in (await on_sqlite.lead.taps("‹ 1")).text


async def test_forged_ids_of_people_and_invitations_are_not_there(firstcall: Stage) -> None:
    lead, stranger = firstcall.lead, firstcall.phone("Otto")
    await stranger.says("hello")
    outsider = await id_of(firstcall, stranger)
    before = [tuple(row) for row in await firstcall.rows(people)]
    for verb in Verb:
        if Verb.MEMBER <= verb <= Verb.ACTIVATE:
            for subject in (outsider, 0, 999_999, 2**63 - 1, -(2**63)):
                tap = await lead.forges(Callback(verb, subject, other=outsider))
                assert (await tap.answer()).text == "This person is not on the team any more.", verb
    for subject in (999_999, -(2**63), 1):
        tap = await lead.forges(Callback(Verb.WITHDRAW, subject))
        assert "used or withdrawn" in (await tap.answer()).text
    assert [tuple(row) for row in await firstcall.rows(people)] == before


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
    assert (await row_of(firstcall, max_)).active  # type: ignore[attr-defined]
