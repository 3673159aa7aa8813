"""Files as the Bot API knows them: photos in several sizes, documents as they came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.pictures import photo_size

FileKind = Literal["photo", "document"]
_FIRST_ALBUM = 13_000_000_000_000_001
_SMALLER = {"s": 90, "m": 320, "x": 800}
"""Telegram's names for the smaller sizes of a photo, and their longer side in pixels."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that someone uploaded. `size` is (width, height) of a photo in pixels."""

    id: str
    name: str
    mime_type: str
    content: bytes = field(repr=False)
    size: tuple[int, int] = (0, 0)
    kind: FileKind = "document"
    original: str | None = None
    """The id of the photo that this is a smaller size of."""

    def as_json(self) -> Json:
        """The Bot API's File."""
        return {**self.measures(), "file_path": f"files/{self.id}/{self.name}"}

    def measures(self) -> Json:
        """What File, PhotoSize and Document share."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}

    def sizes(self) -> Iterable[StoredFile]:
        """A photo from its smallest size up to itself; a document alone.

        Smaller sizes have ids and measures of their own, and the content of the whole: nothing here can
        draw it smaller.
        """
        if self.kind == "photo":
            for letter, side in _SMALLER.items():
                if side < max(self.size):
                    yield replace(self, id=self.id + letter, size=self._within(side), original=self.id)
        yield self

    def _within(self, side: int) -> tuple[int, int]:
        width, height = self.size
        return max(1, width * side // max(self.size)), max(1, height * side // max(self.size))


@dataclass(slots=True)
class Files:
    """Every file that was ever sent, under the ids that the bot knows it by."""

    by_id: dict[str, StoredFile] = field(default_factory=dict)
    _albums: Iterator[int] = field(default_factory=lambda: count(_FIRST_ALBUM))

    def photo(self, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keeps a photo, and its smaller sizes under ids of their own.

        Raises:
            Refused: 400 when it is no picture that Telegram takes.
        """
        size = photo_size(content)
        return self._keep(StoredFile(self._fresh_id(), name, mime_type, content, size, "photo"))

    def document(self, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keeps a file of any kind as it is."""
        return self._keep(StoredFile(self._fresh_id(), name, mime_type, content))

    def album(self) -> str:
        """A fresh media_group_id, which Telegram gives as digits."""
        return str(next(self._albums))

    def _fresh_id(self) -> str:
        return f"SandboxFile{len(self.by_id) + 1}"

    def _keep(self, file: StoredFile) -> StoredFile:
        self.by_id |= {one.id: one for one in file.sizes()}
        return file


@dataclass(frozen=True, slots=True)
class Media:
    """What a message shows above its caption."""

    file: StoredFile

    @property
    def kind(self) -> FileKind:
        """Photo or document; a file never turns from one into the other."""
        return self.file.kind

    def as_json(self) -> list[Json] | Json:
        """The Bot API's list of PhotoSize, the smallest first, or Document."""
        if self.kind == "photo":
            return [_photo_size(one) for one in self.file.sizes()]
        return {**self.file.measures(), "file_name": self.file.name, "mime_type": self.file.mime_type}


def _photo_size(file: StoredFile) -> Json:
    width, height = file.size
    return {**file.measures(), "width": width, "height": height}
