"""What is to be sent once the transaction is committed. Frozen facts; `courier` sends them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Literal, NamedTuple

from bot.people.access import Standing
from bot.storage.transaction import Transaction
from messages import label, render


class Button(NamedTuple):
    """One button: with callback data, or with an address. A tuple: half a dozen are made for every screen."""

    label: str
    data: str | None = None
    url: str | None = None

    def as_json(self) -> dict[str, str]:
        """The Bot API's InlineKeyboardButton."""
        if self.url:
            return {"text": self.label, "url": self.url}
        return {"text": self.label, "callback_data": self.data or ""}


REPEAT = "maybe_again"
"""The label of a message that may have come already."""

Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


class Below(Enum):
    """What happens to the keyboard below the place where one writes."""

    ASKS_CONTACT = "asks_contact"
    """One button, which shares the person's own telephone number."""
    GONE = "gone"


@dataclass(frozen=True)
class Page:
    """A message that is not worded yet. A new message can change the keyboard below, or have buttons."""

    template: str
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    keyboard: Keyboard = ()
    below: Below | None = None
    preface: str | None = None
    """Name of a label that stands before the text: why it comes just now."""
    may_be_repeat: bool = False
    """Nobody knows whether it came before; it says so."""

    @cached_property
    def text(self) -> str:
        """HTML as Telegram understands it, worded once."""
        before = [name for name in (REPEAT if self.may_be_repeat else None, self.preface) if name]
        lines = [f"<i>{label(name, self.language)}</i>" for name in before]
        return "\n\n".join([*lines, render(self.template, self.language, self.facts)])

    def body(self, chat: int) -> dict[str, Any]:
        """The parameters that sendMessage and editMessageText share."""
        content: dict[str, Any] = {
            "chat_id": chat,
            "text": self.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        return content | self._reply_markup()

    def caption(self, chat: int) -> dict[str, Any]:
        """The parameters of a picture or a file with the text below it."""
        return {"chat_id": chat, "caption": self.text, "parse_mode": "HTML"} | self._reply_markup()

    def _reply_markup(self) -> dict[str, Any]:
        markup = self.markup()
        return {} if markup is None else {"reply_markup": markup}

    def markup(self) -> dict[str, Any] | None:
        """The Bot API's reply markup, or None where nothing hangs on the message."""
        if self.below is Below.GONE:
            return {"remove_keyboard": True}
        if self.below is Below.ASKS_CONTACT:
            button = {"text": label("share_contact", self.language), "request_contact": True}
            return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
        rows = [[button.as_json() for button in row] for row in self.keyboard]
        return {"inline_keyboard": rows} if rows else None


@dataclass(frozen=True)
class Outgoing:
    """Something for one chat; what goes to one chat is sent in order."""

    chat: int

    def word(self) -> None:
        """Put what will be read into words."""
        page = getattr(self, "page", None)
        if isinstance(page, Page):
            _ = page.text


@dataclass(frozen=True)
class Show(Outgoing):
    """The screen of an interview: edited in place, or sent when it has no message yet."""

    interview: int
    revision: int
    message: int | None
    page: Page
    is_new: bool = False
    """It goes to the bottom of the chat, whatever message showed it before."""
    is_view: bool = False
    """Looking around: the next screen replaces it, and it never counts as shown."""


@dataclass(frozen=True)
class Post(Outgoing):
    """A new message."""

    page: Page
    reply_to: int | None = None
    thread: int | None = None
    """The topic of a group; None = the chat itself."""


@dataclass(frozen=True)
class Nudge(Post):
    """A new message that is better lost than sent twice."""


@dataclass(frozen=True)
class Courtesy(Post):
    """A new message to who is nobody here yet: they are answered when others are, and may ask again."""


@dataclass(frozen=True)
class Picture(Outgoing):
    """A new message with a picture of our own making; the page is its caption."""

    png: bytes
    page: Page


@dataclass(frozen=True)
class Drawing(Outgoing):
    """A new message with a picture that is drawn only when it is sent; the page is its caption.

    What takes long must not hold a transaction. The caption says it all: where the picture cannot be drawn,
    it comes alone.
    """

    draw: Callable[[], bytes]
    """Gives a PNG; called in a thread of its own, one at a time."""
    page: Page
    thread: int | None = None


@dataclass(frozen=True)
class Enclosure(Outgoing):
    """A file that somebody sent to the bot, sent on; the page is its caption."""

    kind: Literal["photo", "document"]
    file_id: str
    page: Page


Build = Callable[[], bytes]
"""Gives a file; called in a thread of its own, one at a time."""


@dataclass(frozen=True)
class Document(Outgoing):
    """A new message with a file of our own making, made only when it is sent; the page is its caption.

    What takes long must hold neither a transaction that writes nor the loop.
    """

    name: str
    """Of the file."""
    make: Callable[[Transaction], Build | None]
    """Reads what the file tells, in a transaction that only reads, beside the loop; None where nobody may
    have it any more."""
    page: Page
    otherwise: Page
    """What comes where the file could not be made."""
    thread: int | None = None


@dataclass(frozen=True)
class Work(Outgoing):
    """Something that takes long to work out, and becomes a message only then.

    What takes long must hold neither a transaction nor the event loop: everything it needs was read before.
    """

    work: Callable[[], Outgoing]
    """Gives what is to be sent; called in a thread of its own, one at a time."""
    otherwise: Page
    """Said where that fails."""


@dataclass(frozen=True)
class Inquiry(Outgoing):
    """What has to be read first, and much of it, before it is a message.

    It is read when it is sent, so that no tap waits for it: neither a transaction nor the next poll.
    """

    ask: Callable[[Transaction], Letter | Replace | Work | None]
    """Reads it in a transaction that only reads, beside the loop; words it, or says how it is worked out.

    None where nobody may read it any more.
    """
    otherwise: Page
    """Said where that fails."""


Letter = Post | Picture | Drawing | Document | Enclosure
"""A new message, whatever is in it."""


@dataclass(frozen=True)
class Deliver(Outgoing):
    """What the outbox lent us: how sending it went is reported; the outbox tries again, not the courier."""

    delivery: int
    attempts: int
    """Which claim of the delivery this is; a report on an older one changes nothing."""
    message: Letter | Replace
    kind: str = ""
    """Of the delivery."""

    def word(self) -> None:
        """Put what will be read into words."""
        self.message.word()


@dataclass(frozen=True)
class Remove(Outgoing):
    """A message that an interview has left is taken away, or where Telegram will not, loses its buttons."""

    interview: int
    message: int
    otherwise: Page


@dataclass(frozen=True)
class Replace(Outgoing):
    """A message that belongs to no interview, edited in place."""

    message: int
    page: Page


@dataclass(frozen=True)
class Menu(Outgoing):
    """The commands that somebody finds behind the menu button, in their language."""

    language: str
    standing: Standing


@dataclass(frozen=True)
class Answer(Outgoing):
    """The answer to a tap, so that the button stops spinning; a toast when there is something to say."""

    callback_id: str
    toast: str | None = None
    is_alert: bool = False
