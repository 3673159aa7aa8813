"""The commands for safe keeping, as whoever runs the bot meets them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.storage import Database, Vault
from bot.storage.queries import clients
from bot.storage.safekeeping.rotation import note_keys
from tests.conftest import KEY
from tests.storage.samples import CLIENT, NOW, manager
from tests.storage.test_rotation import NEW


@pytest.fixture
def shell(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database that was used, and settings that name it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("DATA_KEY", KEY)
    asyncio.run(_used(sqlite_url))
    return tmp_path


async def _used(url: str) -> None:
    database = await Database.open(url, Vault([KEY]))
    await database.transaction(lambda tx: clients.create(tx, CLIENT, manager(tx).id, "Lotus Bakery", NOW))
    await database.transaction(note_keys)
    await database.close()


def called(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_keys_prints_a_key_and_nothing_else() -> None:
    printed = called("keys")
    assert printed.exit_code == 0
    assert Vault([printed.stdout.strip()]).decrypt(Vault([printed.stdout.strip()]).encrypt("x")) == "x"


def test_with_one_key_there_is_nothing_to_change(shell: Path) -> None:
    refused = called("keys", "rotate")
    assert refused.exit_code == 2 and "DATA_KEY=new,old" in refused.stderr


def test_a_bot_that_does_not_know_the_key_goes_first(shell: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_KEY", f"{NEW},{KEY}")
    refused = called("keys", "rotate")
    assert refused.exit_code == 2 and "Start the bot" in refused.stderr
    assert NEW not in refused.output and KEY not in refused.output


def test_it_says_what_it_did_and_that_the_old_key_may_go(
    shell: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_KEY", f"{NEW},{KEY}")
    asyncio.run(_started(sqlite_url))
    done = called("keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "Names hashed anew: 1." in done.stdout and "the second one may be taken out" in done.stdout
    monkeypatch.setenv("DATA_KEY", NEW)
    assert called("backup", "copy").exit_code == 0


def test_keys_in_the_wrong_order_are_not_taken_for_a_change(
    shell: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who threw away "the older one" now would throw away the only key that opens anything."""
    monkeypatch.setenv("DATA_KEY", f"{KEY},{NEW}")
    asyncio.run(_started(sqlite_url, KEY, NEW))
    done = called("keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "put the new one in front" in done.stdout and "may be taken out, and" not in done.stdout


async def _started(url: str, *keys: str) -> None:
    database = await Database.open(url, Vault(keys or [NEW, KEY]))
    await database.transaction(note_keys)
    await database.close()


def test_a_backup_is_named_after_its_moment_and_comes_back(
    shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = called("backup")
    assert made.exit_code == 0, made.output
    (copy,) = shell.glob("firstcall-*Z.sqlite3")
    assert made.stdout.startswith(f"{copy.name}: ") and "whole" in made.stdout
    refused = called("restore", copy.name)
    assert refused.exit_code == 2 and "empty database only" in refused.stderr
    monkeypatch.setenv("DATABASE_URL", "sqlite:///back.sqlite3")
    back = called("restore", copy.name)
    assert back.exit_code == 0 and "everybody sees where they stand" in back.stdout
    assert (shell / "back.sqlite3").exists()


def test_without_the_key_no_backup_is_made(shell: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATA_KEY")
    refused = called("backup", "copy")
    assert refused.exit_code == 2 and "firstcall keys" in refused.stderr
    assert not (shell / "copy").exists()
