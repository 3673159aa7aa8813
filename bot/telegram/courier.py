"""Sends what was committed: in order within a chat, chats side by side, within Telegram's rules.

What may wait, and what a newer screen makes superfluous, is said in `waiting`. Answers to taps do not
queue. What was shown, and which chats blocked the bot, is kept for the next transaction to write down.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any

from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.telegram.connection import Wire
from bot.telegram.news import News, Shown
from bot.telegram.outgoing import Answer, Menu, Outgoing, Page, Post, Remove, Replace, Show
from bot.telegram.profile import menu_of
from bot.telegram.waiting import admit

log = logging.getLogger(__name__)

TRIES = 4
FIRST_PAUSE = 0.5
"""Seconds before the second try; doubled each time. A `retry_after` of Telegram's goes before it."""
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds: what a `retry_after` is at least, and what they may add up to for one message."""
ANSWER_PATIENCE = 1.0
"""Seconds for answers to taps before the taps are acknowledged all the same."""
BACKLOG = 2_000
"""Chats with something to send at which the intake is asked to wait."""

GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Courier:
    """One for a bot."""

    def __init__(self, bot: Wire) -> None:
        """Take an initialised Bot; nothing runs before the first `submit`."""
        self._bot = bot
        self._waiting: dict[int, deque[Outgoing]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._answers: set[asyncio.Task[None]] = set()
        self._messages: dict[tuple[int, int], int] = {}
        """By chat and interview: an interview can move to another chat when it changes hands."""
        self._news = News()
        self._calm = asyncio.Event()
        self._calm.set()

    def submit(self, outgoing: Iterable[Outgoing]) -> None:
        """Queue what a committed batch brought."""
        for each in outgoing:
            if isinstance(each, Answer):
                self._answers.add(task := self._start(self._answer(each)))
                task.add_done_callback(self._answers.discard)
            elif each.chat in self._waiting:
                admit(self._waiting[each.chat], each)
            else:
                self._waiting[each.chat] = deque([each])
                self._start(self._serve(each.chat))
        if len(self._waiting) >= BACKLOG:
            self._calm.clear()

    async def calm(self) -> None:
        """Wait while far too much is waiting to be sent."""
        await self._calm.wait()

    async def answered(self) -> None:
        """Wait, but not long, until every tap is answered: nobody answers what Telegram has forgotten."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=ANSWER_PATIENCE)

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
        self._news.shown = news.shown | self._news.shown
        self._news.blocked |= news.blocked

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _serve(self, chat: int) -> None:
        """Send what waits for one chat, one by one."""
        queue = self._waiting[chat]
        while queue:
            await self._attempt(queue.popleft())
        del self._waiting[chat]
        if len(self._waiting) < BACKLOG // 2:
            self._calm.set()

    async def _attempt(self, outgoing: Outgoing) -> None:
        """Send, patiently; a failure is logged with ids and never stops the queue."""
        try:
            await self._persist(lambda: self._send(outgoing), outgoing)
        except Forbidden:
            self._news.blocked.add(outgoing.chat)
            self._give_up(outgoing)
        except BadRequest as error:
            log.error("chat %s refused %s: %s", outgoing.chat, type(outgoing).__name__, error.message)
            self._give_up(outgoing)
        except (NetworkError, RetryAfter) as error:
            _lament(outgoing, error)
        except Exception:
            log.exception("chat %s: %s could not be sent", outgoing.chat, type(outgoing).__name__)

    async def _persist(self, send: Callable[[], Awaitable[Any]], outgoing: Outgoing) -> None:
        """Try until it is sent; raise refusals that no further try changes, and the failure of the last try.

        To be told to wait is not a failure: it only must not go on for longer than `LONGEST_WAIT`.
        """
        tries, waited = 0, 0.0
        while True:
            try:
                await send()
                return
            except RetryAfter as error:
                waited += (wait := max(_seconds(error), SHORTEST_WAIT))
                if waited > LONGEST_WAIT:
                    raise
            except BadRequest:
                raise
            except NetworkError as error:
                tries, wait = tries + 1, FIRST_PAUSE * 2**tries
                log.warning("chat %s, try %s: %s", outgoing.chat, tries, type(error).__name__)
                if tries == TRIES:
                    raise
            await asyncio.sleep(wait)

    def _give_up(self, outgoing: Outgoing) -> None:
        """A screen that will never be taken counts as shown, or it would be tried for ever."""
        if isinstance(outgoing, Show):
            self._note_shown(outgoing, outgoing.message)

    async def _send(self, outgoing: Outgoing) -> None:
        if isinstance(outgoing, Show):
            await self._show(outgoing)
        elif isinstance(outgoing, Replace):
            await self._replace(outgoing)
        elif isinstance(outgoing, Remove):
            await self._remove(outgoing)
        elif isinstance(outgoing, Menu):
            await self._call(*menu_of(outgoing))
        elif isinstance(outgoing, Post):
            await self._post(outgoing.chat, outgoing.page, outgoing.reply_to)

    async def _show(self, show: Show) -> None:
        message = await self._place(show)
        if message is None or not await self._edit(show.chat, message, show.page):
            message = await self._post(show.chat, show.page)
        self._remember((show.chat, show.interview), message)
        if not show.is_view:
            self._note_shown(show, message)

    async def _place(self, show: Show) -> int | None:
        """The message that shows the interview by now, or None for a new one, whose forerunner then goes."""
        known = self._messages.get((show.chat, show.interview))
        if not show.is_new:
            return max(filter(None, (known, show.message)), default=None)
        if known is not None:
            await self._remove(Remove(show.chat, show.interview, known, replace(show.page, keyboard=())))
        return None

    async def _replace(self, new: Replace) -> None:
        if not await self._edit(new.chat, new.message, new.page):
            await self._post(new.chat, new.page)

    def _note_shown(self, show: Show, message: int | None) -> None:
        self._news.shown[show.interview] = Shown(show.interview, show.revision, message)

    def _remember(self, place: tuple[int, int], message: int) -> None:
        """Know the message of a screen until the database does."""
        self._messages.pop(place, None)
        self._messages[place] = message
        if len(self._messages) > BACKLOG:
            del self._messages[next(iter(self._messages))]

    async def _remove(self, remove: Remove) -> None:
        """Take a message away; one too old for that loses its buttons."""
        try:
            await self._call("deleteMessage", {"chat_id": remove.chat, "message_id": remove.message})
        except BadRequest:
            await self._edit(remove.chat, remove.message, remove.otherwise)
        place = (remove.chat, remove.interview)
        if self._messages.get(place) == remove.message:
            del self._messages[place]

    async def _edit(self, chat: int, message: int, page: Page) -> bool:
        """Edit in place; False when the message cannot be edited any more. The same text is success."""
        try:
            await self._call("editMessageText", page.body(chat) | {"message_id": message})
        except BadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                return True
            if any(words in reason for words in GONE):
                return False
            raise
        return True

    async def _post(self, chat: int, page: Page, reply_to: int | None = None) -> int:
        content = page.body(chat)
        if reply_to is not None:
            content["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        sent = await self._call("sendMessage", content)
        return int(sent["message_id"])

    async def _answer(self, answer: Answer) -> None:
        content: dict[str, Any] = {"callback_query_id": answer.callback_id}
        if answer.toast:
            content |= {"text": answer.toast, "show_alert": answer.is_alert}
        try:
            await self._persist(lambda: self._call("answerCallbackQuery", content), answer)
        except TelegramError as error:  # too old, or gone: the screen itself is sent all the same
            log.info("tap not answered: %s", error.message)

    async def _call(self, method: str, content: dict[str, Any]) -> Any:
        return await self._bot.call(method, _whole(content))


def _lament(outgoing: Outgoing, error: TelegramError) -> None:
    """A screen is shown by a later sweep, as it does not count as shown; anything else is lost."""
    reason = type(error).__name__
    if isinstance(outgoing, Show) and not outgoing.is_view:
        log.warning(
            "chat %s: interview %s, revision %s, not shown yet: %s",
            *(outgoing.chat, outgoing.interview, outgoing.revision, reason),
        )
    else:
        log.error("chat %s: %s is lost: %s", outgoing.chat, type(outgoing).__name__, reason)


def _whole(value: Any) -> Any:
    """The same without half characters (lone surrogates), which have no UTF-8 and which Telegram refuses."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list) else value


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int | float) else wait.total_seconds())
