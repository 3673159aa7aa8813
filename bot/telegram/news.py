"""What sending taught us, kept for the next transaction to write down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True)
class Shown:
    """A screen reached its chat."""

    interview: int
    revision: int
    message: int | None


class Fate(Enum):
    """What became of a message that was not taken."""

    NOT_SENT = "not sent"
    """Surely not: it may be tried again, and its reader has seen nothing."""
    UNKNOWN = "unknown"
    """Nobody answered: it may have been sent."""
    REFUSED = "refused"
    """No further try changes that."""
    GONE = "gone"
    """The chat or the topic is not there any more."""
    CLOSED = "closed"
    """The person has blocked the bot."""


@dataclass(frozen=True)
class Failed:
    """A delivery that the outbox lent us did not get through, as far as we know."""

    delivery: int
    attempts: int
    chat: int
    fate: Fate
    reason: str
    """In a few words, nothing personal."""
    wait: float | None = None
    """Seconds that Telegram wants the chat to wait."""
    moved_to: int | None = None
    """The chat's new id: a group that became a supergroup has another one."""


@dataclass
class News:
    """What sending taught us."""

    shown: dict[int, Shown] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    delivered: set[int] = field(default_factory=set)
    failed: dict[int, Failed] = field(default_factory=dict)
    """By delivery; the newest failure only."""
    waits: dict[int, float] = field(default_factory=dict)
    """By chat: seconds that Telegram wants it to wait, longer than a screen waits in its queue."""
    placed: dict[int, int] = field(default_factory=dict)
    """By delivery that was delivered: the message that it became."""
    too_early: set[int] = field(default_factory=set)
    """The interviews whose report could not be written down, as another replica was moving them."""

    @property
    def left(self) -> News:
        """What is still to be written down after the rest was."""
        return News({id: self.shown[id] for id in self.too_early})

    def __bool__(self) -> bool:
        return bool(self.shown or self.blocked or self.delivered or self.failed or self.waits)

    def pieces(self) -> list[News]:
        """The same, each fact by itself."""
        return [
            *(News(shown={id: one}) for id, one in self.shown.items()),
            *(News(blocked={chat}) for chat in self.blocked),
            *(News(delivered={id}, placed=self._place_of(id)) for id in self.delivered),
            *(News(failed={id: one}) for id, one in self.failed.items()),
            *(News(waits={chat: seconds}) for chat, seconds in self.waits.items()),
        ]

    def after(self, older: News) -> News:
        """Both; where they speak of the same, this one is right."""
        return News(
            older.shown | self.shown,
            older.blocked | self.blocked,
            older.delivered | self.delivered,
            older.failed | self.failed,
            older.waits | self.waits,
            placed=older.placed | self.placed,
        )

    def _place_of(self, delivery: int) -> dict[int, int]:
        return {delivery: self.placed[delivery]} if delivery in self.placed else {}
