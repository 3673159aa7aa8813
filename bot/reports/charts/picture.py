"""Draws a summary's picture. Call it off the event loop: it takes a fraction of a second of a core."""

from __future__ import annotations

from bot.reports.charts.names import Names
from bot.reports.charts.sheet import sheet_of
from bot.reports.summary import Summary


def draw(summary: Summary, names: Names, language: str) -> bytes:
    """A PNG, 1200 pixels wide and about as high: what a phone shows without making it smaller.

    Safe in several threads at once; the same input gives the same bytes. Names nobody but the manager whose
    figures these are.

    Args:
        summary: what to show.
        names: the segments' names and colours.
        language: the reader's; another one than the bot speaks reads English.
    """
    from bot.reports.charts.layout import placed  # here, as it takes matplotlib a second to load

    return placed(sheet_of(summary, names, language), language).png()
