"""Why a message may come twice: what struck between its two copies, or an update that was brought twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.sandbox.rules.formatted import Json
from bot.sandbox.world.updates import UpdateQueue
from bot.telegram.courier import ANSWER_PATIENCE

Clock = Callable[[], datetime]

WRITTEN_DOWN = timedelta(seconds=5)
"""After which the database knows that a message came: a second as a rule, more on a machine that is busy."""
LATE = timedelta(seconds=15)
"""How long a screen may be on its way while Telegram fails: four tries, and what they wait in between."""
UNANSWERED = timedelta(seconds=ANSWER_PATIENCE)
"""After which a tap is acknowledged although Telegram took no answer yet, which dies with the process."""
MEMORY: Mapping[str, timedelta] = {"kill": WRITTEN_DOWN}
"""What a blow destroys is not older than this; while a database or disk is away, nothing is written down."""


class Reason(Protocol):
    """Something after which a message may come once more."""

    @property
    def what(self) -> str:
        """By what name it is counted."""

    @property
    def chat(self) -> int | None:
        """Whom alone it concerns; None: everybody."""

    def explains(self, first: datetime, second: datetime) -> bool:
        """Whether of two copies that came then the second is because of this."""


@dataclass(frozen=True)
class Blow:
    """Something that struck; it explains a repeat where it struck between the two copies."""

    what: str
    since: datetime
    until: datetime
    chat: int | None = None

    def explains(self, first: datetime, second: datetime) -> bool:
        """See `Reason`."""
        memory = MEMORY.get(self.what)
        is_fresh = memory is None or self.since - first <= memory
        return first <= self.until and self.since <= second and is_fresh


@dataclass(frozen=True)
class BroughtAgain:
    """An update that was handed over twice: each time it is shown where things stand."""

    chat: int
    before: datetime
    again: datetime
    what: str = "brought again"

    def explains(self, first: datetime, second: datetime) -> bool:
        """See `Reason`."""
        return self.before <= first and self.again <= second <= self.again + LATE


class Deliveries:
    """Which updates were handed over more than once, and when; and when each tap was for the last time."""

    def __init__(self, updates: UpdateQueue, clock: Clock) -> None:
        self.again: list[BroughtAgain] = []
        self._clock = clock
        self._last: dict[int, datetime] = {}
        self.taps: dict[str, datetime] = {}
        """By the tap's id."""
        updates.watchers.append(self._note)

    def _note(self, update: Json) -> None:
        number, now = update["update_id"], self._clock()
        if number in self._last:
            self.again.append(BroughtAgain(UpdateQueue.chat_of(update), self._last[number], now))
        self._last[number] = now
        if tap := update.get("callback_query"):
            self.taps[tap["id"]] = now
