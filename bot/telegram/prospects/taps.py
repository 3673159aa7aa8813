"""Prospects' buttons: of an introduction, of a brief being filled in, of what was written and sent in it."""

from __future__ import annotations

from bot.telegram.callbacks import Callback
from bot.telegram.incoming import Tap
from bot.telegram.prospects import arriving, filling, taking_back
from bot.telegram.visit import Visit


def handle(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Do what the button asks for."""
    if not callback.verb.fills_brief:
        arriving.handle(visit, tap, callback)
    elif callback.verb in taking_back.VERBS:
        taking_back.handle(visit, callback)
    else:
        filling.handle(visit, tap, callback)


def repeat(visit: Visit, tap: Tap, callback: Callback) -> None:
    """Answer a button that had its effect already."""
    if not callback.verb.fills_brief:
        arriving.repeat(visit, tap, callback)
    elif callback.verb in taking_back.LOOKS:
        taking_back.handle(visit, callback)
    else:
        filling.repeat(visit, callback)
