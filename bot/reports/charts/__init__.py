"""A summary as a picture: who came in against the usual, of which grade, day by day, and how briefs fared.

`sheet` words it (pure), `layout` places it, `paper` is what it is drawn on: matplotlib, with fonts of its
own. matplotlib is loaded when the first picture is drawn, never before.
"""

from bot.reports.charts.names import Names
from bot.reports.charts.picture import draw

__all__ = ["Names", "draw"]
