"""What this process has done so far, as plain counts: cheap to keep, read by whoever asks for metrics.

Kinds and outcomes are words of the program. No name, no id of a person or a chat ever becomes part of a key.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds; a tap that is answered within a quarter of a second feels immediate."""
BATCH_SIZES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
CHATS_WATCHED = 10_000
"""More than can wait for an answer at once; whoever is left over is only not measured."""


@dataclass
class Spread:
    """How often a measured value fell into which range."""

    bounds: tuple[float, ...]
    """Upper bounds, ascending; above the last one is the rest."""
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        """Count one value; a bound belongs to the range below it."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


@dataclass
class Tally:
    """One for a process."""

    updates: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and outcome: `handled`, `failed` (one try of it) or `parked`."""
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Tries to send, by kind of delivery and what became of it."""
    errors: Counter[str] = field(default_factory=Counter)
    """Lines of the log at level ERROR or above, by the part of the program that wrote them."""
    batch_sizes: Spread = field(default_factory=lambda: Spread(BATCH_SIZES))
    answer_seconds: Spread = field(default_factory=lambda: Spread(ANSWER_SECONDS))
    """From an update's arrival to the first message that answers it."""
    _asked: dict[int, float] = field(default_factory=dict)

    def batch(self, kinds: Iterable[str]) -> None:
        """A batch was committed, with updates of these kinds."""
        kinds = list(kinds)
        self.batch_sizes.add(len(kinds))
        for kind in kinds:
            self.updates[kind, "handled"] += 1

    def asked(self, arrivals: Mapping[int, float]) -> None:
        """Chats wait for an answer since these moments, in seconds of the loop's clock."""
        if len(self._asked) < CHATS_WATCHED:
            for chat, since in arrivals.items():
                self._asked.setdefault(chat, since)  # who waits already waits longer

    def answered(self, chat: int, now: float) -> None:
        """Something was sent to a chat; only the first thing after it asked counts."""
        since = self._asked.pop(chat, None)
        if since is not None:
            self.answer_seconds.add(now - since)

    def unanswered(self, chat: int) -> None:
        """What answers a chat could not be sent: it waits for nothing that will come."""
        self._asked.pop(chat, None)
