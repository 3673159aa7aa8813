"""Sends what must reach somebody else: claims what is due, has it worded, and hands it to the courier.

All outboxes of all replicas together go as fast as Telegram takes it: with each letter one is lent the moment
to send it (`storage/queries/pacing`).

At least once: a delivery is settled only when the courier has reported that it arrived, so one whose worker
died comes again, and says that it may have come already. What is state first (a reminder moves a quiz) is
the clockwork's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.effects import REMINDER, unit_of_work
from bot.people.tokens import new_token
from bot.storage.database import Database
from bot.storage.queries import lending, pacing, people, portions
from bot.storage.queries.deliveries import Delivery
from bot.storage.queries.lending import Lent
from bot.storage.queries.portions import Portion
from bot.storage.transaction import Transaction
from bot.storage.trouble import is_in_trouble
from bot.telegram import reports
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.outgoing import Deliver, Letter, Replace
from bot.telegram.visit import Visit
from bot.waking import any_of

log = logging.getLogger(__name__)

Compose = Callable[[Visit, Delivery], Letter | Replace | None]
"""Words a delivery for whom it is for; None when there is nothing to tell any more.

What is worded may not arrive, and is then worded again: what one wording writes down (how far somebody was
told) must not make the next one say less. Facts of the delivery itself never change.
"""
Sleep = Callable[[float], Awaitable[None]]
"""Lets seconds pass."""

STATE_FIRST = (REMINDER,)
"""The kinds that move an interview, and are not repeated: the clockwork does these."""
SOON = timedelta(seconds=1)
"""After something was sent: what comes next in its chat may be due."""
EVERY = timedelta(seconds=5)
"""How often to look for what fell due, or was left by another process; what this one posts wakes it."""
LEASE = timedelta(minutes=5)
"""More than wording, the courier's `STALE` and one try can take together."""
UNKNOWN_KIND = "no words for it in this release"
FLOOD_WAIT = "Telegram made the bot wait"
NOT_HANDED_OVER = "the database failed before it was sent"


