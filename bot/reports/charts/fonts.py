"""Which font file a text is drawn with: chosen by its letters, from files that came with the packages.

Nothing is registered and no setting is changed: a font is named by its file, so that pictures look alike on
every machine, and other users of matplotlib in this process never notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import get_font

JAPANESE = "ja"
SUBPIXELS = 64
"""Of a pixel, in which FreeType measures."""


@cache
def latin() -> Path:
    """DejaVu Sans: Latin, Cyrillic, Greek; part of matplotlib."""
    return Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


@cache
def latin_bold() -> Path:
    """The same, bold."""
    return latin().with_name("DejaVuSans-Bold.ttf")


@cache
def japanese() -> Path:
    """IPAex Gothic, out of matplotlib-fontja.

    The package is found and not imported: importing it would make its font everybody's default.
    """
    spec = find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib-fontja is not installed; pictures need its Japanese font")
    return Path(spec.submodule_search_locations[0], "fonts", "ipaexg.ttf")


def font_for(text: str, language: str, *, bold: bool) -> Path:
    """The first font of the language that has every letter, else the one that has most of them."""
    own = latin_bold() if bold else latin()
    fonts = (japanese(), own) if language == JAPANESE else (own, japanese())
    return min(fonts, key=lambda font: len(_missing(text, font)))


def drawable(text: str, font: Path) -> str:
    """The text in one line, without the letters that a font does not have, such as emoji."""
    line = " ".join(text.split())
    missing = _missing(line, font)
    return " ".join("".join(letter for letter in line if letter not in missing).split())


def width(text: str, font: Path, size: int) -> float:
    """How wide a line is in a font of that size, in the size's unit."""
    measured = get_font(str(font))
    measured.set_size(size, 72)  # dots per inch at which a point is one pixel
    measured.set_text(text)
    return measured.get_width_height()[0] / SUBPIXELS


def _missing(text: Iterable[str], font: Path) -> set[str]:
    known = _letters(font)
    return {letter for letter in text if not letter.isspace() and letter not in known}


@cache
def _letters(font: Path) -> frozenset[str]:
    return frozenset(map(chr, get_font(str(font)).get_charmap()))
