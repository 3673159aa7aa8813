"""How long a text is for Telegram, whose limits are all in UTF-16 units: an emoji is two of them."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from re import sub

from bot.telegram.outgoing import Page

MESSAGE, CAPTION = 4096, 1024
"""UTF-16 units that Telegram takes in a message, and below a picture, after the HTML is read."""


def units(text: str) -> int:
    """The length of a text that is shown as it is. Half a character, which somebody may send, is one unit."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def units_of_html(html: str) -> int:
    """The same of a text after its HTML is read."""
    return units(unescape(sub("<[^>]*>", "", html)))


def fitted(pages: Iterable[Page], most: int) -> Page:
    """The first page that is not longer than `most`; where none is, the last.

    Args:
        pages: one at least, each shorter than the one before.
        most: UTF-16 units.
    """
    for page in pages:
        if units_of_html(page.text) <= most:
            break
    return page
