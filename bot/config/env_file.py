"""`.env`, line by line: the values it gives, and the lines that cannot be read.

Its syntax is python-dotenv's, but for two things. A value ends where its line ends: a quote that somebody
forgot to close would else swallow the lines below it, up to the next quote. And a line that cannot be read is
told, not skipped: a bot that starts without it may start on another database.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bot.config.errors import ConfigError


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be read."""

    number: int
    """The first is 1."""
    name: str | None
    """What it begins with, where that looks like a name; what comes after may be a secret."""
    expected: str


@dataclass(frozen=True)
class EnvFile:
    """What stands in a `.env`."""

    path: Path
    is_there: bool
    values: Mapping[str, str]
    bad_lines: tuple[BadLine, ...] = ()


def read_env_file(path: Path) -> EnvFile:
    """What stands in the file; nothing where there is none.

    Raises:
        ConfigError: this user may not read it, or it is no text.
    """
    text = _text(path)
    if text is None:
        return EnvFile(path, False, {})
    values: dict[str, str] = {}
    bad_lines = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        for binding in parse_stream(io.StringIO(line)):
            if _is_bad(binding):
                bad_lines.append(_bad_line(number, line))
            elif binding.key:  # none: a comment, or nothing at all
                values[binding.key] = binding.value or ""
    return EnvFile(path, True, values, tuple(bad_lines))


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode() if path.is_file() else None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path.name} is not UTF-8 (byte {error.start + 1}). Expected a plain text; "
            "save it anew with the encoding UTF-8."
        ) from None
    except OSError as error:
        raise ConfigError(
            f"{path.absolute()} cannot be read: {error.strerror}. Expected a file that whoever runs this "
            "may read; give it to that user (chown), or the user the right to read it (chmod)."
        ) from None


def _is_bad(binding: Binding) -> bool:
    is_name = binding.key is None or re.fullmatch(r"[\w.-]+", binding.key)
    return binding.error or not is_name or (binding.key is not None and binding.value is None)


def _bad_line(number: int, line: str) -> BadLine:
    found = re.match(r"\ufeff?\s*(?:export\s+)?([A-Za-z_]\w*)\s*(=\s*['\"])?", line)
    if found and found[2]:
        return BadLine(number, found[1], "one quote before the value, one after it, on the same line")
    return BadLine(number, found and found[1], "NAME=value, or # before a comment")
