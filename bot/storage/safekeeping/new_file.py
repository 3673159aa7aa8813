"""A file that is whole or not there, that replaces nothing, and that nobody but its owner reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.errors import BadBackup

UNFINISHED = ".unfinished"
OWNER_ONLY = 0o600


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """An empty file for its owner alone under another name, which gets its own when all went well.

    Raises:
        BadBackup: it is there already, or cannot be made there.
    """
    unfinished = file.with_name(file.name + UNFINISHED)
    if file.exists():
        raise _in_the_way(file)
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
    except FileExistsError:
        raise BadBackup(
            f"{unfinished} is there already: left over from a try that was cut short, or another one is at "
            "work just now. If none is, delete it."
        ) from None
    except OSError as error:
        raise BadBackup(f"{file}: {error.strerror}; expected a folder that can be written to.") from error
    try:
        yield unfinished
        _settle(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


def _settle(unfinished: Path, file: Path) -> None:
    """Give a file that is whole its name, on the disk and not only in memory; nothing is replaced."""
    _flush(unfinished)
    try:
        os.link(unfinished, file)
    except FileExistsError:
        raise _in_the_way(file) from None
    except OSError:  # a file system without links: then there is a moment in which another could come first
        unfinished.rename(file)
    else:
        unfinished.unlink()
    _flush(file.parent)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _in_the_way(file: Path) -> BadBackup:
    return BadBackup(f"{file} is there already; expected the name of a new file. Nothing was replaced.")
