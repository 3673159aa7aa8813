"""The floors hold: import-linter and ruff refuse what the architecture forbids."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.house.places import ROOT

PACKAGES = ("bot", "questionnaires", "messages", "scoring")

FORBIDDEN = {
    "The floors": ("scoring/upward.py", "import questionnaires\n"),
    "No circles": ("bot/storage/columns.py", "import bot.storage.database\n"),
    "Below bot/ nothing touches the world": ("messages/trespass.py", "import asyncio\n"),
    "scoring knows NumPy": ("scoring/trespass.py", "import yaml\n"),
    "Only storage knows SQL": ("bot/trespass.py", "import sqlalchemy\n"),
    "Only bot/telegram knows": ("bot/trespass.py", "import telegram\n"),
}
"""Start of a contract's name -> a file that breaks it, and what it says."""


def _layers(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", linter, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts(house: Path) -> None:
    linted = _layers(house)

    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_every_contract_notices_a_trespass(house: Path) -> None:
    for file, text in FORBIDDEN.values():
        with (house / file).open("a", encoding="utf-8") as module:
            module.write(text)

    linted = _layers(house)

    broken = [line for line in linted.stdout.splitlines() if " BROKEN" in line]
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert [name for name in FORBIDDEN if not any(line.startswith(name) for line in broken)] == []


def test_every_contract_has_a_trespass_here() -> None:
    contracts = [
        line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("name = ")
    ]
    named = [line.removeprefix('name = "') for line in contracts if line != 'name = "firstcall"']

    assert len(named) == len(FORBIDDEN)
    assert all(any(name.startswith(start) for start in FORBIDDEN) for name in named)


def test_scoring_imports_nothing_but_numpy_and_the_standard_library() -> None:
    graph = grimp.build_graph("scoring", include_external_packages=True, cache_dir=None)
    outside = {module.split(".")[0] for module in graph.modules} - {"scoring"}

    assert outside - sys.stdlib_module_names == {"numpy"}


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "import secrets",
        "import uuid",
        "from time import time, monotonic",
        "from datetime import datetime; moment = datetime.now()",
        "import numpy.random",
        "import os; noise = os.urandom(8)",
    ],
)
@pytest.mark.parametrize("file", ["scoring/posterior.py", "bot/jobs/due.py"])
def test_clock_and_randomness_are_refused(line: str, file: str) -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--select", "TID251", "-", "--no-cache"]
    linted = subprocess.run(
        [*command, "--stdin-filename", file],
        cwd=ROOT,
        input=line,
        capture_output=True,
        text=True,
        check=False,
    )

    assert linted.returncode == 1
    assert "TID251" in linted.stdout


def test_every_lint_exception_carries_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.split("[tool.ruff.lint.per-file-ignores]\n")[1].split("\n\n")[0]

    assert [line for line in section.splitlines() if "# " not in line] == []
