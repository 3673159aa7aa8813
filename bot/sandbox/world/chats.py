"""Users, chats, and the messages in them, as values and small tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.sandbox.rules.formatted import Entity, FormattedText, Json
from bot.sandbox.rules.keyboards import Button, Keyboard
from bot.sandbox.rules.reply_keyboards import NOTHING_BELOW, ReplyKeyboard
from bot.sandbox.world.files import Media

ChatKind = Literal["private", "group", "supergroup"]


@dataclass(slots=True)
class User:
    """A person or the bot. The language may change at any time; the number is told when they share it."""

    id: int
    first_name: str
    language_code: str | None = None
    is_bot: bool = False
    username: str | None = None
    phone: str = ""

    def as_json(self) -> Json:
        """The Bot API's User."""
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            body["username"] = self.username
        if self.language_code:
            body["language_code"] = self.language_code
        return body


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number that somebody shared; `user_id` only where Telegram knows whose it is."""

    phone: str
    first_name: str
    user_id: int | None = None

    def as_json(self) -> Json:
        """The Bot API's Contact."""
        body: Json = {"phone_number": self.phone, "first_name": self.first_name}
        return body | ({"user_id": self.user_id} if self.user_id else {})


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands; an edit makes a new value with the same id."""

    chat_id: int
    id: int
    sender: User
    date: datetime
    body: FormattedText
    keyboard: Keyboard = ()
    media: Media | None = None
    edited: datetime | None = None
    reply_to: int | None = None
    thread_id: int | None = None
    contact: Contact | None = None
    album: str | None = None
    """The same for all messages that were sent together."""
    changes_below: bool = False
    """It brought or took away a reply keyboard, after which it can no longer be edited."""

    @property
    def text(self) -> str:
        """The text, or the caption of a photo or document."""
        return self.body.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities of the text or caption."""
        return self.body.entities

    @property
    def html(self) -> str:
        """The text or caption in Telegram's HTML."""
        return self.body.as_html()

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender.is_bot

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons below the message, row by row."""
        return tuple(button for row in self.keyboard for button in row)

    def button(self, name: str) -> Button | None:
        """The button with this text or callback data."""
        return next((button for button in self.buttons if name in (button.text, button.data)), None)


@dataclass(slots=True)
class Chat:
    """A chat between the bot and one person, or a group.

    `open` says whether the bot may write: in a private chat once the person has written, in a group while the
    bot is a member. `blocked` is the person's choice.
    """

    id: int
    kind: ChatKind
    name: str
    members: dict[int, User] = field(default_factory=dict)
    open: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    gone_topics: set[int] = field(default_factory=set)
    """Topics of a forum that were deleted."""
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    hidden_up_to: int = 0
    below: ReplyKeyboard = NOTHING_BELOW
    """The reply keyboard, which stays until another one comes or the bot takes it away."""
    is_folded: bool = False
    """A one-time keyboard that was used: out of the way, but still there to be unfolded."""

    def next_message_id(self) -> int:
        """Message ids count up from 1 in each chat, so that two chats share them."""
        self.last_message_id += 1
        return self.last_message_id

    def newest_first(self) -> Iterable[Message]:
        """The messages from the latest back."""
        return reversed(self.messages.values())

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        label = "first_name" if self.kind == "private" else "title"
        return {"id": self.id, "type": self.kind, label: self.name}
