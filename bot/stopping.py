"""Being asked to stop, from a process's first moment to its last.

What a signal does by itself is not enough. The first process of a container never hears a SIGTERM that it has
said nothing about; Ctrl-C raises an exception wherever the program is just now, also where exceptions are
ignored; and a second signal while the loop is taken down makes a clean end look like a kill.
"""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOPPED_EARLY = 130
"""The exit code of who is stopped by Ctrl-C before anything began; a shell's for it."""


def end_when_asked() -> None:
    """Until `stop_signal`, end at once when asked: what is begun at a start needs no finishing."""
    for number in SIGNALS:
        signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    os._exit(STOPPED_EARLY if number == signal.SIGINT else 0)


def stop_signal() -> asyncio.Event:
    """Return an event of the running loop that is set when the process is asked to stop; once is enough."""
    import asyncio  # not before somebody listens: it takes a while

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)

    for number in SIGNALS:
        signal.signal(number, ask)
    return stop


def ask_no_more() -> None:
    """The end is near, and comes as it is: further signals do nothing, even when Python itself is gone."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
