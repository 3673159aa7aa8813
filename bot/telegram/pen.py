"""Writes to chats: one call of the Bot API each, tried once. Knows nothing of queues and patience."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest

from bot.storage.database import Database
from bot.storage.queries import shown
from bot.storage.transaction import Transaction
from bot.telegram.answers import NoSuchMethod, NotTelegram
from bot.telegram.connection import Wire
from bot.telegram.outgoing import (
    Answer,
    Document,
    Drawing,
    Inquiry,
    Letter,
    Menu,
    Outgoing,
    Page,
    Picture,
    Post,
    Replace,
    Show,
    Work,
)
from bot.telegram.profile import menu_of

log = logging.getLogger(__name__)

GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
"""Why a message cannot be edited, and a new one says it: it is gone, too old, or a picture."""
NEW_SECONDS = 40.0
"""To wait for a new message to be taken. Whoever asks again after ten, while Telegram takes half a minute,
has sent it four times when the first one comes; an edit may be repeated, and waits as long as other calls."""
METHODS = {"photo": "sendPhoto", "document": "sendDocument"}


class Pen:
    """One for a bot. Every method raises telegram.error.TelegramError when Telegram does not take it."""

    def __init__(self, bot: Wire, database: Database) -> None:
        """Take an initialised Bot, and what files and long messages are read from."""
        self._bot = bot
        self._database = database
        self._easel = asyncio.Lock()

    async def send(self, message: Letter | Replace) -> int | None:
        """A new message, or a word in place of an old one, which is not sent anew where that is gone.

        Returns its id, or None where nothing was to be sent any more, or none was told.
        """
        if isinstance(message, Replace):
            is_there = await self._edit(message.chat, message.message, message.page)
            return message.message if is_there else None
        if isinstance(message, Post):
            return await self.post(message.chat, message.page, message.reply_to, message.thread)
        if isinstance(message, Drawing):
            return await self._draw(message)
        if isinstance(message, Document):
            return await self._document(message)
        if isinstance(message, Picture):
            return await self._picture(message, message.png)
        content = message.page.caption(message.chat) | {message.kind: message.file_id}
        return await self._new(METHODS[message.kind], content)

    async def _picture(self, message: Picture | Drawing, png: bytes, thread: int | None = None) -> int | None:
        """A picture with its caption; the caption alone where pictures are not taken, as in some groups."""
        content = message.page.caption(message.chat) | _in_topic(thread)
        try:
            return await self._upload("sendPhoto", content, "photo", InputFile(png, filename="picture.png"))
        except (BadRequest, NoSuchMethod) as error:
            log.warning("chat %s: sendPhoto: %s; the caption comes alone", message.chat, error.message)
            return await self.post(message.chat, message.page, thread=thread)

    async def _draw(self, message: Drawing) -> int | None:
        """Draw beside the loop, one picture at a time: the library that draws is not made for several."""
        try:
            async with self._easel:
                png = await asyncio.to_thread(message.draw)
        except Exception:
            log.exception("chat %s: a picture could not be drawn; its caption comes alone", message.chat)
            return await self.post(message.chat, message.page, thread=message.thread)
        return await self._picture(message, png, message.thread)

    async def _document(self, message: Document) -> int | None:
        """Read and make a file, one at a time like pictures: what each takes is never taken twice at once."""
        try:
            async with self._easel:
                build = await self._database.read_at_length(message.make)
                content = None if build is None else await asyncio.to_thread(build)
        except Exception:
            log.exception("chat %s: a file could not be made", message.chat)
            return await self.post(message.chat, message.otherwise, thread=message.thread)
        if content is None:
            return None
        caption = message.page.caption(message.chat) | _in_topic(message.thread)
        file = InputFile(content, filename=message.name)
        try:
            return await self._upload("sendDocument", caption, "document", file)
        except NoSuchMethod as error:
            log.warning("chat %s: sendDocument: %s; no file comes", message.chat, error.message)
            return await self.post(message.chat, message.otherwise, thread=message.thread)

    async def is_overtaken(self, show: Show) -> bool:
        """Whether the interview has moved since a screen of it was made."""
        seen = await self._database.read(lambda tx: shown.revision_of(tx, show.interview))
        return seen != show.revision

    async def inquire(self, inquiry: Inquiry) -> Letter | Replace | Work | None:
        """What is to be sent by what is read now; a word of apology where that fails."""

        def ask(tx: Transaction) -> Letter | Replace | Work | None:
            told = inquiry.ask(tx)
            if told is not None:
                told.word()  # here: words of a year are no work for the loop either
            return told

        try:
            return await self._database.read_at_length(ask)
        except Exception:
            log.exception("chat %s: what a message tells of could not be read", inquiry.chat)
            return Post(inquiry.chat, inquiry.otherwise)

    async def work_out(self, work: Work) -> Outgoing:
        """What is to be sent, worked out beside the loop; a word of apology where that fails."""
        try:
            async with self._easel:
                made = await asyncio.to_thread(work.work)
                await asyncio.to_thread(made.word)
        except Exception:
            log.exception("chat %s: a message could not be worked out", work.chat)
            return Post(work.chat, work.otherwise)
        return made

    async def post(
        self, chat: int, page: Page, reply_to: int | None = None, thread: int | None = None
    ) -> int | None:
        """A new message of text; returns its id, if it is told."""
        content = page.body(chat) | _in_topic(thread)
        if reply_to is not None:
            content["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        return await self._new("sendMessage", content)

    async def edit(self, chat: int, message: int, page: Page) -> bool:
        """Edit in place; False where that is refused, for whatever reason: a new message may do.

        Telegram has many words for it, and somebody waits. For what is wrong with the page itself the new
        message is refused, too.
        """
        try:
            return await self._edit(chat, message, page)
        except BadRequest as error:
            log.warning("chat %s: message %s is not edited: %s", chat, message, error.message)
            return False

    async def _edit(self, chat: int, message: int, page: Page) -> bool:
        """The same, where a refusal is told; False when the message cannot be edited (any more)."""
        if page.below is not None:
            return False  # only a new message changes the keyboard below
        try:
            await self._bot.tell("editMessageText", page.body(chat) | {"message_id": message})
        except NoSuchMethod:
            return False
        except BadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                return True
            if any(words in reason for words in GONE):
                return False
            raise
        return True

    async def remove(self, chat: int, message: int, otherwise: Page) -> None:
        """Take a message away; where that cannot be, it loses its buttons."""
        try:
            await self._bot.tell("deleteMessage", {"chat_id": chat, "message_id": message})
        except (BadRequest, NoSuchMethod, NotTelegram):
            await self.edit(chat, message, otherwise)

    async def hang(self, menu: Menu) -> None:
        """Set the commands behind the menu button."""
        await self._bot.tell(*menu_of(menu))

    async def answer(self, answer: Answer) -> None:
        """Stop a button's spinner."""
        content: dict[str, Any] = {"callback_query_id": answer.callback_id}
        if answer.toast:
            content |= {"text": answer.toast, "show_alert": answer.is_alert}
        await self._bot.tell("answerCallbackQuery", content)

    async def _new(self, method: str, content: dict[str, Any]) -> int | None:
        return _number(await self._bot.call(method, content, NEW_SECONDS))

    async def _upload(self, method: str, content: dict[str, Any], kind: str, file: InputFile) -> int:
        """Send a file; a server that says yes to everything, and tells of no message, has no such method."""
        number = _number(await self._bot.upload(method, _whole(content) | {kind: file}))
        if number is None:
            raise NoSuchMethod("it was answered without a message")
        return number


def _number(message: Any) -> int | None:
    """The id of a message that was sent; where none is told, what follows it is sent anew."""
    number = message.get("message_id") if isinstance(message, dict) else None
    return number if isinstance(number, int) else None


def _in_topic(thread: int | None) -> dict[str, int]:
    return {} if thread is None else {"message_thread_id": thread}


def _whole(value: Any) -> Any:
    """The same without half characters (lone surrogates), which have no UTF-8 and which Telegram refuses."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list) else value
