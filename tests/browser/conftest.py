"""The page of `firstcall try` in a real browser.

One test starts the command as a process in an empty folder; the others run the same sandbox and bot in their
own process, which starts in a tenth of the time.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.trial import in_sandbox
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet
from tests.browser.story import chromium, open_page

expect.set_options(timeout=15_000)
"""Milliseconds: a whole bot, its database and a browser share the cores with the other tests."""


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
async def command_page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The page of the command, as a newcomer has it."""
    opened = await open_page(browser, address)
    yield opened
    await opened.context.close()


@pytest.fixture(scope="session")
def content() -> ContentSet:
    """What `firstcall try` asks and promises."""
    return load(studio=StudioFacts.EXAMPLE)


@pytest.fixture
def history() -> timedelta:
    """How far back the invented history goes; a test that reads reports wants one."""
    return timedelta(0)


@pytest_asyncio.fixture(loop_scope="module")
async def page(
    browser: Browser, content: ContentSet, history: timedelta, tmp_path: Path
) -> AsyncIterator[Page]:
    """The page of a sandbox and bot in this process."""
    async with in_sandbox(content, tmp_path, history=history) as (sandbox, bot):
        stop = asyncio.Event()
        running = asyncio.create_task(bot.run(stop))
        opened = await open_page(browser, sandbox.url)
        yield opened
        await opened.context.close()
        stop.set()
        await running
