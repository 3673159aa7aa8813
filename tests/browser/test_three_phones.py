"""A manager's impression, the prospect's own words, and what becomes of both, on three phones."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from messages import label
from questionnaires.content.loader import load
from tests.browser.story import BAKERY, WEARY, Manager, Prospect, manager_of, prospect_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _link_is_opened(page: Page) -> tuple[Manager, Prospect]:
    """The quiz is answered, and the link of its card is opened on the prospect's phone."""
    manager, prospect = manager_of(page), prospect_of(page)
    await manager.start()
    await manager.write("/quiz Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    await manager.answer_everything(BAKERY)
    await manager.ask_themselves("ru")
    await manager.open_link_on(prospect, "Prospect")
    return manager, prospect


def _reason(questionnaire: str, question: str, option: str) -> str:
    found = next(one for one in load().questionnaires[questionnaire].questions if one.id == question)
    reason = next(one.reason for one in found.options if one.id == option)
    assert reason is not None
    return reason["en"]


async def test_the_card_shows_where_a_prospects_own_words_differ_from_the_managers_impression(
    page: Page,
) -> None:
    manager, prospect = await _link_is_opened(page)
    await expect(prospect.last).to_contain_text("Riverbend Studio")
    await prospect.press_labelled("consent")
    await prospect.send_file("бриф.pdf", "application/pdf", b"%PDF-1.7")
    await expect(prospect.last).to_contain_text("заказывали")
    asked = await prospect.fill_in(WEARY)
    assert "let_down" in asked and "clarity" not in asked, "the file answers the first question"
    await prospect.press_labelled("brief_send")
    await expect(manager.last).to_contain_text(label("letter_sent", "en"))
    await expect(manager.last).to_contain_text(_reason("manager_quiz", "experience", "none"))
    await expect(manager.last).to_contain_text(_reason("prospect_brief", "experience", "burned"))
    await manager.press(label("brief_files", "en", count=1))
    await expect(manager.phone.locator(".bot .document")).to_contain_text("бриф.pdf")


async def test_a_prospect_who_takes_everything_back_is_gone_from_the_managers_view(page: Page) -> None:
    manager, prospect = await _link_is_opened(page)
    await prospect.press_labelled("consent")
    await prospect.fill_in(WEARY)
    await prospect.press_labelled("brief_send")
    await expect(manager.last).to_contain_text(label("letter_sent", "en"))
    await prospect.write("/forget")
    await expect(prospect.last).to_contain_text("Max")
    await prospect.press_labelled("forget_yes")
    await expect(manager.last).to_contain_text("erased")
    await manager.press(label("to_client", "en"))
    await expect(manager.last).to_contain_text(label("stage_withdrawn", "en"))
    await manager.press(label("open_card", "en", date="").strip())
    await expect(manager.last).to_contain_text(_reason("manager_quiz", "experience", "none"))
    await expect(manager.last).not_to_contain_text(_reason("prospect_brief", "experience", "burned"))


async def test_a_prospect_shares_their_number_and_reads_nothing_of_segments(page: Page) -> None:
    _, prospect = await _link_is_opened(page)
    await prospect.press_labelled("consent")
    await prospect.fill_in(WEARY)
    await prospect.press_labelled("brief_send")
    await expect(prospect.last).to_contain_text("Max")
    await prospect.press_labelled("brief_add")
    await prospect.skip_to_the_number()
    await prospect.phone.get_by_role("button", name=label("share_contact", "ru")).click()
    await prospect.phone.get_by_role("alertdialog").get_by_role("button", name="Share").click()
    await expect(prospect.phone.locator(".own .contact")).to_contain_text("Anna")
    await expect(prospect.last).to_contain_text("2025550102")
    await expect(prospect.phone.get_by_role("group", name="Reply keyboard")).to_be_hidden()
    read = " ".join(await prospect.phone.locator(".message.bot").all_inner_texts())
    names = [segment.name[language] for segment in load().segments.segments for language in ("en", "ru")]
    assert not [name for name in names if re.search(rf"\b{name}\b", read, re.IGNORECASE)]
