"""What stands above every picture: the finding in large letters, and of when and whose it is."""

from __future__ import annotations

from bot.reports.charts.paper import INK, SOFT, Paper, Style

WIDTH, MARGIN = 1200, 44
HEADLINE, FINDING, OCCASION = Style(54, INK, "bold"), Style(42), Style(32, SOFT)
TO_HEADLINE, TO_FINDING, TO_OCCASION = 44, 60, 50
"""From the line above to a baseline."""


def heading(paper: Paper, headline: str, finding: str | None, occasion: str) -> None:
    """Two lines, or three where there is a finding, from the upper margin."""
    baseline = MARGIN + TO_HEADLINE
    line(paper, headline, baseline, HEADLINE)
    if finding:
        baseline += TO_FINDING
        line(paper, finding, baseline, FINDING)
    line(paper, occasion, baseline + TO_OCCASION, OCCASION)


def heading_height(finding: str | None) -> int:
    """Pixels from the upper edge to the last line's baseline."""
    return MARGIN + TO_HEADLINE + (TO_FINDING if finding else 0) + TO_OCCASION


def line(paper: Paper, text: str, baseline: float, style: Style) -> None:
    """One line as wide as the picture, smaller or cut where it must be."""
    room = WIDTH - 2 * MARGIN
    fitting = paper.shrunk(text, style, room)
    paper.write(paper.fit(text, fitting, room), MARGIN, baseline, fitting)
