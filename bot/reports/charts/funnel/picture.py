"""Draws a funnel's picture. Call it off the event loop, as for a summary's."""

from __future__ import annotations

from bot.reports.charts.funnel.sheet import sheet_of
from bot.reports.funnel import Funnel


def draw_funnel(funnel: Funnel, whose: str | None, language: str) -> bytes:
    """A PNG, 1200 pixels wide; the same input gives the same bytes. Names no client.

    Args:
        funnel: what to show.
        whose: the manager it is about; None = the team.
        language: the reader's; another one than the bot speaks reads English.
    """
    from bot.reports.charts.funnel.layout import placed  # here, as it takes matplotlib a second to load

    return placed(sheet_of(funnel, whose, language), language).png()
