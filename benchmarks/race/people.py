"""The people of the race: each taps as soon as a screen is there and the last button has stopped spinning.

They remember what they meant.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.telegram import callbacks
from bot.telegram.callbacks import Verb

LANGUAGES = ("en", "ru", "ja")
Button = Mapping[str, str]
Choice = tuple[str, str | None]
"""A button's data, and as what the tap is remembered; None for one that answers nothing."""
Taste = Callable[[Sequence[Button], random.Random], Choice | None]
"""Which button to tap; None where the quiz is over."""


def taste_for_peers(buttons: Sequence[Button], mind: random.Random) -> Choice | None:
    """Any button; a peer's quiz is over when there is none."""
    if not buttons:
        return None
    place = mind.randrange(len(buttons))
    return buttons[place]["callback_data"], str(place)


def taste_for_firstcall(buttons: Sequence[Button], mind: random.Random) -> Choice | None:
    """Any option or "don't know"; the result as soon as it is offered; over when the card is there."""
    first = callbacks.read(buttons[0].get("callback_data")) if buttons else None
    if first is not None and first.verb is Verb.SHOW_RESULT:
        return buttons[0]["callback_data"], None
    while first is not None and first.verb is Verb.ANSWER:
        data = mind.choice(buttons).get("callback_data")
        tapped = callbacks.read(data)
        if data and tapped is not None and tapped.verb is Verb.ANSWER:
            return data, f"{tapped.a}:{tapped.b}"
    return None


TASTES: Mapping[str, Taste] = {"firstcall": taste_for_firstcall, "peers": taste_for_peers}


@dataclass
class Person:
    """One person, answering one quiz after the other."""

    id: int
    mind: random.Random
    taste: Taste
    rounds: int
    meant: list[list[str]] = field(default_factory=list)
    shown: str = ""
    """The text of the last screen."""
    keyboard: str = ""
    """What hung below it, as JSON."""
    message: int = 0
    acted: float = 0.0
    """When the last tap was made; 0 while nobody waits for a screen."""
    is_answered: bool = True
    """Whether the button tapped last has stopped spinning."""
    upcoming: dict[str, Any] | None = None
    """What they do as soon as it has."""
    seconds: list[float] = field(default_factory=list)
    """From each tap to its screen."""

    @property
    def user(self) -> dict[str, Any]:
        """The person as Telegram tells of them."""
        language = LANGUAGES[self.id % len(LANGUAGES)]
        return {"id": self.id, "is_bot": False, "first_name": f"P{self.id}", "language_code": language}

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat with them."""
        return {"id": self.id, "type": "private", "first_name": f"P{self.id}"}

    def begin(self) -> dict[str, Any]:
        """The message that begins the next quiz."""
        self.meant.append([])
        text = f"/quiz Client {self.id}-{len(self.meant)}"
        command = [{"type": "bot_command", "offset": 0, "length": 5}]
        return {"message": self._message(text) | {"from": self.user, "entities": command}}

    def see(self, text: str, keyboard: str, number: int) -> dict[str, Any] | None:
        """A screen came; the next update, or None when there is nothing to do. The same screen is no news."""
        if not self.acted or (text, keyboard, number) == (self.shown, self.keyboard, self.message):
            return None
        self.seconds.append(time.monotonic() - self.acted)
        self.shown, self.keyboard, self.message, self.acted = text, keyboard, number, 0.0
        rows = json.loads(keyboard).get("inline_keyboard", ()) if keyboard else ()
        choice = self.taste([button for row in rows for button in row], self.mind)
        if choice is not None:
            return self._tap(*choice)
        return self.begin() if len(self.meant) < self.rounds else None

    def _tap(self, data: str, meaning: str | None) -> dict[str, Any]:
        if meaning is not None:
            self.meant[-1].append(meaning)
        message = self._message(self.shown) | {"reply_markup": json.loads(self.keyboard)}
        query = {"from": self.user, "message": message, "chat_instance": "1", "data": data}
        return {"callback_query": {"id": f"{self.id}-{self.mind.getrandbits(32)}", **query}}

    def _message(self, text: str) -> dict[str, Any]:
        return {"message_id": self.message or 1, "date": 1_900_000_000, "chat": self.chat, "text": text}
