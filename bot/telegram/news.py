"""What sending taught us, kept for the next transaction to write down."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shown:
    """A screen reached its chat."""

    interview: int
    revision: int
    message: int | None


@dataclass
class News:
    """What sending taught us."""

    shown: dict[int, Shown] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.shown or self.blocked)
