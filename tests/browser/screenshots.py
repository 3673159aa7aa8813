"""Makes the pictures of the README from the real page, so that they stay true: `make screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.trial import in_sandbox
from messages import label
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from tests.browser.story import BAKERY, WEARY, chromium, manager_of, open_page, prospect_of

IMAGES = Path(__file__).parents[2] / "docs" / "images"


async def main() -> None:
    """Play quiz and brief, and take the pictures."""
    content = load(studio=StudioFacts.EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        async with in_sandbox(content, Path(folder) / "try") as (sandbox, bot), chromium() as browser:
            stop = asyncio.Event()
            running = asyncio.create_task(bot.run(stop))
            await _take(browser, sandbox.url)
            stop.set()
            await running


async def _take(browser: Browser, url: str) -> None:
    page = await open_page(browser, url, width=1366)
    await page.get_by_role("region", name="Team lead: Vera").get_by_role("button", name="START").click()
    await _quiz(page)
    await _card(browser, url)
    await _brief(page)
    await _evening(browser, url)
    await page.context.close()


async def _quiz(page: Page) -> None:
    """A question on the manager's phone; then all of them."""
    manager = manager_of(page)
    await manager.start()
    await manager.press("New client")
    await manager.write("Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    await manager.press("3 ·")
    await _take_still(page, "sandbox.png")
    await manager.press("‹ Back")
    await manager.answer_everything(BAKERY)


async def _card(browser: Browser, url: str) -> None:
    """The manager's phone alone, with the card."""
    narrow = await open_page(browser, url, width=420, height=1180)
    await narrow.get_by_role("tab", name="Sales manager").click()
    await narrow.wait_for_timeout(300)
    await narrow.screenshot(path=IMAGES / "card.png")
    await narrow.context.close()


async def _brief(page: Page) -> None:
    """The link, opened by the prospect; later what they sent, and where it differs from the impression."""
    manager, prospect = manager_of(page), prospect_of(page)
    await manager.ask_themselves("ru")
    await manager.open_link_on(prospect, "Prospect")
    await prospect.press_labelled("consent")
    await prospect.send_file("бриф.pdf", "application/pdf", bytes(41_000))
    await expect(prospect.phone.locator(".own .document")).to_be_visible()
    await manager.phone.get_by_role("log").evaluate("log => { log.scrollTop = log.scrollHeight; }")
    await _take_still(page, "brief.png")
    await prospect.fill_in(WEARY)
    await prospect.press_labelled("brief_send")
    await expect(manager.last).to_contain_text(label("letter_sent", "en"))
    await _take_still(page, "two-views.png")


async def _evening(browser: Browser, url: str) -> None:
    """The lead's phone when the day is over."""
    narrow = await open_page(browser, url, width=420, height=1180)
    await narrow.get_by_role("tab", name="Team lead").click()
    await narrow.get_by_role("button", name="End the day").click()
    lead = narrow.get_by_role("tabpanel", name="Team lead: Vera")
    await expect(lead.locator(".message.bot img").last).to_be_visible(timeout=20_000)
    await lead.get_by_role("log").evaluate(
        "log => log.querySelector('.message.bot:has(img)').scrollIntoView({block: 'start'})"
    )
    await _take_still(narrow, "evening.png")
    await narrow.context.close()


async def _take_still(page: Page, name: str) -> None:
    """A picture without a hovering mouse, once nothing moves."""
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(600)
    await page.screenshot(path=IMAGES / name)


if __name__ == "__main__":
    asyncio.run(main())
