"""A day of quizzes, its end, and what the lead reads in the evening, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.async_api import Locator, Page, expect

from messages import label
from tests.browser.story import BAKERY, Manager, Phone, manager_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def history() -> timedelta:
    return timedelta(days=90)


WELL_FUNDED: Mapping[str, str] = {**BAKERY, "budget": "enough", "decision_maker": "on_the_call"}


def _lead(page: Page) -> Phone:
    return Phone(page.get_by_role("region", name="Team lead: Vera"))


async def _quiz(manager: Manager, name: str, answers: Mapping[str, str]) -> None:
    await manager.write(f"/quiz {name}")
    await expect(manager.last).to_contain_text(name)
    await manager.answer_everything(answers)


async def _end_the_day(page: Page) -> None:
    await page.get_by_role("button", name="End the day").click()


def _summary(lead: Phone) -> Locator:
    return lead.phone.locator(".message.bot").filter(has=lead.phone.page.locator("img")).last


async def test_the_end_of_the_day_brings_a_summary_whose_buttons_lead_to_the_cards(page: Page) -> None:
    lead, manager = _lead(page), manager_of(page)
    await lead.phone.get_by_role("button", name="START").click()
    await manager.start()
    await _quiz(manager, "Lotus Bakery", WELL_FUNDED)
    await _end_the_day(page)
    summary = _summary(lead)
    await expect(summary).to_contain_text("Lotus Bakery")
    picture = summary.locator("img")
    assert await picture.evaluate("image => image.complete && image.naturalWidth") >= 900
    await summary.locator("..").get_by_role("button", name=re.compile("Lotus Bakery")).last.click()
    await expect(lead.last).to_contain_text(label("kind_say", "en"))
    await expect(lead.last).to_contain_text("Max")


async def test_an_export_of_the_day_is_downloaded_and_opens_with_the_right_cells(page: Page) -> None:
    lead, manager = _lead(page), manager_of(page)
    await lead.phone.get_by_role("button", name="START").click()
    await manager.start()
    await _quiz(manager, "Lotus Bakery", WELL_FUNDED)
    await lead.write("/export today")
    await expect(lead.last).to_contain_text("The whole team's results")
    await lead.press_labelled("export_names")
    await lead.press_labelled("export_xlsx")
    link = lead.phone.locator(".bot .document").last
    await expect(link).to_contain_text(".xlsx")
    async with page.expect_download() as begun:
        await link.click()
    file = await (await begun.value).path()
    results = load_workbook(BytesIO(file.read_bytes()))["Results"].iter_rows(values_only=True)
    heads = next(results)
    rows = [dict(zip(heads, cells, strict=True)) for cells in results]
    (own,) = [row for row in rows if row["Client"] == "Lotus Bakery"]
    assert (own["Manager"], own["Segment"]) == ("Max", "Novices")
    assert len({row["Case"] for row in rows}) == len(rows) > 1, "with the invented clients of the day"


async def test_a_newcomer_finds_a_history_behind_the_summary(page: Page) -> None:
    lead = _lead(page)
    await lead.phone.get_by_role("button", name="START").click()
    await expect(lead.last).to_contain_text("/invite")
    await lead.write("/summary month")
    await expect(_summary(lead)).to_be_visible()
    counted = re.search(r"\b(\d{2,})\b", await _summary(lead).inner_text())
    assert counted, await _summary(lead).inner_text()


async def test_the_time_of_the_sandbox_goes_forward_only_and_is_told(page: Page) -> None:
    face = page.locator("#clock time")
    before = await face.get_attribute("datetime")
    await page.get_by_role("button", name="Next morning").click()
    await expect(face).to_contain_text("09:45")
    after = await face.get_attribute("datetime")
    assert before is not None and after is not None and before < after
