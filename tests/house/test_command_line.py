"""What the command line cannot do is said in a sentence, before anything is begun."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.conftest import KEY


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_KEY", KEY)
    return tmp_path


def runs(*command: str) -> Result:
    return CliRunner().invoke(app, command)


@pytest.mark.parametrize("port", ["65536", "99999", "-1"])
def test_a_port_that_there_is_not_is_refused(port: str, folder: Path) -> None:
    said = runs("try", "--no-browser", "--port", port)

    assert said.exit_code == 2
    assert "Invalid value for '--port'" in said.output
    assert list(folder.iterdir()) == []


def test_a_sandbox_that_finds_no_place_speaks_of_the_folder_and_of_no_port(folder: Path) -> None:
    (folder / ".firstcall-try").write_text("something else")

    said = runs("try", "--no-browser", "--port", "0")

    assert said.exit_code == 2
    assert said.output.startswith(f"{folder / '.firstcall-try'}/") and "port 0" not in said.output
    assert "start `firstcall try` in a folder that you may write to" in said.output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--days", "99999999"),
        ("--days", "3651"),
        ("--per-day", "inf"),
        ("--managers", "1001"),
        ("--seed", "-1"),
    ],
)
def test_no_history_is_invented_that_has_no_room_in_a_calendar(option: str, value: str, folder: Path) -> None:
    said = runs("demo-data", option, value)

    assert said.exit_code == 2
    assert f"Invalid value for '{option}'" in said.output
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", [("check",), ("report",), ("db", "upgrade"), ("demo-data",)])
def test_a_line_of_the_settings_that_cannot_be_read_keeps_every_command_from_its_work(
    command: tuple[str, ...], folder: Path
) -> None:
    (folder / ".env").write_text("DATABASE_URL: sqlite:///other.sqlite3\n")

    said = runs(*command)

    assert said.exit_code == 2
    assert ".env, line 1: DATABASE_URL cannot be read. Expected NAME=value" in said.output
    assert [path.name for path in folder.iterdir()] == [".env"]
