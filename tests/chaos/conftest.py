"""A test of chaos leaves no bot behind, also where it fails."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest


@pytest.fixture(autouse=True)
def no_bot_left_behind() -> Iterator[None]:
    """Kill what a failed test could not stop."""
    yield
    for child in psutil.Process().children():
        if child.cmdline()[1:] == ["-m", "bot", "run"]:
            child.kill()
