"""/summary: any days, of the team or of one manager; the cards behind it, and the rest behind "Details"."""

from __future__ import annotations

import pytest

from bot.sandbox.world.chats import Message
from bot.storage.tables import interviews
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.summaries.periods import LONGEST
from tests.e2e.evenings import at, summaries
from tests.e2e.prospects import begins, the_brief
from tests.e2e.stage import TO_CARD, Phone, Stage, labels
from tests.e2e.team import id_of

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"
NOTHING_KNOWN = (TO_CARD, "Don't know", "Skip")
CARD_BUTTONS = ("Why?", "Correct the segment", "Change answers")


def newest(phone: Phone) -> Message:
    """The newest picture."""
    return summaries(phone)[-1]


async def open_quiz(phone: Phone, name: str) -> None:
    """A quiz from which nothing can be told: the segment stays open."""
    await phone.says(f"/quiz {name}")
    while not phone.sees("Change answers"):
        await phone.taps(next(name for name in NOTHING_KNOWN if phone.sees(name)))


async def test_a_whole_summary_is_one_command_away(firstcall: Stage) -> None:
    await open_quiz(firstcall.max, LOTUS)
    await firstcall.lead.says("/summary")
    summary = newest(firstcall.lead)
    assert "Wed, Mar 5, until 09:" in summary.text
    assert f"1. {LOTUS} (Max): segment still open" in summary.text
    assert labels(summary) == [f"1 · {LOTUS}", "Details", "Other days, one manager"]


async def test_what_comes_in_after_the_days_end_is_there_when_asked_for(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 5, 18, 5)
    await firstcall.lead.says("/summary")
    assert "until" not in newest(firstcall.lead).text and "1 client\n" in newest(firstcall.lead).text
    await firstcall.max.quiz(CEDAR)
    await firstcall.lead.says("/summary")
    assert "until 18:" in newest(firstcall.lead).text and "2 clients\n" in newest(firstcall.lead).text


