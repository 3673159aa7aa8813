"""How restless people are, and what all of them did and saw."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Habits:
    """How often somebody does more than to tap once, as shares of their taps."""

    double: float = 0.3
    """The tap is a double one."""
    stale: float = 0.2
    """An older button is pressed as well."""
    note: float = 0.0
    """Something is typed beside the questions."""
    back: float = 0.0
    """They go back and answer the question before once more."""


PLAIN = Habits()
RESTLESS = Habits(note=0.1, back=0.1)


@dataclass
class Tally:
    """What the crowd did and saw."""

    taps: int = 0
    pressed_again: int = 0
    """Taps made once more because nothing had come for as long as somebody waits."""
    asked_again: list[tuple[int, datetime]] = field(default_factory=list)
    """Where and when a command was given once more: a reply is lost where a fault meets a death."""
    seconds: list[float] = field(default_factory=list)
    """From each tap to its screen."""
    _marks: list[tuple[int, asyncio.Event]] = field(default_factory=list)

    def count(self) -> None:
        """One more tap."""
        self.taps += 1
        for mark, event in self._marks:
            if self.taps >= mark:
                event.set()

    async def reached(self, taps: int) -> None:
        """Wait until the crowd has tapped so often."""
        event = asyncio.Event()
        if self.taps >= taps:
            return
        self._marks.append((taps, event))
        await event.wait()
