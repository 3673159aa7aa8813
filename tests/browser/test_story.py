"""From `firstcall try` to the card, in a real browser, as a newcomer would walk it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from messages import label
from tests.browser.story import BAKERY, chromium, manager_of, open_page

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="module")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The address that `firstcall try` prints, started as a process in an empty folder."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--no-browser", "--port", "0",
        cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd()), "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, f"firstcall try said {line!r}"
    yield found.group()
    process.terminate()
    await process.stdout.read()
    assert await process.wait() == 0


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    opened = await open_page(browser, address)
    yield opened
    await opened.context.close()


async def test_a_newcomer_gets_from_start_to_a_card_that_says_what_to_do(page: Page) -> None:
    manager = manager_of(page)
    await manager.start()
    await manager.press("New client")
    await manager.write("Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    asked = await manager.answer_everything(BAKERY)
    card = await manager.last.inner_text()
    assert 4 <= asked <= 9
    assert "Lotus Bakery" in card
    assert "novice-cautious" in card or "Novices" in card
    for heading in ("kind_say", "kind_trap", "kind_next"):
        assert label(heading, "en") in card


async def test_the_card_opens_its_playbook_and_comes_back(page: Page) -> None:
    manager = manager_of(page)
    await manager.start()
    await manager.write("/quiz Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    await manager.answer_everything(BAKERY)
    await manager.press(label("playbook", "en"))
    await expect(manager.last).to_contain_text(label("phase_before_signing", "en"))
    await manager.press(label("to_card", "en"))
    await expect(manager.last).to_contain_text(label("kind_say", "en"))


@pytest.mark.parametrize("language", ["ru", "ja"])
async def test_the_quiz_speaks_the_language_of_the_phone(page: Page, language: str) -> None:
    manager = manager_of(page, language)
    await manager.phone.get_by_role("combobox", name=re.compile("^Language")).select_option(language)
    await manager.start()
    await manager.write("/quiz Lotus")
    await expect(manager.last).to_contain_text("Lotus")
    await manager.answer_everything(BAKERY)
    await expect(manager.last).to_contain_text(label("kind_next", language))
