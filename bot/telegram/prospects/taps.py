"""Prospects' buttons: those of an introduction, and those of a brief being filled in."""

from __future__ import annotations

from bot.telegram.callbacks import Callback, Verb
from bot.telegram.incoming import Tap
from bot.telegram.prospects import arriving, filling
from bot.telegram.visit import Visit


def handle(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Do what the button asks for."""
    if callback.verb >= Verb.CONSENT:
        arriving.handle(visit, tap, callback)
    else:
        filling.handle(visit, tap, callback)


def repeat(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Answer a button that had its effect already."""
    if callback.verb >= Verb.CONSENT:
        arriving.repeat(visit, tap, callback)
    else:
        filling.repeat(visit, callback)
