"""A link as a picture that a phone's camera reads."""

from __future__ import annotations

from io import BytesIO

import segno

PIXELS = 12
"""Of one module: sharp on any screen, and some hundred dots across on paper."""


def png(link: str) -> bytes:
    """The QR code of a link, with the quiet zone that scanners need; a quarter of it may be hidden."""
    picture = BytesIO()
    segno.make_qr(link, error="q").save(picture, kind="png", scale=PIXELS)
    return picture.getvalue()
