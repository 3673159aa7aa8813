"""Reply keyboards: buttons in place of typing, below the input, until they are replaced or taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import broken_rule

MAX_BUTTONS = 300
MAX_IN_ROW = 12
MAX_PLACEHOLDER = 64
_REQUESTS = frozenset(
    ("request_contact", "request_location", "request_poll", "request_users", "request_chat")
)


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button that is sent as text, or that shares the person's own telephone number."""

    text: str
    asks_contact: bool = False


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """Rows of buttons; a one-time keyboard folds away once it is used."""

    rows: tuple[tuple[ReplyButton, ...], ...]
    is_one_time: bool = False
    placeholder: str = ""

    @property
    def buttons(self) -> tuple[ReplyButton, ...]:
        """All buttons, row by row."""
        return tuple(button for row in self.rows for button in row)


NOTHING_BELOW = ReplyKeyboard(())
"""No reply keyboard: how a chat begins, and what `remove_keyboard` brings back."""


def reply_keyboard(markup: Json | None, *, in_private: bool) -> ReplyKeyboard | None:
    """What a `reply_markup` puts below the input; None when it leaves that as it is.

    Args:
        markup: the parameter, decoded.
        in_private: whether the chat is with one person, whose telephone number can be asked for.

    Raises:
        Refused: 400 for a keyboard or a button that Telegram would not take.
    """
    if markup is None:
        return None
    if markup.get("remove_keyboard"):
        return NOTHING_BELOW
    if markup.get("keyboard") is None:
        return None
    found = ReplyKeyboard(
        _rows(markup["keyboard"]), bool(markup.get("one_time_keyboard")), _placeholder(markup)
    )
    if not in_private and any(button.asks_contact for button in found.buttons):
        raise broken_rule("phone number can be requested in private chats only")
    return found


def _rows(rows: Any) -> tuple[tuple[ReplyButton, ...], ...]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise broken_rule("object expected as reply markup")
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise broken_rule("reply markup is too long")
    kept = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if not kept:
        raise broken_rule("reply markup is empty")
    return kept


def _button(button: Any) -> ReplyButton:
    if isinstance(button, str):
        button = {"text": button}
    text = button.get("text") if isinstance(button, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise broken_rule("can't parse keyboard button: button text must be non-empty")
    wishes = sorted(name for name in _REQUESTS if button.get(name))
    if wishes not in ([], ["request_contact"]):
        raise broken_rule(f"can't parse keyboard button: the sandbox knows request_contact, not {wishes}")
    return ReplyButton(text, bool(wishes))


def _placeholder(markup: Json) -> str:
    text = str(markup.get("input_field_placeholder") or "")
    if len(text) > MAX_PLACEHOLDER:
        raise broken_rule("input field placeholder is too long")
    return text
