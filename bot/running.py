"""`firstcall run` as its own short way: what supervisors start needs no library to read a command line."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from bot.rubbish import look_later
from bot.stopping import STOPPED_EARLY

COULD_NOT = 2
"""An exit code, beside 0, EX_TEMPFAIL and `STOPPED_EARLY`: see `cli`."""


def run() -> int:
    """Run the bot until it is asked to stop; the exit code. What keeps it from starting ends the process."""
    look_later()
    try:
        from bot.commands import run_bot

        return run_bot(_say, _refuse, _put_off)
    except KeyboardInterrupt:
        return STOPPED_EARLY


def _say(text: str) -> None:
    print(text, flush=True)


def _refuse(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(COULD_NOT)


def _put_off(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    raise SystemExit(os.EX_TEMPFAIL)
