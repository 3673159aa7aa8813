"""The director's page: asked for, under a summary, and at the end of a week, in private and in groups."""

from __future__ import annotations

import re

import pytest

from bot.reports.weekly import WEEK_PAGE
from bot.sandbox.world.chats import Message
from bot.storage.tables import deliveries
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.evenings import at
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.test_export import content, files
from tests.e2e.test_summary_groups import BOT, in_group

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"


def pages(phone: Phone) -> list[Message]:
    """The pages somebody was sent, the oldest first."""
    return [file for file in files(phone) if content(file).startswith(b"%PDF-")]


async def wants_weeks(stage: Stage) -> None:
    await stage.lead.says("/subscribe")
    await stage.lead.taps("One page (PDF) each week")


async def test_a_page_is_one_command_away(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    page = await firstcall.lead.says("/report")
    assert page.media is not None and page.media.file.name == "firstcall-2031-02-27-2031-03-05.pdf"
    assert "One page: " in page.text and "No client is named" in page.text
    assert len(re.findall(rb"/Type /Page\b", content(page))) == 1


@pytest.mark.parametrize("days", ["month", "2031-03-04 2031-03-05"])
async def test_any_days_have_one(on_sqlite: Stage, days: str) -> None:
    await on_sqlite.lead.says(f"/report {days}")
    assert len(pages(on_sqlite.lead)) == 1


async def test_days_that_are_none_are_asked_for_again(on_sqlite: Stage) -> None:
    said = await on_sqlite.lead.says("/report soon")
    assert "which days" in said.text and pages(on_sqlite.lead) == []


async def test_it_hangs_under_the_summary_of_a_week_and_not_of_a_day(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    today = await firstcall.lead.says("/summary")
    assert "📄 One page (PDF)" not in labels(today)
    await firstcall.lead.says("/summary week")
    page = await firstcall.lead.taps("One page (PDF)")
    assert content(page).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "forged",
    [
        Callback(Verb.ONE_PAGE, 0, 1 << 60, 86_400),
        Callback(Verb.ONE_PAGE, 999, 1_900_000_000, 86_400),
        Callback(Verb.ONE_PAGE, 0, 1_900_000_000, 0),
    ],
)
async def test_forged_numbers_make_none(on_sqlite: Stage, forged: Callback) -> None:
    await on_sqlite.lead.says("/summary")
    tap = await on_sqlite.lead.forges(forged)
    assert (await tap.answer()).text and pages(on_sqlite.lead) == []


async def test_a_manager_gets_none(on_sqlite: Stage) -> None:
    assert (await on_sqlite.max.says("/report")).text == "This is for team leads."
    assert pages(on_sqlite.max) == []


# --- at the end of a week ---------------------------------------------------------------------------------


async def test_a_week_ends_with_its_page_after_the_last_summary(firstcall: Stage) -> None:
    await wants_weeks(firstcall)
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 1)
    await at(firstcall, 6, 18, 1)
    assert pages(firstcall.lead) == []
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 7, 18, 1)
    await at(firstcall, 8, 12)
    (page,) = pages(firstcall.lead)
    assert "Feb 28, 2031 – Mar 7, 2031" in page.text or "Mar 3, 2031 – Mar 7, 2031" in page.text
    assert firstcall.lead.chat[-1] == page and firstcall.lead.chat[-2].media is not None


async def test_after_a_downtime_one_page_has_all_that_was_missed(firstcall: Stage) -> None:
    await wants_weeks(firstcall)
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 24, 9)
    await at(firstcall, 24, 12)
    (page,) = pages(firstcall.lead)
    assert "Mar 21, 2031" in page.text
    assert len([row for row in await firstcall.rows(deliveries) if row.kind == WEEK_PAGE]) == 1


async def test_an_empty_week_is_silent(on_sqlite: Stage) -> None:
    await wants_weeks(on_sqlite)
    await at(on_sqlite, 7, 18, 1)
    assert pages(on_sqlite.lead) == []
    assert [row.state for row in await on_sqlite.rows(deliveries) if row.kind == WEEK_PAGE] == ["cancelled"]


async def test_who_does_not_want_it_any_more_gets_none(on_sqlite: Stage) -> None:
    await wants_weeks(on_sqlite)
    await on_sqlite.lead.taps("No weekly page")
    await on_sqlite.max.quiz(LOTUS)
    await at(on_sqlite, 7, 18, 1)
    assert pages(on_sqlite.lead) == []


async def test_the_second_of_two_taps_changes_nothing(on_sqlite: Stage) -> None:
    await on_sqlite.lead.says("/subscribe")
    on_sqlite_screen = on_sqlite.lead.screen
    where, button = on_sqlite.lead.find("One page (PDF) each week")
    for _ in range(2):
        await on_sqlite.lead.person.tap_raw(where.id, button.data or "")
        await on_sqlite.settle()
    assert on_sqlite.lead.find("No weekly page") and on_sqlite_screen.id == where.id


async def test_a_group_gets_it_once_it_was_asked_for_there(firstcall: Stage) -> None:
    group = await in_group(firstcall, f"/subscribe@{BOT} weekly")
    assert "one page (PDF)" in group.last_message.text
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 7, 18, 1)
    page = group.last_message
    assert page.media is not None and content(page).startswith(b"%PDF-") and LOTUS not in page.text
    await firstcall.lead.person.send(f"/unsubscribe@{BOT} weekly", chat=group)
    await firstcall.settle()
    assert "day's summary still does" in group.last_message.text
    await at(firstcall, 10, 10)
    await firstcall.max.quiz(CEDAR)
    await at(firstcall, 14, 18, 1)
    last = group.last_message
    assert last.media is not None and last.media.file.kind == "photo"


async def test_a_group_with_days_of_its_own_gets_none_before_its_week_is_over(on_sqlite: Stage) -> None:
    """On a Wednesday its week of Mondays ended two days ago, that of the studio's days on Friday."""
    await on_sqlite.max.quiz(LOTUS)
    group = await in_group(on_sqlite, f"/subscribe@{BOT} mon weekly")
    await on_sqlite.tick(minutes=2)
    assert [row for row in await on_sqlite.rows(deliveries) if row.kind == WEEK_PAGE] == []
    await at(on_sqlite, 10, 18, 1)
    page = group.last_message
    assert page.media is not None and content(page).startswith(b"%PDF-")


async def test_one_whose_fate_is_unknown_comes_again_and_says_so(on_sqlite: Stage) -> None:
    await wants_weeks(on_sqlite)
    await on_sqlite.max.quiz(LOTUS)
    await at(on_sqlite, 7, 17, 59)
    on_sqlite.sandbox.world.faults.add("drop_after", method="sendDocument")
    await at(on_sqlite, 7, 18, 1)
    await on_sqlite.tick(minutes=2)
    first, second = pages(on_sqlite.lead)
    assert "This may be a repeat" in second.text and "This may be a repeat" not in first.text
