"""Telegram's flood limits: about one message a second in a chat, 20 a minute in a group, 30 a second in all.

Figures: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Off unless switched on.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.rules.refusals import too_many_requests


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in any stretch of `seconds`."""

    calls: int
    seconds: float


PRIVATE = Limit(calls=5, seconds=5)
GROUP = Limit(calls=20, seconds=60)
OVERALL = Limit(calls=30, seconds=1)


class FloodGate:
    """Counts calls that write to chats, and refuses those above the limits while `enabled`."""

    def __init__(self) -> None:
        self.enabled = False
        self._seen: dict[int | None, deque[datetime]] = {}

    def pass_through(self, chat_id: int, now: datetime) -> None:
        """Lets one message or edit through.

        Raises:
            Refused: 429 with the seconds to wait; a refused call is not counted.
        """
        if not self.enabled:
            return
        limits = ((chat_id, PRIVATE if chat_id > 0 else GROUP), (None, OVERALL))
        wait = max(self._wait(key, limit, now) for key, limit in limits)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for key, _ in limits:
            self._seen[key].append(now)

    def _wait(self, key: int | None, limit: Limit, now: datetime) -> float:
        seen = self._seen.setdefault(key, deque())
        while seen and now - seen[0] >= timedelta(seconds=limit.seconds):
            seen.popleft()
        if len(seen) < limit.calls:
            return 0
        return limit.seconds - (now - seen[0]).total_seconds()
