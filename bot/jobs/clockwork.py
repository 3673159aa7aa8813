"""Does what is due, now and then, through the same desk, transaction and courier as an update."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.interviews import Unit
from bot.people.tokens import new_id
from bot.storage.database import Database, Transaction
from bot.storage.queries import clients, deliveries, erasure, interviews, people, updates
from bot.storage.queries.interviews import Key
from bot.telegram.courier import Courier
from bot.telegram.desk import Desk
from bot.telegram.desk.desk import expire, remind
from bot.telegram.desk.views import show
from bot.telegram.desk.visit import Visit
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.outgoing import Outgoing

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=15)
"""How often to look."""
HOUSEKEEPING_EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=2)
ON_ITS_WAY = timedelta(minutes=1)
"""A screen younger than this is probably being sent just now."""
UPDATES_KEPT = timedelta(days=8)
"""Telegram sends an update again for a day at most; a week more costs nothing."""
FAILURES_KEPT = timedelta(days=30)
"""A parked update holds what somebody wrote: long enough to mend the fault, no longer."""
AT_ONCE = 100
SCREENS_AT_ONCE = 2_000
"""More than can be on their way when a process dies; who is left over waits a minute for the next look."""


class Clockwork:
    """One for a process; any number of them may run side by side."""

    def __init__(
        self,
        desk: Desk,
        database: Database,
        courier: Courier,
        clock: Callable[[], datetime],
        worker: str = "",
    ) -> None:
        self._desk = desk
        self._database = database
        self._courier = courier
        self._clock = clock
        self._worker = worker or f"{new_id():x}"
        self._kept_house: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Show what a crash left unshown, then do what is due until `stop`."""
        await self.tick(self._clock(), on_its_way=timedelta(0))
        while not stop.is_set():
            await _pause(stop, EVERY)
            await self.tick(self._clock())

    async def tick(self, now: datetime, on_its_way: timedelta = ON_ITS_WAY) -> None:
        """Do everything that is due at a moment. A failure is logged, and tried again the next time."""
        try:
            out = await self._database.transaction(lambda tx: self._due(tx, now, on_its_way))
            self._courier.submit(out)
            if self._kept_house is None or now - self._kept_house >= HOUSEKEEPING_EVERY:
                await self._database.transaction(lambda tx: self._keep_house(tx, now))
                self._kept_house = now
        except Exception:
            log.exception("what is due could not be done; trying again in %s", EVERY)

    def _due(self, tx: Transaction, now: datetime, on_its_way: timedelta) -> list[Outgoing]:
        unit = Unit(tx, self._desk.scripts, now, new_id)
        out = self._reminders(unit)
        idle = now - timedelta(days=self._desk.house.expiry_days)
        out += self._each(unit, interviews.idle_since(tx, idle, AT_ONCE), _expire)
        unit.flush()
        return out + self._each(unit, interviews.unshown(tx, now - on_its_way, SCREENS_AT_ONCE), _show)

    def _reminders(self, unit: Unit) -> list[Outgoing]:
        """A reminder is state first: the quiz moves down, and if a crash comes a sweep still shows it."""
        claimed = deliveries.claim(unit.tx, self._worker, unit.now, LEASE, AT_ONCE)
        keys = [
            (each.draft.interview_id, each.draft.person_id)
            for each in claimed
            if each.draft.interview_id is not None and each.draft.person_id is not None
        ]
        out = self._each(unit, keys, remind)
        deliveries.sent(unit.tx, [each.id for each in claimed], unit.now)
        return out

    def _each(self, unit: Unit, keys: Iterable[Key], do: Callable[[Visit, int], None]) -> list[Outgoing]:
        out: list[Outgoing] = []
        keys = list(keys)
        unit.preload(keys)
        for interview, person_id in keys:
            person = people.by_id(unit.tx, person_id)
            if person is None:
                continue
            held = unit.get((interview, person_id))
            nobody = Sender(person.telegram_id, "", held.language if held else None)
            visit = Visit(
                self._desk.house, unit, person, "", Incoming(0, nobody, person.telegram_id, is_private=True)
            )
            do(visit, interview)
            out += visit.out if person.blocked_at is None else []
        return out

    def _keep_house(self, tx: Transaction, now: datetime) -> None:
        updates.prune(tx, now - UPDATES_KEPT)
        updates.forget_failures(tx, now - FAILURES_KEPT)
        untouched = now - timedelta(days=self._desk.house.retention_days)
        for client in clients.untouched_since(tx, untouched, AT_ONCE):
            erasure.client(tx, client.owner_id, client.id, now)


def _expire(visit: Visit, interview: int) -> None:
    expire(visit, interview)


def _show(visit: Visit, interview: int) -> None:
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is not None:
        show(visit, conversation)


async def _pause(stop: asyncio.Event, span: timedelta) -> None:
    try:
        async with asyncio.timeout(span.total_seconds()):
            await stop.wait()
    except TimeoutError:
        return
