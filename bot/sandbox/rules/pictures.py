"""What Telegram takes as a photo, and how large it is."""

from __future__ import annotations

import struct
from collections.abc import Callable

from bot.sandbox.rules.refusals import broken_rule

_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG, in pixels.

    Raises:
        Refused: 400 when it is neither, or of dimensions that Telegram does not take.
    """
    read: Callable[[bytes], tuple[int, int]] = _png_size if content.startswith(b"\x89PNG") else _jpeg_size
    try:
        width, height = read(content)
    except (struct.error, IndexError):
        raise broken_rule("IMAGE_PROCESS_FAILED") from None
    if min(width, height) < 1 or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise broken_rule("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    if not content.startswith(b"\xff\xd8"):
        raise broken_rule("IMAGE_PROCESS_FAILED")
    position = 2
    while content[position + 1] not in _JPEG_SIZES:
        position += 2 + struct.unpack_from(">H", content, position + 2)[0]
    height, width = struct.unpack_from(">HH", content, position + 5)
    return width, height