class Outbox:
    """One for a process; any number of them may run side by side."""

    def __init__(
        self,
        desk: Desk,
        database: Database,
        courier: Courier,
        clock: Callable[[], datetime],
        compose: Mapping[str, Compose],
        worker: str = "",
        sleep: Sleep = asyncio.sleep,
        *,
        is_alone: bool = False,
    ) -> None:
        """Take what it works with.

        Args:
            worker: a name that one process at a time can have: what it is lent at its start is lent to a dead
                one, and need not be waited for. Without one it is a name that nobody had before.
            is_alone: no other process works on this database: the same goes for whatever is lent.
            sleep: waits until the moment of a letter; by `clock` it is then that moment, or later.
        """
        self._desk = desk
        self._database = database
        self._courier = courier
        self._clock = clock
        self._compose = compose
        self._worker = worker or new_token()
        self._sleep = sleep
        self._is_alone = is_alone
        self._unsent: list[Lent] = []
        """What of the last portion was surely not sent; the next claim gives it back first."""

    async def run(self, stop: asyncio.Event) -> None:
        """Send what is due until `stop`."""
        await self._try_to_inherit()
        while not stop.is_set():
            self._database.posted.clear()
            portion = await self._try_to_look()
            waking = (stop, self._database.posted) if portion.more_at is None else (stop,)
            await any_of(*waking, within=self._until_more(portion).total_seconds())

    async def _try_to_inherit(self) -> None:
        now, dead = self._clock(), None if self._is_alone else self._worker
        try:
            await self._database.transaction(lambda tx: lending.inherit(tx, now, dead))
        except Exception:
            log.exception(
                "what a dead process was lent could not be taken over; it waits for %s at most", LEASE
            )

    def _until_more(self, portion: Portion) -> timedelta:
        """How long to wait after a portion, if nothing is posted meanwhile."""
        if portion.more_at is not None:
            return min(max(portion.more_at - self._clock(), timedelta(0)), EVERY)
        return SOON if portion.letters else EVERY

    async def _try_to_look(self) -> Portion:
        try:
            await self._courier.calm()
            return await self._look(self._clock())
        except Exception:
            log.exception("the outbox could not be looked into; trying again in %s", EVERY)
            return Portion()

    async def tick(self, now: datetime) -> int:
        """Hand over the next letter of each chat, each at its moment, as many as may go within a second.

        Returns:
            How many that were.
        """
        return len((await self._look(now)).letters)

    async def _look(self, now: datetime) -> Portion:
        portion = await self._database.transaction(lambda tx: self._claim(tx, now))
        self._unsent = [lent for lent, _ in portion.letters]
        for lent, moment in portion.letters:
            await self._try_to_hand_over(lent, await self._wait_for(moment))
        return portion

    def _claim(self, tx: Transaction, now: datetime) -> Portion:
        for lent in self._unsent:
            lending.keep(tx, lent, NOT_HANDED_OVER)
        return portions.take(tx, STATE_FIRST, self._worker, now, LEASE)

    async def _wait_for(self, moment: datetime) -> datetime:
        """Wait for it to come, and return what time it is then. A clock that is put back holds nothing up."""
        early = min(moment - self._clock(), pacing.AHEAD)
        if early > timedelta(0):
            await self._sleep(early.total_seconds())
        return self._clock()

    async def _try_to_hand_over(self, lent: Lent, now: datetime) -> None:
        """Leave a letter for the next look where not even its failure can be written down.

        Raises:
            Exception: the database is in trouble; the letters behind it would fare no better.
        """
        try:
            await self._hand_over(lent, now)
        except Exception as error:
            if is_in_trouble(error):
                raise
            log.exception("delivery %s could not be handed over", lent.id)
        else:
            self._unsent.remove(lent)

    async def _hand_over(self, lent: Lent, now: datetime) -> None:
        """Word one delivery; whatever is wrong with it harms no other."""
        try:
            deliver = await self._database.transaction(lambda tx: self._word(tx, lent, now))
        except NobodyHere:
            await self._put_off(lent, now, UNKNOWN_KIND)
        except ToldToWait:
            await self._database.transaction(lambda tx: lending.keep(tx, lent, FLOOD_WAIT))
        except Exception as error:
            if is_in_trouble(error):
                await self._put_off(lent, now, type(error).__name__)
            else:
                await self._park(lent, error)
        else:
            await self._send(lent, deliver)

    async def _put_off(self, lent: Lent, now: datetime, reason: str) -> None:
        await self._database.transaction(lambda tx: lending.retry(tx, lent, now, reason))

    async def _park(self, lent: Lent, error: Exception) -> None:
        if isinstance(error, Unreachable):
            now, zone = self._clock(), self._desk.house.zone
            await self._database.transaction(lambda tx: reports.keep_back(tx, lent, now, zone))
            return
        log.error("delivery %s cannot be worded", lent.id, exc_info=error)
        reason = f"no words: {type(error).__name__}"
        await self._database.transaction(lambda tx: lending.park(tx, lent, reason))

    async def _send(self, lent: Lent, deliver: Deliver | None) -> None:
        if deliver is None:
            await self._database.transaction(lambda tx: lending.cancel(tx, lent))
        else:
            self._courier.submit([deliver])

    def _word(self, tx: Transaction, lent: Lent, now: datetime) -> Deliver | None:
        """What is to be sent; None where there is nothing to tell, or nobody to tell it to."""
        if pacing.bot_waits_until(tx, now) is not None:  # since it was lent, by what another replica was told
            raise ToldToWait
        delivery = lending.read(tx, lent)
        visit = None if delivery is None else self._visit(tx, delivery, now)
        if delivery is None or visit is None:
            return None
        if (compose := self._compose.get(delivery.draft.kind)) is None:
            raise NobodyHere
        letter = compose(visit, delivery)
        return None if letter is None else _packed(delivery, letter)

    def _visit(self, tx: Transaction, delivery: Delivery, now: datetime) -> Visit | None:
        """The one it is for, as if they had come for it; of what goes to a group, who asked for that."""
        draft = delivery.draft
        person = people.by_id(tx, draft.person_id) if draft.person_id is not None else None
        if person is None:
            return None
        is_private = draft.recipient_chat == person.telegram_id
        if is_private and person.blocked_at is not None:
            raise Unreachable
        sender = Sender(person.telegram_id, "", draft.language or None)
        incoming = Incoming(0, sender, draft.recipient_chat, is_private)
        unit = unit_of_work(tx, self._desk.scripts, now, self._desk.house.zone)
        return Visit(self._desk.house, unit, person, "", incoming)


def _packed(delivery: Delivery, letter: Letter | Replace) -> Deliver:
    """For the courier, in words: here, where a text that cannot be worded harms no other.

    What is written in place of something may be written twice, and nobody sees it.
    """
    if delivery.may_have_come and not isinstance(letter, Replace):
        letter = replace(letter, page=replace(letter.page, may_be_repeat=True))
    deliver = Deliver(letter.chat, delivery.id, delivery.attempts, letter, delivery.draft.kind)
    deliver.word()
    return deliver


class Unreachable(Exception):
    """There is a person, and nothing may be written to them."""


class NobodyHere(Exception):
    """A newer release posted it, beside this one or before it; its own outbox knows the words."""


class ToldToWait(Exception):
    """Telegram wants the whole bot to write to nobody for a while."""
