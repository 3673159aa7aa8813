"""Does what is due, now and then, through the same desk, transaction and courier as an update."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefs import idle
from bot.effects import REMINDER, unit_of_work
from bot.interviews import Unit
from bot.jobs import retention
from bot.outcomes import following
from bot.people.tokens import new_token
from bot.reports import daily, weekly
from bot.reports.windows import Schedule
from bot.storage.database import Database
from bot.storage.queries import interviews, lending, pacing, people, shown
from bot.storage.queries.interviews import Key
from bot.storage.queries.lending import Lent
from bot.storage.transaction import Transaction
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk, expire, remind
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.outgoing import Outgoing
from bot.telegram.prospects import filling
from bot.telegram.quiz.views import show
from bot.telegram.visit import Visit
from bot.waking import any_of

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=15)
"""How often to look."""
HOUSEKEEPING_EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=2)
ON_ITS_WAY = timedelta(minutes=1)
"""A screen younger than this is probably being sent just now."""
AT_ONCE = 100
SCREENS_AT_ONCE = 2_000
"""More than can be on their way when a process dies; who is left over waits a minute for the next look."""


@dataclass(frozen=True)
class Due:
    """An interview that something is to be done about, and the delivery that says so, if one does."""

    key: Key
    delivery: Lent | None = None


Find = Callable[[Transaction], list[Due]]
Do = Callable[[Visit, int], None]
PostDue = Callable[[Transaction, Schedule, datetime], int]


class Clockwork:
    """One for a process; any number of them may run side by side."""

    def __init__(
        self,
        desk: Desk,
        database: Database,
        courier: Courier,
        clock: Callable[[], datetime],
        worker: str = "",
        others_send_within: timedelta = timedelta(0),
    ) -> None:
        """Take what it works with.

        Args:
            others_send_within: how long other processes take at most to send what they committed, as a rule;
                zero where there are none.
        """
        self._desk = desk
        self._database = database
        self._courier = courier
        self._clock = clock
        self._worker = worker or new_token()
        self._others_send_within = others_send_within
        self._kept_house: datetime | None = None
        self._hurried = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Show what a crash left unshown, then do what is due until `stop`.

        Beside other processes the second look shows what at the first one may have been on its way from them.
        """
        on_its_way = self._others_send_within
        await self.tick(self._clock(), on_its_way)
        while not stop.is_set():
            await self._pause(stop)
            await self.tick(self._clock(), on_its_way or ON_ITS_WAY)
            on_its_way = ON_ITS_WAY

    def hurry(self) -> None:
        """Look for what is due at once: the time was put forward."""
        self._hurried.set()

    async def tick(self, now: datetime, on_its_way: timedelta = ON_ITS_WAY) -> None:
        """Do everything that is due at a moment. A failure is logged, and tried again the next time."""
        long_ago = self._desk.house.idle_before(now)
        await self._perform(now, lambda tx: self._reminders(tx, now), remind)
        await self._perform(now, lambda tx: _each_of(interviews.idle_since(tx, long_ago, AT_ONCE)), expire)
        await self._perform(now, lambda tx: self._to_nudge(tx, now), filling.nudge)
        await self._perform(now, lambda tx: _each_of(idle.to_stop(tx, now, AT_ONCE)), filling.stop)
        await self._perform(
            now, lambda tx: _each_of(shown.take_behind(tx, now, on_its_way, SCREENS_AT_ONCE)), _show
        )
        await self._post("summaries", daily.post_due, now)
        await self._post("pages of a week", weekly.post_due, now)  # after the summary of its last day
        await self._post("what managers are asked", following.post_due, now)
        if self._kept_house is None or now - self._kept_house >= HOUSEKEEPING_EVERY:
            await self._keep_house(now)

    async def _pause(self, stop: asyncio.Event) -> None:
        """Until it is time to look again."""
        await any_of(stop, self._hurried, within=EVERY.total_seconds())
        self._hurried.clear()

    async def _perform(self, now: datetime, find: Find, do: Do) -> None:
        """Do one kind of work, all that is due in one transaction; one by one when that fails."""
        try:
            done = await self._database.transaction(lambda tx: self._do(tx, now, find(tx), do))
        except Exception:
            log.exception("what is due could not be done at once; trying one by one")
            await self._one_by_one(now, find, do)
        else:
            self._courier.submit(done)

    async def _one_by_one(self, now: datetime, find: Find, do: Do) -> None:
        """Whom nothing can be done for must not keep everybody else waiting."""
        try:
            found = await self._database.transaction(find)
        except Exception:
            log.exception("what is due could not be found; trying again in %s", EVERY)
            return
        for due in found:
            await self._alone(now, due, do)

    async def _alone(self, now: datetime, due: Due, do: Do) -> None:
        try:
            self._courier.submit(await self._database.transaction(lambda tx: self._do(tx, now, [due], do)))
        except Exception as error:
            log.exception("interview %s: what is due could not be done", due.key[0])
            if due.delivery is not None:
                await self._put_off(due.delivery, now, type(error).__name__)

    async def _put_off(self, lent: Lent, now: datetime, reason: str) -> None:
        """Nothing was committed, so nothing was sent: try again later, and in the end give up."""
        try:
            await self._database.transaction(lambda tx: lending.retry(tx, lent, now, reason))
        except Exception:
            log.exception("delivery %s could not be put off; its lease runs out in %s", lent.id, LEASE)

    def _reminders(self, tx: Transaction, now: datetime) -> list[Due]:
        """What is to be brought back; one that failed too often is given up by the claim."""
        if pacing.bot_waits_until(tx, now) is not None:
            return []
        claimed = lending.claim(tx, REMINDER, self._worker, now, LEASE, AT_ONCE)
        return [
            Due((each.interview_id, each.person_id), each)
            for each in claimed
            if each.interview_id is not None and each.person_id is not None
        ]

    def _to_nudge(self, tx: Transaction, now: datetime) -> list[Due]:
        if pacing.bot_waits_until(tx, now) is not None:
            return []
        return _each_of(idle.to_nudge(tx, now, self._desk.house.zone, AT_ONCE))

    def _do(self, tx: Transaction, now: datetime, found: Sequence[Due], do: Do) -> list[Outgoing]:
        """A reminder is state first: the quiz moves down, and if a crash comes a sweep still shows it."""
        unit = unit_of_work(tx, self._desk.scripts, now, self._desk.house.zone)
        unit.preload([due.key for due in found])
        out = [each for due in found for each in self._visit(unit, due.key, do)]
        unit.flush()
        for each in out:
            each.word()  # here, where a text that cannot be worded fails only what it is about
        lending.sent(tx, [due.delivery.id for due in found if due.delivery is not None], now)
        return out

    def _visit(self, unit: Unit, key: Key, do: Do) -> list[Outgoing]:
        interview, person_id = key
        person = people.by_id(unit.tx, person_id)
        if person is None:
            return []
        held = unit.get(key)
        nobody = Sender(person.telegram_id, "", held.language if held else None)
        incoming = Incoming(0, nobody, person.telegram_id, is_private=True)
        visit = Visit(self._desk.house, unit, person, "", incoming)
        do(visit, interview)
        return visit.out if person.blocked_at is None else []

    async def _post(self, what: str, post_due: PostDue, now: datetime) -> None:
        """The outbox sends it."""
        schedule = self._desk.house.schedule
        try:
            await self._database.transaction(lambda tx: post_due(tx, schedule, now))
        except Exception:
            log.exception("%s: what is due could not be posted; trying again in %s", what, EVERY)

    async def _keep_house(self, now: datetime) -> None:
        kept = timedelta(days=self._desk.house.retention_days)
        try:
            await self._database.transaction(lambda tx: lending.take_back(tx, now))
            await retention.forget(self._database, now, kept)
        except Exception:
            log.exception("what is to be forgotten could not be; trying again in %s", EVERY)
        else:
            self._kept_house = now


def _each_of(keys: Iterable[Key]) -> list[Due]:
    return [Due(key) for key in keys]


def _show(visit: Visit, interview: int) -> None:
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is not None:
        show(visit, conversation)
