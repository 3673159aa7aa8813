"""The world's time: it runs like a clock, and hands can put it forward, so that evenings come when wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import now


class Timepiece:
    """Gives the time when called. It is never put back: what has happened stays over.

    Args:
        begins_at: what it shows first; None = the right time.
        clock: what makes it run.
    """

    def __init__(self, begins_at: datetime | None = None, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self._ahead = timedelta(0) if begins_at is None else begins_at - clock()

    def __call__(self) -> datetime:
        """The present moment of the world, aware."""
        return self._clock() + self._ahead

    def forward_to(self, moment: datetime) -> None:
        """Put it forward.

        Raises:
            ValueError: the moment is over.
        """
        ahead = moment - self()
        if ahead < timedelta(0):
            raise ValueError(f"{moment:%d %B %H:%M} is over; expected a moment to come")
        self._ahead += ahead


@dataclass(frozen=True, slots=True)
class Jump:
    """A way to put the world's time forward."""

    name: str
    """In the address of the page's request."""
    label: str
    """On the button."""
    target: Callable[[datetime], datetime]
    """From now to when."""


@dataclass(frozen=True)
class Dial:
    """The world's time as the page shows it, with buttons to put it forward."""

    time: Timepiece
    zone: ZoneInfo
    """In which hours are told, whatever the reader's machine says."""
    jumps: Sequence[Jump]

    def jump(self, name: str) -> None:
        """Put the time forward.

        Raises:
            LookupError: there is no such jump.
        """
        found = next((jump for jump in self.jumps if jump.name == name), None)
        if found is None:
            names = ", ".join(jump.name for jump in self.jumps)
            raise LookupError(f"no jump {name!r}; expected one of {names}")
        self.time.forward_to(found.target(self.time()))
