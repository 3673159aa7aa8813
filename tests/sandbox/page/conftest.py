"""The sandbox's page in a real Chromium, with a bot of its own behind it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.sandbox import Persona, Sandbox
from tests.sandbox.tiny_bot import TinyBot, tiny_bot

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PERSONAS = [Persona("Maria", "Team lead", "en", "claim123"), Persona("Ken", "Manager", "ja")]


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(PERSONAS) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def tiny(sandbox: Sandbox) -> AsyncIterator[TinyBot]:
    async with tiny_bot(sandbox) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium")
        launched = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page's console said; a test that provokes a complaint takes it away."""
    return []


@pytest_asyncio.fixture(loop_scope="module")
async def page(
    browser: Browser, sandbox: Sandbox, tiny: TinyBot, complaints: list[str]
) -> AsyncIterator[Page]:
    """The open page; fails if anything leaves the machine or the console complains."""
    context = await browser.new_context(viewport={"width": 1200, "height": 860}, locale="en-GB")
    opened = await context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    elsewhere: list[str] = []
    opened.on(
        "request", lambda asked: None if asked.url.startswith(sandbox.url) else elsewhere.append(asked.url)
    )
    await opened.goto(sandbox.url)
    await expect(opened.locator("#line")).to_have_text("Connected")
    yield opened
    assert (complaints, elsewhere) == ([], [])


@pytest_asyncio.fixture(loop_scope="module")
async def lead(page: Page) -> Locator:
    """The lead's phone, after START."""
    phone = page.get_by_role("region", name="Team lead: Maria")
    await phone.get_by_role("button", name="START").click()
    await expect(phone.get_by_text("Lotus Bakery")).to_be_visible()
    return phone


async def write(phone: Locator, text: str) -> None:
    """Types into a phone and sends."""
    await phone.get_by_role("combobox", name=re.compile("Message")).fill(text)
    await phone.get_by_role("combobox", name=re.compile("Message")).press("Enter")
