"""People for tests and scripts: they write, tap, send files, share their number, follow links, and block."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.rules.keyboards import Button
from bot.sandbox.rules.refusals import Refused
from bot.sandbox.views import PATIENCE, ChatView, Group
from bot.sandbox.world import World
from bot.sandbox.world.changes import Answered, Change, Rearranged
from bot.sandbox.world.chats import Contact, Message, User
from bot.sandbox.world.files import Media
from bot.sandbox.world.queries import Answer, Query

ALBUM = 10
"""How many files Telegram groups at most; clients send more as several albums."""
ANY_FILE = "application/octet-stream"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True, slots=True)
class File:
    """A document on somebody's device."""

    name: str
    content: bytes
    mime: str = ANY_FILE


@dataclass(slots=True)
class Tap:
    """One tap, until the bot answers it."""

    query: Query
    _answered: asyncio.Future[Answer]

    @property
    def answered(self) -> bool:
        """Whether the spinner has stopped."""
        return self.query.answer is not None

    async def answer(self, timeout: float = PATIENCE) -> Answer:
        """What the bot said to it: text (may be empty) and `show_alert`.

        Raises:
            TimeoutError: the tap was not answered.
        """
        try:
            return await asyncio.wait_for(asyncio.shield(self._answered), timeout)
        except TimeoutError:
            raise TimeoutError(f"the tap with {self.query.data!r} was not answered") from None


