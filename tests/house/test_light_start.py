"""What is loaded before the first poll, and that what is put off is there when it is wanted."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from bot import commands, running, stopping
from tests.house.places import ROOT

LATER = (
    "numpy",
    "transitions",
    "alembic",
    "asyncpg",
    "httpx",
    "typer",
    "rich",
    "starlette",
    "uvicorn",
    "aiohttp",
    "matplotlib",
    "bot.rooms",
    "bot.reports",
    "bot.telegram.desk",
)
"""What no first poll of a bot with a SQLite file needs."""


def _said(code: str) -> list[str]:
    """The words that a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.split()


def test_the_first_poll_waits_for_nothing_that_it_does_not_need() -> None:
    loaded = _said("import sys, bot.__main__, bot.running, bot.commands; print(*sys.modules)")

    assert "bot.telegram.poll" in loaded
    assert [name for name in LATER if name in loaded] == []


def test_the_librarys_own_client_is_there_for_whoever_makes_one() -> None:
    code = """
import bot.telegram, sys
from telegram import Bot
before = "httpx" in sys.modules
client = Bot("42:token")._request[1]
print(before, type(client).__module__, type(client).__name__, type(client._client).__name__)
"""
    assert _said(code) == ["False", "telegram.request._httpxrequest", "HTTPXRequest", "AsyncClient"]


def test_ctrl_c_while_it_loads_ends_it_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run_bot", interrupted)
    monkeypatch.setattr(gc, "disable", lambda: None)

    assert running.run() == stopping.STOPPED_EARLY
