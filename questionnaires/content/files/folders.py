"""Which files make a content set: the library's, each replaced by the studio's file of the same name.

The only module of this room that opens files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pydantic import BaseModel

from questionnaires.content import model
from questionnaires.content.errors import ContentError, Place, show_place, show_value
from questionnaires.content.files.documents import Document, parse

LIBRARY = (Path(__file__).parents[2] / "library").resolve()
"""The questions, segments and tactics that come with the bot, and an example studio."""

STUDIO = "studio.yaml"
FILES: dict[str, type[BaseModel]] = {
    "set.yaml": model.Manifest,
    "segments.yaml": model.Segments,
    "traits.yaml": model.Traits,
    "scoring.yaml": model.Scoring,
    "grading.yaml": model.Grading,
    STUDIO: model.Studio,
}
"""Files with a name of their own. Any other `*.yaml` is a questionnaire, any `tactics/*.yaml` tactics."""


class StudioFacts(Enum):
    """Whose facts a set speaks of: the library's `studio.yaml` is an invented studio, for the sandbox."""

    OWN = "own"
    EXAMPLE = "example"


@dataclass(frozen=True)
class File:
    """One content file: `name` in its set, `label` in messages; of two folders the higher `layer` wins."""

    name: str
    label: str
    layer: int
    shape: type[BaseModel]
    document: Document

    @property
    def stem(self) -> str:
        """`pros` of `tactics/pros.yaml`."""
        return self.name.rsplit("/", 1)[-1].removesuffix(".yaml")

    def error(self, place: Place, value: str, expected: str, hint: str = "") -> ContentError:
        """A mistake at this place of this file; `value` is already in words."""
        return ContentError(self.label, self.document.line(place), show_place(place), value, expected, hint)

    def wrong(self, place: Place, value: object, expected: str, hint: str = "") -> ContentError:
        """A mistake at this place of this file, showing the value that stands there."""
        return self.error(place, show_value(value), expected, hint)


def gather(folders: Sequence[Path], studio: StudioFacts) -> tuple[list[File], list[ContentError]]:
    """Read the files of a set, later folders over earlier ones, with the mistakes of their mere presence."""
    files: dict[str, File] = {}
    errors: list[ContentError] = []
    for layer, folder in enumerate(folders):
        label = "" if layer == len(folders) - 1 else f"{folder.name}/"
        for name in _names(folder, label, errors):
            if name != STUDIO or studio is StudioFacts.EXAMPLE or folder.resolve() != LIBRARY:
                files[name] = _read(folder, name, label, layer)
    return [files[name] for name in sorted(files)], errors


def shape_of(name: str) -> type[BaseModel]:
    """The model a file of this name must follow."""
    return model.Tactics if name.startswith("tactics/") else FILES.get(name, model.Questionnaire)


def _read(folder: Path, name: str, label: str, layer: int) -> File:
    return File(name, label + name, layer, shape_of(name), _document(label + name, folder / name))


def _document(label: str, path: Path) -> Document:
    try:
        return parse(label, path.read_bytes())
    except OSError as error:
        reason = error.strerror or "unreadable"
        return Document(None, {}, (ContentError(label, 0, "", reason, "a file this account may read"),))


def _names(folder: Path, label: str, errors: list[ContentError]) -> Iterator[str]:
    if not os.path.isdir(folder):  # Path.is_dir raises where a folder above may not be entered
        errors.append(ContentError(str(folder), 0, "", "no such folder", "a folder of content files"))
        return
    for closed in _closed(folder):  # which rglob takes for empty ones
        errors.append(ContentError(str(closed), 0, "", "", "a folder this account may enter and read"))
    for path in sorted(folder.rglob("*.y*ml")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or path.is_dir():
            continue
        if _is_in_place(name):
            yield name
        else:
            errors.append(ContentError(label + name, 0, "", "", "<name>.yaml or tactics/<segment>.yaml"))


def _closed(folder: Path) -> list[Path]:
    inner = (folder, folder / "tactics")
    return [one for one in inner if os.path.isdir(one) and not os.access(one, os.R_OK | os.X_OK)]


def _is_in_place(name: str) -> bool:
    folder, _, last = name.rpartition("/")
    return folder in ("", "tactics") and last.endswith(".yaml")
