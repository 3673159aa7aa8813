"""What can be seen to change: for the page, which shows it, and for tests, which wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.rules.formatted import Json
from bot.sandbox.world.chats import Message
from bot.sandbox.world.queries import Query


@dataclass(frozen=True, slots=True)
class Shown:
    """A message is new, or looks different."""

    message: Message

    @property
    def chat_id(self) -> int:
        """Where it is."""
        return self.message.chat_id


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A tap's spinner stops."""

    query: Query

    @property
    def chat_id(self) -> int:
        """The private chat of whoever tapped: that is where the answer is seen, wherever the tap was."""
        return self.query.user_id


@dataclass(frozen=True, slots=True)
class Acting:
    """The bot is typing, uploading or the like."""

    chat_id: int
    action: str


@dataclass(frozen=True, slots=True)
class Rearranged:
    """Something around the messages of a chat changed: block, menu, language; None means everywhere."""

    chat_id: int | None


@dataclass(frozen=True, slots=True)
class TimeMoved:
    """The world's time was put forward; that is seen everywhere."""

    now: datetime
    chat_id: None = None


Change = Shown | Deleted | Answered | Acting | Rearranged | TimeMoved
Watcher = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Violation:
    """A call that was refused. `expected` ones happen to bots without a bug (see `rules.refusals`)."""

    method: str
    description: str
    parameters: dict[str, Any]
    expected: bool


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are delivered instead of being polled."""

    url: str
    secret: str | None = None
    connections: int = 40


@dataclass(slots=True)
class WebhookHealth:
    """What getWebhookInfo tells about the last trouble."""

    last_error_date: datetime | None = None
    last_error: str | None = None

    def as_json(self) -> Json:
        """The two optional fields of WebhookInfo."""
        if self.last_error_date is None:
            return {}
        return {
            "last_error_date": int(self.last_error_date.timestamp()),
            "last_error_message": self.last_error,
        }


@dataclass(slots=True)
class Watchers:
    """Who wants to see changes: of one chat, or (key None) of all. Thousands of chats cost nothing here."""

    _by_chat: dict[int | None, list[Watcher]] = field(default_factory=dict)

    def add(self, watcher: Watcher, chat_id: int | None = None) -> None:
        """Subscribes to a chat, or to everything."""
        self._by_chat.setdefault(chat_id, []).append(watcher)

    def tell(self, change: Change) -> None:
        """Shows a change to everyone whom it concerns."""
        for watcher in (*self._by_chat.get(change.chat_id, ()), *self._by_chat.get(None, ())):
            watcher(change)
