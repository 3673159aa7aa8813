"""From what somebody wrote to what Telegram shows: parsing, trimming, self-found entities, length."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.sandbox.rules.formatted import Entity, FormattedText, Json, in_order, units
from bot.sandbox.rules.html import parse_html
from bot.sandbox.rules.refusals import broken_rule, unreadable_entities

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_ENTITIES = 100
_FIXED = {"pre", "code"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_DETAIL = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}
_FOUND_BY_CLIENTS = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,:;!?)\]'»])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.]*\w)"
    r"|(?P<bot_command>(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?P<mention>(?<!\w)@[a-zA-Z]\w{3,31})\b"
    r"|(?P<hashtag>(?<![\w&])#\w*[^\W\d]\w*)"
)


def message_text(source: str, parse_mode: str | None, entities: list[Json] | None) -> FormattedText:
    """The text of a message: 1..4096 UTF-16 units after parsing.

    Raises:
        Refused: 400 with Telegram's wording.
    """
    found = formatted(source, parse_mode, entities)
    if not found.text:
        raise broken_rule("message text is empty")
    if units(found.text) > MAX_TEXT:
        raise broken_rule("message is too long")
    return found


def caption(source: str, parse_mode: str | None, entities: list[Json] | None) -> FormattedText:
    """The caption under a photo or document: 0..1024 UTF-16 units after parsing."""
    found = formatted(source, parse_mode, entities)
    if units(found.text) > MAX_CAPTION:
        raise broken_rule("message caption is too long")
    return found


def formatted(source: str, parse_mode: str | None, entities: list[Json] | None) -> FormattedText:
    """Parses, trims, and adds what every client finds by itself (links, commands, mentions)."""
    return _with_found(_trimmed(_settled(_read(source.replace("\r", ""), parse_mode, entities))))


def plain(source: str) -> FormattedText:
    """What a person typed: no formatting, only self-found entities."""
    return _with_found(_trimmed(FormattedText(source)))


def _read(source: str, parse_mode: str | None, entities: list[Json] | None) -> FormattedText:
    mode = (parse_mode or "").lower()
    if mode == "html":
        return parse_html(source)
    if mode in ("markdown", "markdownv2"):
        raise unreadable_entities(f"this sandbox reads HTML only, not {parse_mode}")
    if mode:
        raise broken_rule("unsupported parse_mode")
    return FormattedText(source, tuple(_given(source, entities)) if entities else ())


def _given(source: str, entities: list[Json]) -> Iterable[Entity]:
    length = units(source)
    for entity in entities:
        kind, offset, size = entity.get("type"), entity.get("offset"), entity.get("length")
        if not (isinstance(kind, str) and isinstance(offset, int) and isinstance(size, int)):
            raise unreadable_entities(f"expected type, offset and length, found {entity!r}")
        if min(offset, size - 1) >= 0 and offset + size <= length:
            yield Entity(kind, offset, size, entity.get(_DETAIL.get(kind, "")))


def _settled(found: FormattedText) -> FormattedText:
    """Nothing is nested inside code, and code is inside nothing but a quotation."""
    fixed = [entity for entity in found.entities if entity.type in _FIXED]
    loose = [entity for entity in found.entities if entity.type not in _FIXED]
    kept = [piece for entity in loose for piece in _around(entity, fixed)]
    return FormattedText(found.text, in_order([*fixed, *kept]))


def _around(entity: Entity, fixed: list[Entity]) -> Iterable[Entity]:
    if entity.type in _QUOTES:
        yield entity
        return
    position = entity.offset
    for hole in sorted(fixed, key=lambda other: other.offset):
        if hole.offset < entity.end and hole.end > position:
            if hole.offset > position:
                yield entity.moved(position, hole.offset - position)
            position = hole.end
    if position < entity.end:
        yield entity.moved(position, entity.end - position)


def _trimmed(found: FormattedText) -> FormattedText:
    text = found.text.rstrip()
    body = text.lstrip()
    if body == found.text:
        return FormattedText(body, in_order(found.entities))
    shift, end = units(text) - units(body), units(text)
    clipped = (
        entity.moved(max(entity.offset, shift) - shift, min(entity.end, end) - max(entity.offset, shift))
        for entity in found.entities
    )
    return FormattedText(body, in_order(entity for entity in clipped if entity.length > 0))


def _with_found(found: FormattedText) -> FormattedText:
    own = _overlaps([entity for entity in found.entities if entity.type in _FIXED | {"text_link"}])
    extra = [
        Entity(match.lastgroup or "", units(found.text[: match.start()]), units(match.group()))
        for match in _FOUND_BY_CLIENTS.finditer(found.text)
    ]
    both = in_order([*found.entities, *(entity for entity in extra if not own(entity))])
    return FormattedText(found.text, both[:_MAX_ENTITIES])


def _overlaps(taken: list[Entity]) -> Callable[[Entity], bool]:
    return lambda entity: any(entity.offset < other.end and other.offset < entity.end for other in taken)