class Person(ChatView):
    """Somebody with a private chat with the bot. `start_payload` is what START sends from the page."""

    def __init__(self, world: World, user: User, start_payload: str | None = None) -> None:
        super().__init__(world, world.add_person(user))
        self.user = user
        self.start_payload = start_payload
        self._taps: dict[str, asyncio.Future[Answer]] = {}

    async def send(
        self, text: str, reply_to: Message | int | None = None, chat: Group | None = None
    ) -> Message:
        """Writes to the bot, or to a group."""
        view = chat or self
        view.acts()
        number = reply_to.id if isinstance(reply_to, Message) else reply_to
        return self.world.writes(view.chat, self.user, text, number)

    async def edit(self, message: Message, text: str) -> Message:
        """Changes what was written."""
        self.acts()
        return self.world.rewrites(message, text)

    async def send_photo(self, content: bytes, caption: str = "") -> Message:
        """Sends a PNG or JPEG as a photo; as at Telegram it loses its name on the way.

        Raises:
            ValueError: it is no such picture, or of measures that Telegram does not take.
        """
        self.acts()
        return self.world.uploads(self.chat, self.user, self._media(content), caption)

    async def send_document(
        self, name: str, content: bytes, mime: str = ANY_FILE, caption: str = ""
    ) -> Message:
        """Sends a file as it is, of any kind and size."""
        self.acts()
        return self.world.uploads(self.chat, self.user, self._media(File(name, content, mime)), caption)

    async def send_album(self, items: Sequence[bytes | File], caption: str = "") -> list[Message]:
        """Sends photos (their bytes) or documents at once: in albums of ten, each file an update of its own.

        Raises:
            ValueError: photos and documents together, which Telegram does not group.
        """
        if len({type(item) for item in items}) > 1:
            raise ValueError("an album holds photos or documents, not both")
        self.acts()
        return [
            message
            for start in range(0, len(items), ALBUM)
            for message in self._album(items[start : start + ALBUM], "" if start else caption)
        ]

    async def share_contact(self, phone: str | None = None, name: str | None = None) -> Message:
        """Shares the own number, as the button for it does, or somebody else's from the address book."""
        self.acts()
        own = Contact(self.user.phone, self.user.first_name, self.user.id)
        contact = own if phone is None else Contact(phone, name or "Somebody")
        return self.world.shares(self.chat, self.user, contact)

    async def press_below(self, text: str) -> Message:
        """Presses a button of the reply keyboard: its text is sent, or the own number shared.

        Raises:
            LookupError: there is no such button; names those there are.
        """
        below = self.chat.below
        button = next((one for one in below.buttons if one.text == text), None)
        if button is None:
            there = [one.text for one in below.buttons]
            raise LookupError(f"{self.chat.name} sees no {text!r} below the input; there are {there}")
        if below.is_one_time:
            self.world.folds(self.chat, True)
        return await (self.share_contact() if button.asks_contact else self.send(text))

    async def open_link(self, url_or_payload: str) -> Message:
        """Follows a `https://t.me/<bot>?start=<payload>` and presses START, which also unblocks the bot.

        Raises:
            ValueError: Telegram would not pass such a payload on.
        """
        payload = start_payload(url_or_payload)
        self.unblock()
        return await self.send(f"/start {payload}".strip())

    async def tap(self, button: str, message: Message | None = None) -> Tap:
        """Presses a callback button by its text or data, on `message` or the newest that has it.

        Raises:
            LookupError: there is no such button; names those there are.
        """
        where, found = self._find(button, message)
        if found.data is None:
            raise LookupError(f"{found.text!r} is a {found.action} button, not a callback button")
        return await self.tap_raw(where.id, found.data, chat_id=where.chat_id)

    async def tap_raw(self, message_id: int, data: str, chat_id: int | None = None) -> Tap:
        """Sends any callback data for any message, as a forged client would."""
        self.acts()
        chat = self.world.chats[chat_id if chat_id is not None else self.chat.id]
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        query = self.world.taps(chat, self.user, message_id, data)
        self._taps[query.id] = future
        return Tap(query, future)

    def block(self) -> None:
        """Blocks the bot: 403 for what it writes from now on."""
        self.world.blocks(self.chat, True)

    def unblock(self) -> None:
        """Takes a block back; nothing if there is none."""
        self.world.blocks(self.chat, False)

    def speak(self, language_code: str | None) -> None:
        """Switches the language of the person's Telegram; later updates carry it."""
        self.user.language_code = language_code
        self.world.watchers.tell(Rearranged(self.id))

    def _album(self, items: Sequence[bytes | File], caption: str) -> Iterable[Message]:
        """The caption goes with the first; one file alone is no album."""
        group = self.world.files.album() if len(items) > 1 else None
        for number, item in enumerate(items):
            text = "" if number else caption
            yield self.world.uploads(self.chat, self.user, self._media(item), text, group)

    def _media(self, item: bytes | File) -> Media:
        files = self.world.files
        if isinstance(item, File):
            return Media(files.document(item.name, item.mime, item.content))
        try:
            return Media(files.photo("photo.jpg", "image/jpeg", item))
        except Refused as refusal:
            raise ValueError(f"a photo is a PNG or JPEG picture: {refusal}") from None

    def _notice(self, change: Change) -> None:
        super()._notice(change)
        if isinstance(change, Answered) and (future := self._taps.pop(change.query.id, None)):
            assert change.query.answer is not None
            future.set_result(change.query.answer)

    def _find(self, name: str, message: Message | None) -> tuple[Message, Button]:
        candidates: Iterable[Message] = [message] if message else self.chat.newest_first()
        seen: list[str] = []
        for candidate in candidates:
            if button := candidate.button(name):
                return candidate, button
            seen += [button.text for button in candidate.buttons]
        raise LookupError(f"{self.chat.name} sees no button {name!r}; there are {seen}")


def start_payload(url_or_payload: str) -> str:
    """The payload of a deep link, or the payload itself, checked.

    Raises:
        ValueError: not 0..64 of `A-Za-z0-9_-`.
    """
    payload = url_or_payload
    if "://" in payload:
        payload = parse_qs(urlsplit(payload).query).get("start", [""])[0]
    if not _PAYLOAD.fullmatch(payload):
        raise ValueError(f"a start payload has at most 64 of A-Z a-z 0-9 _ -, found {payload!r}")
    return payload
