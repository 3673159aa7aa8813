"""Formatted text as Telegram holds it: plain text and entities measured in UTF-16 code units."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text with a meaning. `offset` and `length` are UTF-16 code units.

    `detail` is the link of a `text_link`, the language of a `pre`, the emoji id of a `custom_emoji`.
    """

    type: str
    offset: int
    length: int
    detail: str | None = None

    @property
    def end(self) -> int:
        """The first unit after the entity."""
        return self.offset + self.length

    def moved(self, offset: int, length: int) -> Entity:
        """The same meaning over another stretch."""
        return Entity(self.type, offset, length, self.detail)

    def as_json(self) -> Json:
        """The Bot API's MessageEntity."""
        body: Json = {"type": self.type, "offset": self.offset, "length": self.length}
        field = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}.get(self.type)
        if field and self.detail:
            body[field] = self.detail
        return body


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text after parsing, with its entities sorted by offset, the longer first."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def as_html(self) -> str:
        """The text in Telegram's HTML, escaped; entities that a client finds by itself stay plain text."""
        shown = [entity for entity in self.entities if entity.type in _TAGS or entity.type == "text_link"]
        return _render(self.text.encode("utf-16-le"), 0, units(self.text), shown)


def units(text: str) -> int:
    """Length in UTF-16 code units, the measure of all of Telegram's limits on text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities as Telegram sorts them: by offset, the longer first."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length, entity.type)))


def _render(encoded: bytes, start: int, end: int, entities: Sequence[Entity]) -> str:
    pieces: list[str] = []
    position = start
    remaining = list(entities)
    while remaining:
        outer = remaining.pop(0)
        inner = [entity for entity in remaining if entity.offset < outer.end]
        remaining = remaining[len(inner) :]
        pieces.append(_plain(encoded, position, outer.offset))
        pieces.append(_tagged(outer, _render(encoded, outer.offset, outer.end, inner)))
        position = outer.end
    pieces.append(_plain(encoded, position, end))
    return "".join(pieces)


def _plain(encoded: bytes, start: int, end: int) -> str:
    return html.escape(encoded[2 * start : 2 * end].decode("utf-16-le"), quote=False)


def _tagged(entity: Entity, inside: str) -> str:
    if entity.type == "text_link":
        return f'<a href="{html.escape(entity.detail or "")}">{inside}</a>'
    if entity.type == "pre" and entity.detail:
        return f'<pre><code class="language-{html.escape(entity.detail)}">{inside}</code></pre>'
    tag = _TAGS[entity.type]
    attribute = " expandable" if entity.type == "expandable_blockquote" else ""
    return f"<{tag}{attribute}>{inside}</{tag}>"
