"""The page of `firstcall try`, started as a process in an empty folder, in a real browser."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page, expect

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
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    opened = await open_page(browser, address)
    yield opened
    await opened.context.close()
