"""The picture of a summary, drawn when it is sent: not in the transaction that read the figures."""

from __future__ import annotations

from collections.abc import Callable

from bot.reports.charts import Names, draw
from bot.reports.summary import Summary
from bot.telegram.visit import Visit


def picture(visit: Visit, summary: Summary) -> Callable[[], bytes]:
    """What draws it, with everything it needs in hand."""
    names = Names.of(visit.unit.scripts.today.content, visit.language)
    return lambda: draw(summary, names, visit.language)