async def test_other_days_and_one_manager_are_a_tap_away(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(LOTUS)
    await at(firstcall, 6, 10)
    await nina.quiz(CEDAR)
    await firstcall.lead.says("/summary")
    assert "1 client\n" in newest(firstcall.lead).text
    await firstcall.lead.taps("Other days")
    await firstcall.lead.taps("7 days")
    assert "2 clients\n" in newest(firstcall.lead).text and "–" in newest(firstcall.lead).text
    await firstcall.lead.taps("Nina")
    assert firstcall.lead.find("• Nina •")
    await firstcall.lead.taps("Yesterday")
    assert "Nothing came in" in firstcall.lead.screen.text
    await firstcall.lead.taps("Other days")
    await firstcall.lead.taps("30 days")
    assert "· Nina" in newest(firstcall.lead).text and "1 client\n" in newest(firstcall.lead).text


@pytest.mark.parametrize("days", ["2031-03-04 2031-03-05", "2031-03-05 2031-03-04", "2031-03-05", "week"])
async def test_days_can_be_written(on_sqlite: Stage, days: str) -> None:
    await on_sqlite.max.quiz(LOTUS)
    await on_sqlite.lead.says(f"/summary {days}")
    assert "1 client\n" in newest(on_sqlite.lead).text


@pytest.mark.parametrize(
    "days",
    ["tomorrow", "2031-13-01", "2031-03-06", "2031-03-01 2031-03-02 2031-03-03", "2020-01-01 2031-03-05"],
)
async def test_days_that_are_none_are_asked_for_again(on_sqlite: Stage, days: str) -> None:
    said = await on_sqlite.lead.says(f"/summary {days}")
    assert "which days" in said.text and str(LONGEST.days) in said.text
    assert "Today" in labels(said)


@pytest.mark.parametrize("command", ["/summary", "/funnel", "/segments", "/report", "/export"])
async def test_days_before_any_bot_are_asked_for_again(on_sqlite: Stage, command: str) -> None:
    said = await on_sqlite.lead.says(f"{command} 0001-01-01")
    assert "which days" in said.text and f"{command} 2026-11-01" in said.text


async def test_an_action_leads_to_a_colleagues_card_that_only_can_be_read(firstcall: Stage) -> None:
    await open_quiz(firstcall.max, LOTUS)
    await firstcall.lead.says("/summary")
    before = await firstcall.rows(interviews)
    card = await firstcall.lead.taps(LOTUS)
    assert "Max's client" in card.text and LOTUS in card.text
    assert not [name for name in labels(card) if name in CARD_BUTTONS]
    assert await firstcall.rows(interviews) == before


async def test_an_action_of_ones_own_leads_to_the_card_with_its_buttons(firstcall: Stage) -> None:
    await open_quiz(firstcall.lead, LOTUS)
    await firstcall.lead.says("/summary")
    assert f"1. {LOTUS}: " in newest(firstcall.lead).text
    card = await firstcall.lead.taps(f"1 · {LOTUS}")
    assert "Change answers" in labels(card)


async def test_a_brief_that_stopped_leads_to_what_was_answered(firstcall: Stage) -> None:
    anna = await begins(firstcall)
    await anna.press_first()
    await firstcall.tick(hours=25)
    await firstcall.tick(days=4)
    brief = await the_brief(firstcall)
    assert brief.stopped_at is not None
    await firstcall.lead.says("/summary week")
    assert "brief stopped at question 2" in newest(firstcall.lead).text
    card = await firstcall.lead.taps("1 · Lotus")
    assert "Max's client" in card.text and "stopped halfway" in card.text


async def test_a_card_whose_client_is_gone_says_so(firstcall: Stage) -> None:
    await open_quiz(firstcall.max, LOTUS)
    await firstcall.lead.says("/summary")
    await firstcall.max.says("/clients")
    await firstcall.max.taps(LOTUS)
    await firstcall.max.taps("Delete this client")
    await firstcall.max.taps("Yes, delete")
    tap = await firstcall.lead.press(f"1 · {LOTUS}")
    assert "not there any more" in (await tap.answer()).text


async def test_a_forged_pair_of_client_and_interview_shows_nothing(firstcall: Stage) -> None:
    firstcall.has_forged = True
    await open_quiz(firstcall.max, LOTUS)
    await open_quiz(firstcall.max, CEDAR)
    (first, second) = [await firstcall.interview(number) for number in (0, 1)]
    await firstcall.lead.says("/summary")
    tap = await firstcall.lead.forges(Callback(Verb.SUMMARY_CARD, first.id, second.client_id))
    assert "not there any more" in (await tap.answer()).text


async def test_details_have_every_action_and_what_each_manager_had(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    for number in range(9):
        await open_quiz(firstcall.max, f"Client {number}")
    await open_quiz(nina, CEDAR)
    await firstcall.lead.says("/summary")
    assert "…and 7 more" in newest(firstcall.lead).text
    details = await firstcall.lead.taps("Details")
    assert "Max: 9 clients, 9 still open, to do 9" in details.text
    assert "Nina: 1 client, 1 still open, to do 1" in details.text
    assert details.text.index("Max:") < details.text.index("Nina:")
    assert len([name for name in labels(details) if "Client" in name or CEDAR in name]) == 8
    more = await firstcall.lead.taps("2/2 ›")
    assert more.text.count("segment still open") == 2 and "Max:" not in more.text


@pytest.mark.parametrize(
    "forged",
    [
        Callback(Verb.SUMMARY_DETAILS, 0, 1 << 60, 86_400),
        Callback(Verb.SUMMARY_DETAILS, 0, 0, 4_294_967_295),
        Callback(Verb.SUMMARY_DETAILS, 0, -5, 0),
        Callback(Verb.SUMMARY_DETAILS, 999, 1_900_000_000, 86_400),
        Callback(Verb.SUMMARY, 999),
        Callback(Verb.SUMMARY, 0, a=77),
        Callback(Verb.SUMMARY_CARD, 1, 2),
    ],
)
async def test_forged_numbers_show_nothing(on_sqlite: Stage, forged: Callback) -> None:
    await on_sqlite.lead.says("/summary")
    before = len(on_sqlite.lead.chat)
    tap = await on_sqlite.lead.forges(forged)
    assert (await tap.answer()).text
    assert len(on_sqlite.lead.chat) == before


async def test_a_lead_asked_about_one_manager_sees_no_colleagues_of_theirs(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await open_quiz(firstcall.max, LOTUS)
    await open_quiz(nina, CEDAR)
    max_id = await id_of(firstcall, firstcall.max)
    await firstcall.lead.says("/summary")
    await firstcall.lead.forges(Callback(Verb.SUMMARY, max_id), firstcall.lead.screen)
    assert LOTUS in newest(firstcall.lead).text and CEDAR not in newest(firstcall.lead).text
    details = await firstcall.lead.taps("Details")
    assert CEDAR not in details.text and "Nina" not in details.text


async def test_a_redelivered_button_changes_nothing_and_answers(firstcall: Stage) -> None:
    await firstcall.lead.says("/subscribe")
    await firstcall.lead.touches("Don't send it any more")
    batch = list(firstcall.sandbox.world.updates.pending)
    for _ in range(2):
        await firstcall.bot.counter.take(batch)
        await firstcall.quieten()
    await firstcall.settle()
    assert "not sent to you" in firstcall.lead.screen.text
