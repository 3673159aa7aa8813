"""Conversion by segment as a picture: a dot for the share that was won, a line for how sure that is.

`sheet` words it (pure), `layout` places it; `draw_conversions` makes the file.
"""

from __future__ import annotations

from datetime import date

from bot.reports.charts.conversion.sheet import Money, sheet_of
from bot.reports.charts.names import Names
from bot.reports.conversion import Conversions

__all__ = ["draw_conversions"]


def draw_conversions(found: Conversions, first: date, names: Names, money: Money, language: str) -> bytes:
    """A PNG, 1200 pixels wide. Call it off the event loop: it takes a fraction of a second of a core.

    Safe in several threads at once; the same input gives the same bytes. Names nobody.

    Args:
        found: what to show.
        first: the first day that they are about, in local time.
        names: the segments' names and colours.
        money: words an amount, in hundredths, for the reader.
        language: the reader's; another one than the bot speaks reads English.
    """
    from bot.reports.charts.conversion.layout import placed  # here: matplotlib takes a second to load

    return placed(sheet_of(found, first, names, money, language), language).png()
