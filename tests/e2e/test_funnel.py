"""/funnel: where quizzes and briefs are broken off, for leads, from a picture's buttons to all figures."""

from __future__ import annotations

import pytest

from bot.sandbox.world.chats import Message
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.summaries.periods import LONGEST
from tests.e2e.evenings import summaries
from tests.e2e.prospects import begins
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import id_of


async def leaves(phone: Phone, name: str, answers: int = 1) -> None:
    """Begin a quiz, answer a little, and call it off."""
    await phone.says(f"/quiz {name}")
    for _ in range(answers):
        await phone.taps("1 · ")
    await phone.says("/cancel")


async def asked(phone: Phone, command: str = "/funnel") -> Message:
    """The newest message after a command."""
    return await phone.says(command)


async def test_a_funnel_is_one_command_away(firstcall: Stage) -> None:
    await firstcall.max.quiz("Lotus Bakery")
    await leaves(firstcall.max, "Maple Dental", 2)
    await firstcall.max.says("/quiz Cedar Books")
    said = await asked(firstcall.lead)
    assert said.media is not None
    assert "3 quizzes begun" in said.text and "1 to a card, 1 left, 1 under way" in said.text
    assert "Too few to tell where people leave: 2 finished, 20 would do" in said.text
    assert labels(said) == ["Briefs", "All figures", "Other days, one manager"]


async def test_enough_quizzes_say_where_most_are_left(on_sqlite: Stage) -> None:
    for number in range(20):
        await leaves(on_sqlite.max, f"Client {number}")
    said = await asked(on_sqlite.lead)
    first = said.text.splitlines()[0]
    assert first.startswith("👉 Most are left at ") and ": 20 of 20. Reword it" in first
    assert "Half of those who left were gone after 1 answer." in said.text


async def test_all_figures_stand_below_the_picture(firstcall: Stage) -> None:
    await leaves(firstcall.max, "Maple Dental", 2)
    await asked(firstcall.lead)
    shown = await firstcall.lead.taps("All figures")
    assert "▸ Naming the client: 1 → 1 / – / 0" in shown.text
    assert shown.text.count(": 1 → 1 / 0 / 0") == 2 and ": 1 → 0 / 0 / 1" in shown.text
    assert "2: 1 of 1 who came so far" in shown.text
    assert summaries(firstcall.lead)


async def test_briefs_are_a_tap_away_and_back(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    await leaves(firstcall.max, "Maple Dental")
    await asked(firstcall.lead)
    briefs = await firstcall.lead.taps("Briefs")
    assert briefs.media is not None
    assert "1 brief sent: 0 answered, 0 left, 1 under way" in briefs.text
    assert "1 quiz begun" in (await firstcall.lead.taps("Quizzes")).text


async def test_one_manager_and_other_days_are_a_tap_away(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await leaves(firstcall.max, "Maple Dental")
    await leaves(nina, "Cedar Books", 2)
    assert "2 quizzes begun" in (await asked(firstcall.lead)).text
    await firstcall.lead.taps("Other days")
    await firstcall.lead.taps("Nina")
    said = await firstcall.lead.taps("7 days")
    assert "1 quiz begun" in said.text and "· Nina" in said.text
    details = await firstcall.lead.taps("All figures")
    assert "· Nina" in details.text and "2: 1 of 1" in details.text
    await firstcall.lead.taps("Other days")
    nothing = await firstcall.lead.taps("Yesterday")
    assert nothing.media is None and "No quizzes were begun" in nothing.text
    assert labels(nothing) == ["Briefs", "Other days, one manager"]
    assert "No briefs were sent" in (await firstcall.lead.taps("Briefs")).text


@pytest.mark.parametrize("days", ["2031-03-05", "2031-03-04 2031-03-05", "week", "today"])
async def test_days_can_be_written(on_sqlite: Stage, days: str) -> None:
    await leaves(on_sqlite.max, "Maple Dental")
    assert "1 quiz begun" in (await asked(on_sqlite.lead, f"/funnel {days}")).text


@pytest.mark.parametrize("days", ["tomorrow", "2031-13-01", "2020-01-01 2031-03-05"])
async def test_days_that_are_none_are_asked_for_again(on_sqlite: Stage, days: str) -> None:
    said = await asked(on_sqlite.lead, f"/funnel {days}")
    assert "which days" in said.text and str(LONGEST.days) in said.text
    assert "No quizzes were begun" in (await on_sqlite.lead.taps("30 days")).text


async def test_a_manager_sees_none_of_it(firstcall: Stage) -> None:
    await leaves(firstcall.max, "Maple Dental")
    assert "for team leads" in (await asked(firstcall.max)).text
    before = len(firstcall.max.chat)
    await firstcall.max.forges(Callback(Verb.FUNNEL, 0, 1_930_000_000, 86_400))
    assert "for team leads" in firstcall.max.screen.text and len(firstcall.max.chat) == before


@pytest.mark.parametrize(
    "forged",
    [
        Callback(Verb.FUNNEL, 0, 1 << 60, 86_400),
        Callback(Verb.FUNNEL, 0, 1_900_000_000, 4_294_967_295),
        Callback(Verb.FUNNEL, 999, 1_900_000_000, 86_400),
        Callback(Verb.FUNNEL_DETAILS, 0, 1_900_000_000, 86_400, a=2),
        Callback(Verb.FUNNEL_DETAILS, 0, -5, 0),
        Callback(Verb.FUNNEL_OTHER, 0, -1),
        Callback(Verb.FUNNEL_OTHER, 0, 2),
        Callback(Verb.FUNNEL_PERIOD, 999),
        Callback(Verb.FUNNEL_PERIOD, 0, 5),
        Callback(Verb.FUNNEL_PERIOD, 0, 0, a=77),
    ],
)
async def test_forged_numbers_show_nothing(on_sqlite: Stage, forged: Callback) -> None:
    await leaves(on_sqlite.max, "Maple Dental")
    await asked(on_sqlite.lead)
    before = len(on_sqlite.lead.chat)
    tap = await on_sqlite.lead.forges(forged)
    assert (await tap.answer()).text
    assert len(on_sqlite.lead.chat) == before


async def test_an_old_button_shows_its_days_as_they_are_now(firstcall: Stage) -> None:
    await leaves(firstcall.max, "Maple Dental")
    old = await asked(firstcall.lead)
    await leaves(firstcall.max, "Cedar Books", 0)
    await firstcall.lead.press("All figures", old)
    await firstcall.lead.press("All figures", old)
    assert "Naming the client: 1" in firstcall.lead.screen.text
    assert len(summaries(firstcall.lead)) == 1


async def test_a_funnel_of_one_manager_names_no_client(firstcall: Stage) -> None:
    await leaves(firstcall.max, "Maple Dental")
    member = await id_of(firstcall, firstcall.max)
    await asked(firstcall.lead)
    await firstcall.lead.forges(Callback(Verb.FUNNEL_PERIOD, member, 0, a=3))
    assert "· Max" in firstcall.lead.screen.text and "Maple" not in firstcall.lead.screen.text
