"""What keeps a replica running, as systemd and Compose do where it is deployed (`deploy/`)."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter

from tests.chaos.process import BotProcess

PAUSE = 1.0
"""Seconds before a replica that ended by itself is started again; the unit in `deploy/` waits for five."""
KILLED, PUT_OFF, REFUSED = -signal.SIGKILL, os.EX_TEMPFAIL, 2


class Keeper:
    """Starts one replica again, whatever it ended with but a refusal for good."""

    def __init__(self, replica: BotProcess) -> None:
        self.replica = replica
        self.ends: Counter[int] = Counter()
        """How often it ended, by exit code."""

    @property
    def put_off(self) -> int:
        """How often it was not to start just now: its database was away."""
        return self.ends[PUT_OFF]

    @property
    def collapses(self) -> int:
        """Ends for no such reason, though nobody killed it."""
        return self.ends.total() - self.put_off - self.ends[KILLED]

    async def keep(self) -> None:
        """Keep the replica, which runs, running until cancelled."""
        while (code := await self.replica.ended()) != REFUSED:
            self.ends[code] += 1
            if code != KILLED:
                await asyncio.sleep(PAUSE)
            await self.replica.start()
        self.ends[code] += 1
