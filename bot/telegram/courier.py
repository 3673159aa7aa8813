"""Sends what was committed: in order within a chat, chats side by side, within Telegram's rules.

What may wait, and what a newer screen makes superfluous, is said in `waiting`. Answers to taps do not
queue. What was shown, and which chats blocked the bot, is kept for the next transaction to write down.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.storage.database import Database
from bot.tally import Tally
from bot.telegram.board import Board
from bot.telegram.connection import Wire
from bot.telegram.courtesy import Turns
from bot.telegram.exchange import Broken
from bot.telegram.news import Failed, Fate, News, Shown
from bot.telegram.outcomes import Overtaken, WaitedTooLong, failure, is_spent, seconds
from bot.telegram.outgoing import (
    Answer,
    Courtesy,
    Deliver,
    Inquiry,
    Letter,
    Menu,
    Nudge,
    Outgoing,
    Remove,
    Replace,
    Show,
    Work,
)
from bot.telegram.pen import Pen
from bot.telegram.waiting import admit

Sent = TypeVar("Sent", bound=Outgoing)

log = logging.getLogger(__name__)

PASSING = (NetworkError, InvalidToken, Conflict)
"""What another try may get over. A revoked token is for the intake to notice: here it may be a slip."""
TRIES = 4
FIRST_PAUSE = 0.5
"""Seconds before the second try; doubled each time. A `retry_after` of Telegram's goes before it."""
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds: what a `retry_after` is at least, and what they may add up to for one message."""
ANSWER_PATIENCE = 1.0
"""Seconds for what answers an update before the update is acknowledged all the same."""
BACKLOG = 2_000
"""Chats with something to send at which the intake is asked to wait."""
MOST_STRANGERS = 1_000
"""Chats with something to send at which who is nobody here yet is told nothing any more: they alone must not
keep the intake waiting."""
STALE = 120.0
"""Seconds after which a delivery that waited here goes back unsent: its lease must not run out meanwhile.
Nor is a screen shown that has waited so long: this process may have been stopped, and another one have shown
a newer one.
"""


class Courier:
    """One for a bot."""

    def __init__(self, bot: Wire, database: Database, tally: Tally | None = None) -> None:
        """Take an initialised Bot, and what files are read from; nothing runs before `submit`."""
        self._pen = Pen(bot, database)
        self._tally = tally or Tally()
        self._waiting: dict[int, deque[Outgoing]] = {}
        self._tasks: dict[asyncio.Task[None], float] = {}
        """Until when, by the loop's clock, updates are not acknowledged because of what a task sends."""
        self._serving: dict[int, asyncio.Task[None]] = {}
        """By chat, the task that sends what waits for it."""
        self._board = Board(self._pen)
        self._fed: dict[int, float] = {}
        """By chat, when something was last put into its queue, by the loop's clock."""
        self._turns = Turns()
        self._handed: dict[tuple[int, int], float] = {}
        """By delivery and try, as it may be lent anew, when it was handed over, by the loop's clock."""
        self._news = News()
        self.told_to_wait = asyncio.Event()
        """Set when Telegram did not take a delivery yet: to be written down at once, for all replicas."""
        self._calm = asyncio.Event()
        self._calm.set()

    def submit(self, outgoing: Iterable[Outgoing]) -> None:
        """Queue what a committed batch brought."""
        now = asyncio.get_running_loop().time()
        for each in outgoing:
            if isinstance(each, Answer):
                self._tasks[self._start(self._answer(each))] = now + ANSWER_PATIENCE
                continue
            if isinstance(each, Courtesy) and len(self._waiting) >= MOST_STRANGERS:
                log.warning("chat %s: so many strangers write that this one is not answered", each.chat)
                self._tally.unanswered(each.chat)
                continue
            self._fed[each.chat] = now
            if isinstance(each, Deliver):
                self._handed[each.delivery, each.attempts] = now
            if each.chat in self._waiting:
                admit(self._waiting[each.chat], each)
            else:
                self._waiting[each.chat] = deque([each])
                self._serving[each.chat] = self._start(self._serve(each.chat))
            if not (_comes_again(each) or isinstance(each, Inquiry | Courtesy)):
                self._tasks[self._serving[each.chat]] = now + ANSWER_PATIENCE
        if len(self._waiting) >= BACKLOG:
            self._calm.clear()

    async def calm(self) -> None:
        """Wait while far too much is waiting to be sent."""
        await self._calm.wait()

    async def answered(self) -> None:
        """Wait, but not long, until updates are answered: nobody answers what Telegram has forgotten.

        A tap's answer, and a reply that is kept nowhere: if the process dies before they are sent, the update
        comes again and brings them once more. Each is waited for only so long from when it was handed over:
        a chat that Telegram makes wait must not slow everybody down.
        """
        now = asyncio.get_running_loop().time()
        young = {task: until for task, until in self._tasks.items() if until > now}
        if young:
            await asyncio.wait(young, timeout=max(young.values()) - now)

    async def drain(self) -> None:
        """Wait until nothing is left to send."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def take_news(self) -> News:
        """What is to be written down, once."""
        news, self._news = self._news, News()
        return news

    def return_news(self, news: News) -> None:
        """Take back what could not be written down; newer news wins."""
        self._news = self._news.after(news)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Send, while updates are acknowledged; `submit` says where they are not."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = 0.0
        task.add_done_callback(self._tasks.pop)
        return task

    async def _serve(self, chat: int) -> None:
        """Send what waits for one chat, one by one."""
        queue = self._waiting[chat]
        while queue:
            outgoing = queue.popleft()
            await (self._deliver(outgoing) if isinstance(outgoing, Deliver) else self._attempt(outgoing))
        del self._waiting[chat], self._serving[chat], self._fed[chat]
        if len(self._waiting) < BACKLOG // 2:
            self._calm.set()

    async def _attempt(self, outgoing: Outgoing) -> None:
        """Send, patiently; a failure is logged with ids and never stops the queue."""
        try:
            await self._persist(self._send, outgoing)
        except Forbidden:  # not shown: the sweep shows it to who lets the bot write again
            self._news.blocked.add(outgoing.chat)
        except BadRequest as error:
            log.error("chat %s refused %s: %s", outgoing.chat, type(outgoing).__name__, error.message)
            self._give_up(outgoing)
        except Overtaken:
            log.info("chat %s: a screen is not tried again, as a newer one is there", outgoing.chat)
        except RetryAfter as error:
            self._news.waits[outgoing.chat] = seconds(error)
            self.told_to_wait.set()
            _lament(outgoing, error)
        except (*PASSING, WaitedTooLong) as error:
            _lament(outgoing, error)
        except Exception:
            log.exception("chat %s: %s could not be sent", outgoing.chat, type(outgoing).__name__)
        finally:
            self._tally.unanswered(outgoing.chat)  # where it was answered, it waits for nothing any more

    async def _persist(self, send: Callable[[Sent], Awaitable[Any]], outgoing: Sent) -> None:
        """Try until it is sent; raise refusals that no further try changes, and the failure of the last try.

        To be told to wait is not a failure: it only must not go on for longer than `LONGEST_WAIT`.
        """
        tries, waited = 0, 0.0
        while True:
            try:
                self._refuse_if_stale(outgoing)
                if isinstance(outgoing, Courtesy):
                    await self._turns.take()
                if tries or waited:
                    await self._refuse_if_overtaken(outgoing)
                await send(outgoing)
                self._tally.answered(outgoing.chat, asyncio.get_running_loop().time())
                return
            except RetryAfter as error:
                waited += (wait := max(seconds(error), SHORTEST_WAIT))
                if waited > LONGEST_WAIT:
                    raise
            except BadRequest:
                raise
            except PASSING as error:
                is_clear = not tries and isinstance(error, Broken)  # it met a connection that was closing
                tries, wait = tries + 1, 0.0 if is_clear else FIRST_PAUSE * 2**tries
                log.warning("chat %s, try %s: %s", outgoing.chat, tries, type(error).__name__)
                if tries == TRIES or is_spent(outgoing, error, tries):
                    raise
            await asyncio.sleep(wait)

    def _refuse_if_stale(self, outgoing: Outgoing) -> None:
        is_screen = isinstance(outgoing, Show) and not outgoing.is_view
        if is_screen and asyncio.get_running_loop().time() - self._fed[outgoing.chat] > STALE:
            raise WaitedTooLong

    async def _refuse_if_overtaken(self, outgoing: Outgoing) -> None:
        """A first try may have come, and been tapped on, and another replica have shown what follows."""
        if isinstance(outgoing, Show) and not outgoing.is_view and await self._pen.is_overtaken(outgoing):
            raise Overtaken

    def _give_up(self, outgoing: Outgoing) -> None:
        """A screen that will be refused whoever tries counts as shown, or it would be tried for ever."""
        if isinstance(outgoing, Show):
            self._note_shown(outgoing, outgoing.message)

    async def _deliver(self, deliver: Deliver) -> None:
        """Try once, and report: the outbox decides what comes next."""
        try:
            handed = self._handed.pop((deliver.delivery, deliver.attempts))
            if asyncio.get_running_loop().time() - handed > STALE:
                raise WaitedTooLong
            message = await self._pen.send(deliver.message)
        except Exception as error:
            self._note_failure(deliver, failure(deliver, error))
        else:
            self._news.delivered.add(deliver.delivery)
            if message is not None:
                self._news.placed[deliver.delivery] = message
            self._tally.deliveries[deliver.kind, "sent"] += 1

    def _note_failure(self, deliver: Deliver, failed: Failed) -> None:
        self._tally.deliveries[deliver.kind, failed.fate.value] += 1
        log.warning("delivery %s, try %s: %s", failed.delivery, failed.attempts, failed.reason)
        self._news.failed[failed.delivery] = failed
        if failed.fate is Fate.CLOSED:
            self._news.blocked.add(failed.chat)
        if failed.wait is not None:
            self.told_to_wait.set()

    async def _send(self, outgoing: Outgoing) -> None:
        if isinstance(outgoing, Show):
            await self._show(outgoing)
        elif isinstance(outgoing, Replace):
            await self._replace(outgoing)
        elif isinstance(outgoing, Remove):
            await self._board.remove(outgoing)
        elif isinstance(outgoing, Menu):
            await self._pen.hang(outgoing)
        elif isinstance(outgoing, Inquiry):
            if (told := await self._pen.inquire(outgoing)) is not None:
                await self._send(told)
        elif isinstance(outgoing, Work):
            await self._send(await self._pen.work_out(outgoing))
        elif isinstance(outgoing, Letter):
            await self._pen.send(outgoing)

    async def _show(self, show: Show) -> None:
        message = await self._board.show(show)
        if not show.is_view:
            self._note_shown(show, message)

    async def _replace(self, new: Replace) -> None:
        if not await self._pen.edit(new.chat, new.message, new.page):
            await self._pen.post(new.chat, new.page)

    def _note_shown(self, show: Show, message: int | None) -> None:
        self._news.shown[show.interview] = Shown(show.interview, show.revision, message)

    async def _answer(self, answer: Answer) -> None:
        try:
            await self._persist(self._pen.answer, answer)
        except TelegramError as error:  # too old, or gone: the screen itself is sent all the same
            log.info("tap not answered: %s", error.message)
            if answer.chat not in self._waiting:
                self._tally.unanswered(answer.chat)


def _comes_again(outgoing: Outgoing) -> bool:
    """Whether it is kept: a sweep shows a screen that was not shown, the outbox repeats what it lent."""
    return isinstance(outgoing, Deliver) or (isinstance(outgoing, Show) and not outgoing.is_view)


def _lament(outgoing: Outgoing, error: Exception) -> None:
    """A screen is shown by a later sweep, as it does not count as shown; anything else is lost."""
    reason = type(error).__name__
    if isinstance(outgoing, Show) and not outgoing.is_view:
        log.warning(
            "chat %s: interview %s, revision %s, not shown yet: %s",
            *(outgoing.chat, outgoing.interview, outgoing.revision, reason),
        )
    elif isinstance(outgoing, Menu):
        log.warning("chat %s: its menu could not be hung: %s", outgoing.chat, reason)
    elif isinstance(outgoing, Nudge):
        log.warning("chat %s: a nudge may not have come, and is not repeated: %s", outgoing.chat, reason)
    else:
        log.error("chat %s: %s is lost: %s", outgoing.chat, type(outgoing).__name__, reason)
