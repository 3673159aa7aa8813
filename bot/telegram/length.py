"""How long a text is for Telegram, whose limits are all in UTF-16 units: an emoji is two of them."""

from __future__ import annotations

from html import unescape
from re import sub

MESSAGE = 4096
"""UTF-16 units that Telegram takes in a message, after its HTML is read."""


def units(text: str) -> int:
    """The length of a text that is shown as it is. Half a character, which somebody may send, is one unit."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def units_of_html(html: str) -> int:
    """The same of a text after its HTML is read."""
    return units(unescape(sub("<[^>]*>", "", html)))
