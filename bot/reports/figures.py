"""The figures of a window: plain counts, each against the usual."""

from __future__ import annotations

from dataclasses import dataclass

OPEN = "open"
"""The id of what is not decided yet, beside segments and beside grades."""
ALL = "all"
GRADES = ("A", "B", "C", "D")
MOST_MIXES = 3


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases of a window are of one kind."""

    id: str
    """A segment's id; "A" to "D"; `OPEN`; or `ALL`."""
    count: int
    usual: float | None = None
    """The median of the same count in earlier windows alike; None where there are too few: no usual yet."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How many cases are a mix of two segments, the predominant first."""

    predominant: str
    secondary: str
    count: int


@dataclass(frozen=True, slots=True)
class BriefFigures:
    """What happened to briefs in a window, each by its own moment. Briefs asked on the phone are not among
    them."""

    sent: int = 0
    """Links that were made, and visits to a standing link; one that was replaced unopened is not counted."""
    opened: int = 0
    declined: int = 0
    """The prospect said no."""
    done: int = 0
    """Sent back by the prospect."""
    stopped: int = 0
    """Begun, and not gone on with."""
    expired: int = 0
    """The link ran out before anybody agreed."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened at all."""
        return self == BriefFigures()


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager's part of a window, for the details: work, and never a mark for it."""

    person_id: int
    name: str | None
    """None = erased."""
    cases: int
    open: int
    """Cases whose verdict is open: where a question would help."""
    briefs_sent: int
    briefs_done: int
    actions: int
    """How many of the summary's actions are about their clients."""
