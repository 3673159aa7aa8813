"""Makes the pictures of the README from the real page, so that they stay true: `make screenshots`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, expect

from bot.trial import in_sandbox
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from tests.browser.story import BAKERY, chromium, manager_of, open_page

IMAGES = Path(__file__).parents[2] / "docs" / "images"


async def main() -> None:
    """Play the quiz and take the pictures."""
    content = load(studio=StudioFacts.EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        async with in_sandbox(content, Path(folder) / "try") as (sandbox, bot), chromium() as browser:
            stop = asyncio.Event()
            running = asyncio.create_task(bot.run(stop))
            await _take(browser, sandbox.url)
            stop.set()
            await running


async def _take(browser: Browser, url: str) -> None:
    page = await open_page(browser, url)
    manager = manager_of(page)
    await page.get_by_role("region", name="Team lead: Vera").get_by_role("button", name="START").click()
    await manager.start()
    await manager.press("New client")
    await manager.write("Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    await manager.press("3 ·")
    await page.screenshot(path=IMAGES / "sandbox.png")
    await manager.press("‹ Back")
    await manager.answer_everything(BAKERY)
    await page.context.close()
    narrow = await open_page(browser, url, width=420, height=1180)
    await narrow.get_by_role("tab", name="Sales manager").click()
    await narrow.wait_for_timeout(300)
    await narrow.screenshot(path=IMAGES / "card.png")
    await narrow.context.close()


if __name__ == "__main__":
    asyncio.run(main())
