"""`.env`, line by line: what can be read is taken as other programs take it, what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import NEEDED_TO_RUN, ConfigError, load_settings, usual_command

QUOTES = "one quote before the value, one after it, on the same line"
PAIR = "NAME=value, or # before a comment"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def _faults(env_file: Path, text: str, needed: tuple[str, ...] = ()) -> list[str]:
    env_file.write_bytes(text.encode())
    with pytest.raises(ConfigError) as caught:
        load_settings({}, env_file, needed)
    return str(caught.value).split("\n\n")


@pytest.mark.parametrize(
    ("text", "number", "name", "expected"),
    [
        ('STUDIO_NAME="Lotus\nDATABASE_URL=sqlite:///other.sqlite3\nADMIN_IDS="5"', 1, "STUDIO_NAME", QUOTES),
        ("\n\nSTUDIO_NAME='Lotus\n", 3, "STUDIO_NAME", QUOTES),
        ("STUDIO_NAME='Lotus's'\n", 1, "STUDIO_NAME", QUOTES),
        ("LANGUAGE=ru\r\nRETENTION_DAYS: 30\r\n", 2, "RETENTION_DAYS", PAIR),
        ("# ours\nTIMEZONE:Europe/Berlin\n", 2, "TIMEZONE", PAIR),
        ("DATABASE_URL:postgresql+asyncpg://me:hidden@db/n?ssl=require", 1, "DATABASE_URL", PAIR),
        ("export BOT_TOKEN 1:hidden", 1, "BOT_TOKEN", PAIR),
        ("BOT_TOKEN\n", 1, "BOT_TOKEN", PAIR),
        ("=hidden\n", 1, "it", PAIR),
        ("hidden and more\n", 1, "it", PAIR),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number(
    env_file: Path, text: str, number: int, name: str, expected: str
) -> None:
    assert _faults(env_file, text) == [f".env, line {number}: {name} cannot be read. Expected {expected}."]


def test_all_of_them_are_told_and_the_lines_between_are_read(env_file: Path) -> None:
    text = 'STUDIO_NAME="Lotus\nTIMEZONE=Mars\nADMIN_IDS="5"\nDATA_KEY: x\n'

    first, last, token, zone = _faults(env_file, text, NEEDED_TO_RUN)

    assert first.startswith(".env, line 1: STUDIO_NAME") and last.startswith(".env, line 4: DATA_KEY")
    assert token.startswith("BOT_TOKEN is missing") and zone.startswith("TIMEZONE in .env is 'Mars'")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lotus", "Lotus"),
        ("Lotus Studio  ", "Lotus Studio"),
        ("Lotus's", "Lotus's"),
        ('"Lotus #1"', "Lotus #1"),
        ("Lotus #1", "Lotus"),
        ("Lotus#1", "Lotus#1"),
        ('"Lotus \\"& Co\\""', 'Lotus "& Co"'),
        ("pa$HOME${x}", "pa$HOME${x}"),
        ("'Lotus'\t# ours", "Lotus"),
        ("a=b", "a=b"),
        ("# ours", None),
        ("Lotus\u2028Studio", "Lotus\u2028Studio"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_value_is_read_as_other_programs_read_it(
    env_file: Path, written: str, name: str | None, end: str
) -> None:
    env_file.write_bytes(f"\ufeff# ours{end or chr(10)}  export STUDIO_NAME= {written}{end}".encode())

    assert load_settings({}, env_file).studio_name == name


def test_a_file_that_may_not_be_read_is_told(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.touch()

    def refuses(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch, pytest.raises(ConfigError) as caught:
        patch.setattr(Path, "read_bytes", refuses)
        load_settings({}, env_file)
    assert str(caught.value).startswith(f"{env_file} cannot be read: Permission denied. Expected a file that")


@pytest.mark.parametrize(
    "content", [b"BOT_TOKEN: x", b'BOT_TOKEN="1:x', "STUDIO_NAME=Björk".encode("latin-1")]
)
def test_what_is_wrong_with_the_file_is_said_by_the_real_bot(env_file: Path, content: bytes) -> None:
    env_file.write_bytes(content)

    assert usual_command({}, env_file) == "run"
