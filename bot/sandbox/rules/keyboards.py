"""Inline keyboards: what Telegram accepts under a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import broken_rule

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
MAX_COPY_TEXT = 256
_ACTIONS = frozenset(
    (
        "callback_data",
        "url",
        "copy_text",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "callback_game",
        "pay",
    )
)
_OTHER_MARKUPS = {"keyboard", "remove_keyboard", "force_reply"}
_URL = re.compile(r"(?i)(https?://[^\s/]+\.[^\s]+|tg://\S+)$")


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its text and the one thing it does. `value` is a string, or an object for rarer actions."""

    text: str
    action: str
    value: Any

    @property
    def data(self) -> str | None:
        """The callback data, if it is a callback button."""
        return self.value if self.action == "callback_data" else None

    @property
    def url(self) -> str | None:
        """The link, if it is a link button."""
        return self.value if self.action == "url" else None

    @property
    def copy_text(self) -> str | None:
        """What a press puts on the clipboard, if it is a copy button."""
        return self.value["text"] if self.action == "copy_text" else None

    def as_json(self) -> Json:
        """The Bot API's InlineKeyboardButton."""
        return {"text": self.text, self.action: self.value}


Keyboard = tuple[tuple[Button, ...], ...]


def inline_keyboard(markup: Json | None) -> Keyboard:
    """The keyboard of a `reply_markup`; empty when there is none, or when it is another kind of markup.

    Raises:
        Refused: 400 for more than 100 buttons, or a button that Telegram would not take.
    """
    if markup is None or _OTHER_MARKUPS & markup.keys():
        return ()
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise broken_rule("object expected as reply markup")
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise broken_rule("reply markup is too long")
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def _button(button: Any) -> Button:
    if not isinstance(button, dict):
        raise broken_rule("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise broken_rule("can't parse inline keyboard button: button text must be non-empty")
    actions = [name for name in button if name in _ACTIONS and button[name] is not None]
    if not actions:
        raise broken_rule(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise broken_rule(f"can't parse inline keyboard button: {actions} exclude each other")
    _check_value(actions[0], button[actions[0]])
    return Button(text, actions[0], button[actions[0]])


def _check_value(action: str, value: Any) -> None:
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= MAX_DATA_BYTES:
            raise broken_rule("BUTTON_DATA_INVALID")
    elif action == "url":
        if not isinstance(value, str) or not _URL.match(value):
            raise broken_rule(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY_TEXT:
            raise broken_rule("BUTTON_COPY_TEXT_INVALID")
