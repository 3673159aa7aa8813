"""Reads Telegram's HTML as strictly as Telegram does: its tags only, properly nested, closed.

Tags and error wording: core.telegram.org/bots/api#html-style and the errors of the public Bot API server.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from bot.sandbox.rules.formatted import Entity, FormattedText, units
from bot.sandbox.rules.refusals import Refused, unreadable_entities

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_KNOWN = {*_SIMPLE, "a", "span", "tg-emoji", "blockquote"}
_TAG = re.compile(r"""<(?P<end>/?)(?P<name>[^\s>/]*)(?P<rest>(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s]+))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_PLAIN = re.compile(r"[^<&]+")


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open_tags: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.position < len(self.source):
            self._step()
        if self.open_tags:
            name = self.open_tags[-1].name
            raise unreadable_entities(f'Can\'t find end tag corresponding to start tag "{name}"')
        return FormattedText("".join(self.pieces), tuple(self.entities))

    def _step(self) -> None:
        if found := _PLAIN.match(self.source, self.position):
            self._text(found.group(), found.end())
        elif self.source[self.position] == "<":
            self._tag()
        elif reference := _REFERENCE.match(self.source, self.position):
            self._text(html.unescape(reference.group()), reference.end())
        else:
            self._text("&", self.position + 1)

    def _text(self, text: str, position: int) -> None:
        self.pieces.append(text)
        self.length += units(text)
        self.position = position

    def _tag(self) -> None:
        found = _TAG.match(self.source, self.position)
        name = found.group("name").lower() if found else ""
        if not found or (not found.group("end") and name not in _KNOWN):
            raise self._unreadable_start()
        if found.group("end"):
            self._close(name)
        else:
            self._open(name, found.group("rest"))
        self.position = found.end()

    def _open(self, name: str, rest: str) -> None:
        attributes = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(rest)}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise unreadable_entities(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes()}'
            )
        self.open_tags.append(_Open(name, attributes, self.length))

    def _close(self, name: str) -> None:
        if not self.open_tags:
            raise unreadable_entities(f'Unexpected end tag "{name}" at byte offset {self._bytes()}')
        tag = self.open_tags.pop()
        if tag.name != name and name:
            raise unreadable_entities(
                f"Unmatched end tag at byte offset {self._bytes()}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self.length > tag.offset:
            self._keep(tag)

    def _keep(self, tag: _Open) -> None:
        kind, detail = _meaning(tag, self._since(tag.offset))
        if kind == "code" and self.open_tags and self.open_tags[-1].name == "pre":
            self.open_tags[-1].attributes["language"] = tag.attributes.get("class", "")
        elif kind:
            self.entities.append(Entity(kind, tag.offset, self.length - tag.offset, detail))

    def _since(self, offset: int) -> str:
        return "".join(self.pieces).encode("utf-16-le")[2 * offset :].decode("utf-16-le")

    def _bytes(self) -> int:
        return len(self.source[: self.position].encode())

    def _unreadable_start(self) -> Refused:
        name = re.match(r"<([^\s>/]*)", self.source[self.position :])
        label = name.group(1).lower() if name else ""
        if label in _KNOWN:
            return unreadable_entities(f"Unclosed start tag at byte offset {self._bytes()}")
        return unreadable_entities(f'Unsupported start tag "{label}" at byte offset {self._bytes()}')


def _meaning(tag: _Open, inside: str) -> tuple[str | None, str | None]:
    """The entity of a tag, and its detail; None for a link that leads nowhere."""
    if tag.name == "a":
        target = tag.attributes.get("href") or inside
        return (
            ("text_link", target)
            if re.match(r"(?i)(https?|tg|mailto|tel):|[\w-]+\.\w", target)
            else (None, None)
        )
    if tag.name == "pre":
        language = tag.attributes.get("language", "").removeprefix("language-")
        return "pre", language or None
    if tag.name == "blockquote":
        return ("expandable_blockquote" if "expandable" in tag.attributes else "blockquote"), None
    if tag.name == "tg-emoji":
        return "custom_emoji", tag.attributes.get("emoji-id")
    return ("spoiler" if tag.name == "span" else _SIMPLE[tag.name]), None


def parse_html(source: str) -> FormattedText:
    """Reads Telegram's HTML.

    Raises:
        Refused: 400 "can't parse entities: …" with the byte offset in `source`.
    """
    return _Reader(source).read()
