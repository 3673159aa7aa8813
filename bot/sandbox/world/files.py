"""Files as the Bot API knows them: photos in several sizes, documents as they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.sandbox.rules.formatted import Json

FileKind = Literal["photo", "document"]
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
