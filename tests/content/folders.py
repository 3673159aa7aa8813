"""A small, complete content set of five segments in two languages, and copies with one thing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from questionnaires.content.errors import ContentError, ContentErrors
from questionnaires.content.loader import read

FIVE = Path(__file__).parent / "five_segments"


def copy_of_five(folder: Path) -> Path:
    """A copy to change at will."""
    return Path(shutil.copytree(FIVE, folder / "five"))


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; returns the line from which the file differs, from 1."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert old in before, f"{name} does not hold {old!r}"
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    same = len(before[: before.index(old)]) + _common_prefix(old, new)
    return before[:same].count("\n") + 1


def errors_of(*folders: Path) -> tuple[ContentError, ...]:
    """What the loader finds wrong; empty for a valid set."""
    try:
        read(*folders)
    except ContentErrors as found:
        return found.errors
    return ()


def _common_prefix(one: str, other: str) -> int:
    differing = (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return next(differing, min(len(one), len(other)))
