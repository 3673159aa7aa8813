"""Draws the director's page. Call it off the event loop: it takes a fraction of a second of a core."""

from __future__ import annotations

from bot.reports.onepage.reader import Reader
from bot.reports.onepage.sheet import page_of
from bot.reports.overview import Overview


def draw(overview: Overview, reader: Reader) -> bytes:
    """A PDF of one page of A4; the same input gives the same bytes.

    Args:
        overview: what to show.
        reader: in whose language, and with which names.
    """
    from bot.reports.onepage.layout import placed  # here, as it takes matplotlib a second to load

    page = page_of(overview, reader)
    return placed(page, reader.language).pdf(f"{page.occasion}: {page.headline}")
