"""When Python looks for rubbish: for what is not needed any more and yet holds itself."""

from __future__ import annotations

import gc

NEW_OBJECTS = 10_000
"""After so many more it looks among the newest. A batch of updates makes more, nearly all of which go by
themselves when it is over; at Python's own 700 a fiftieth of all work was to look at them again and again.
"""


def look_later() -> None:
    """Not while the process starts: what that loads stays, and looking it over is a sixth of a start."""
    gc.disable()


def look_from_now_on() -> None:
    """Look, but only among what is made from here on."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
