"""The team in a lead's hands: names, roles, invitations, and people who leave and come back."""

from __future__ import annotations

from dataclasses import replace

from bot.storage.tables import clients, invitations, people
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.stage import Stage, labels
from tests.e2e.team import appoints, deactivates, id_of, opens, row_of

NAME = "Lotus Bakery"
WAY_IN = "ask your team lead for an invitation link"


async def test_invitations_can_be_withdrawn_and_die_with_their_lead(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    first = (await lead.says("/invite")).text.split()[-1]
    await appoints(lead, "Max")
    second = (await max_.says("/invite")).text.split()[-1]
    team = await lead.says("/team")
    assert "1. Max, until" in team.text and "2. Vera, until" in team.text
    await lead.taps("Withdraw invitation 2")
    assert "withdrawn" in (await firstcall.phone("Otto").follows(first)).text
    await deactivates(lead, "Max")
    assert "withdrawn" in (await firstcall.phone("Ada").follows(second)).text
    assert "Open invitations" not in (await lead.says("/team")).text
    assert len([row for row in await firstcall.rows(invitations) if row.revoked_at]) == 2


async def test_nobody_comes_in_by_the_invitation_of_who_leads_no_more(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await appoints(lead, "Max")
    invitation = (await max_.says("/invite")).text.split()[-1]
    await opens(lead, "Max")
    await lead.taps("Take the lead's role away")
    assert "withdrawn" in (await firstcall.phone("Otto").follows(invitation)).text


async def test_somebody_who_comes_back_comes_back_as_a_manager(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await appoints(lead, "Max")
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
    await lead.says("Somebody else")
    assert "2. Max <b>K.</b> ·" in (await lead.says("/team")).text


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
    await appoints(lead, "Max")
    await opens(lead, "Vera")
    assert "not a team lead any more" in (await lead.taps("Take the lead's role away")).text
    assert "for team leads" in (await lead.says("/team")).text
    await opens(max_, "Max")
    assert "only team lead" in (await (await max_.press("Take the lead's role away")).answer()).text


async def test_two_leads_who_relieve_each_other_at_once_leave_one(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await appoints(lead, "Max")
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
    await appoints(lead, "Max")
    page = await max_.says("/team")
    await opens(lead, "Max")
    await lead.taps("Take the lead's role away")
    await max_.taps(". Vera", page)
    assert [m.text for m in max_.chat if m.id == page.id] == ["This is for team leads."]


async def test_a_lead_whom_the_settings_name_cannot_be_relieved_or_deactivated(on_sqlite: Stage) -> None:
    desk = on_sqlite.bot.desk
    desk.house = replace(desk.house, admin_ids=(on_sqlite.max.person.user.id,))
    await on_sqlite.max.says("/start")
    for what in ("Take the lead's role away", "Deactivate"):
        await opens(on_sqlite.lead, "Max")
        if what == "Deactivate":
            await on_sqlite.lead.taps(what)
            what = "Yes, deactivate"
        assert "ADMIN_IDS" in (await (await on_sqlite.lead.press(what)).answer()).text
    assert (await row_of(on_sqlite, on_sqlite.max)).is_lead


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
