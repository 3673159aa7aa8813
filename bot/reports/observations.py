"""One or two observations about a window, each computed by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sight(StrEnum):
    """What may be observed. The numbers that come with each stand in `Observation`."""

    TOO_FEW = "too_few"
    """There is no usual yet, or too few cases to compare: `count` of `needed`."""
    BUSY = "busy"
    """Far more cases than usual: `count` against `usual`."""
    QUIET = "quiet"
    """Far fewer cases than usual: `count` against `usual`."""
    MORE_OF = "more_of"
    """A segment's share is far above its usual one: `count` of `of`, usually `share` (0 to 1)."""
    LESS_OF = "less_of"
    """A segment's share is far below its usual one: as for `MORE_OF`."""
    MANY_OPEN = "many_open"
    """At least a third of the cases are open: `count` of `of`."""
    STOPPING = "stopping"
    """Of the briefs that stopped lately at least half, and three, stopped at one question: `count` of `of`
    at question `question`."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that stands out, with the numbers that say it."""

    sight: Sight
    count: int = 0
    of: int = 0
    usual: float = 0.0
    share: float = 0.0
    needed: int = 0
    segment: str | None = None
    question: int = 0
