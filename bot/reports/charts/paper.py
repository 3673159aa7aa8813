"""What a picture or a page is drawn on: text and boxes in pixels from the upper left.

matplotlib's object-oriented side alone, without pyplot and its global state: every picture has a figure, a
canvas and fonts of its own, so that several threads can draw at once.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Literal

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from bot.reports.charts.fonts import drawable, font_for, japanese, width

BACKGROUND, INK, SOFT, HAIR = "#fdfcf9", "#1b2430", "#5a6672", "#d5d9dd"
DOTS = 72
"""Dots per inch at which a point is a pixel, so that sizes of text are pixels like all others."""
ELLIPSIS = "…"
CLOSING = "、。，．）」』：；！？,.;:!?)％%"
TRUETYPE = 42
"""How a page holds its fonts: as they are, the letters that it needs, so that its text can be searched."""
SMALLEST = 28
"""Pixels: smaller text cannot be read on a phone, where a picture is about a third as wide."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: int
    """Pixels."""
    colour: str = INK
    weight: Literal["normal", "bold"] = "normal"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text that is ready to be drawn: what of it a font can show, and that font."""

    text: str
    font: Path
    style: Style

    def properties(self, scale: float) -> FontProperties:
        """matplotlib's name for it, where a pixel is `scale` points."""
        return FontProperties(fname=str(self.font), size=self.style.size * scale)


class Paper:
    """One picture, or one page, while it is drawn."""

    def __init__(
        self, width: int, height: int, language: str, scale: float = 1.0, colour: str = BACKGROUND
    ) -> None:
        """Take an empty sheet.

        Args:
            width: pixels.
            height: pixels.
            language: decides which font comes first.
            scale: points that a pixel is. A picture has one for one; on a page, which is measured in points,
                pixels may be finer.
            colour: of the sheet.
        """
        self.width, self.height, self.colour = width, height, colour
        self._language, self._scale = language, scale
        inches = (width * scale / DOTS, height * scale / DOTS)
        self.figure = Figure(figsize=inches, dpi=DOTS, facecolor=colour)
        self._pixels = Affine2D().scale(scale)

    def width_of(self, text: str, style: Style) -> float:
        """How wide a text would be, in pixels."""
        lettering = self._lettering(text, style)
        return width(lettering.text, lettering.font, style.size)

    def fit(self, text: str, style: Style, room: float) -> str:
        """The text, cut with an ellipsis where it is wider than that."""
        if self.width_of(text, style) <= room:
            return text
        ends = range(1, len(text))
        fitting = bisect_right(ends, room, key=lambda end: self.width_of(_cut(text, end), style))
        return _cut(text, fitting)

    def lines(self, text: str, style: Style, room: float, most: int = 2) -> list[str]:
        """The text in at most so many lines that fit, broken between words where there are any."""
        found: list[str] = []
        rest = text.strip()
        while rest and len(found) < most - 1 and self.width_of(rest, style) > room:
            end = self._break(rest, style, room)
            found.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        return [*found, self.fit(rest, style, room)] if rest else found

    def _break(self, text: str, style: Style, room: float) -> int:
        """Where the first line ends; no line begins with a sign that closes something."""
        fitting = bisect_right(range(1, len(text)), room, key=lambda end: self.width_of(text[:end], style))
        space = text.rfind(" ", 0, fitting + 1)
        end = space if space > fitting // 2 else max(1, fitting)
        while end > 1 and text[end] in CLOSING:
            end -= 1
        return end

    def shrunk(self, text: str, style: Style, room: float) -> Style:
        """The style, smaller as far as the text needs it to fit, and never too small to read."""
        fitting = int(style.size * room / max(room, self.width_of(text, style)))
        return replace(style, size=max(SMALLEST, fitting))

    def write(self, text: str, x: float, baseline: float, style: Style, align: Align = "left") -> None:
        """Put one line of text."""
        lettering = self._lettering(text, style)
        drawn = Text(
            x=round(x),
            y=self.height - round(baseline),
            text=lettering.text,
            color=style.colour,
            fontproperties=lettering.properties(self._scale),
            horizontalalignment=align,
            verticalalignment="baseline",
            transform=self._pixels,
            parse_math=False,  # two dollar signs in a name are no formula
        )
        if style.weight == "bold" and lettering.font == japanese():
            stroke = style.size * self._scale / 32
            drawn.set_path_effects([withStroke(linewidth=stroke, foreground=style.colour)])
        self.figure.add_artist(drawn)

    def box(self, left: float, top: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle, on whole pixels so that its edges are sharp."""
        left, right, top, bottom = map(round, (left, left + width, top, top + height))
        corner = (left, self.height - bottom)
        self.figure.add_artist(
            Rectangle(
                corner,
                right - left,
                bottom - top,
                facecolor=colour,
                edgecolor="none",
                transform=self._pixels,
            )
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle around a point."""
        centre = (x, self.height - y)
        self.figure.add_artist(
            Circle(centre, radius, facecolor=colour, edgecolor="none", transform=self._pixels)
        )

    def png(self) -> bytes:
        """The picture's file: the same bytes for the same picture."""
        file = BytesIO()
        self.figure.savefig(file, format="png", dpi=DOTS, metadata={"Software": None})
        return file.getvalue()

    def pdf(self, title: str) -> bytes:
        """The page's file, one page of text that can be searched: the same bytes for the same page."""
        file = BytesIO()
        made = {"Title": title, "Creator": "Firstcall", "Producer": None, "CreationDate": None}
        with rc_context({"pdf.fonttype": TRUETYPE}):
            self.figure.savefig(file, format="pdf", metadata=made)
        return file.getvalue()

    def _lettering(self, text: str, style: Style) -> Lettering:
        font = font_for(text, self._language, bold=style.weight == "bold")
        return Lettering(drawable(text, font), font, style)


def _cut(text: str, end: int) -> str:
    return text[:end].rstrip() + ELLIPSIS
