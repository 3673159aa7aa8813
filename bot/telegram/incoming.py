"""An update as this bot understands it: a tap, a text, or something it can only answer politely.

Taps, nine of ten updates, are read straight from the JSON that the Bot API sent: building the library's
objects for them would cost more than everything else that happens to a tap. The rest goes through
`telegram.Update`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import Bot, ChatMember, Message, Update


@dataclass(frozen=True)
class Sender:
    """Who acted, as Telegram tells it."""

    telegram_id: int
    name: str
    language: str | None
    """A hint only: the language of their Telegram app, two letters."""


@dataclass(frozen=True)
class Incoming:
    """One update."""

    update_id: int
    sender: Sender
    chat_id: int
    is_private: bool


@dataclass(frozen=True)
class Tap(Incoming):
    """A press of an inline button."""

    callback_id: str
    message_id: int | None
    data: str | None


@dataclass(frozen=True)
class Written(Incoming):
    """A text message; `text` is None for photos, stickers and the like."""

    message_id: int
    text: str | None
    reply_to: int | None


@dataclass(frozen=True)
class Blocked(Incoming):
    """The person blocked the bot, or let it write again."""

    is_blocked: bool


def read(update: Mapping[str, Any], bot: Bot) -> Incoming | None:
    """The update as an `Incoming`, or None when it concerns nobody here (an edit, a channel post)."""
    if "callback_query" in update:
        return _tap(update["update_id"], update["callback_query"])
    return _other(Update.de_json(dict(update), bot))


def _tap(update_id: int, query: Mapping[str, Any]) -> Tap:
    person = query["from"]
    message = query.get("message") or {}
    chat = message.get("chat") or {"id": person["id"], "type": "private"}
    return Tap(
        update_id=update_id,
        sender=Sender(person["id"], person.get("first_name", ""), _two_letters(person.get("language_code"))),
        chat_id=chat["id"],
        is_private=chat.get("type") == "private",
        callback_id=query["id"],
        message_id=message.get("message_id"),
        data=query.get("data"),
    )


def _other(update: Update) -> Incoming | None:
    if update.message is not None and update.message.from_user is not None:
        return _written(update.update_id, update.message)
    member = update.my_chat_member
    if member is None or member.chat.type != "private":
        return None
    return Blocked(
        update_id=update.update_id,
        sender=_sender(member.from_user),
        chat_id=member.chat.id,
        is_private=True,
        is_blocked=member.new_chat_member.status == ChatMember.BANNED,
    )


def _written(update_id: int, message: Message) -> Written:
    return Written(
        update_id=update_id,
        sender=_sender(message.from_user),
        chat_id=message.chat.id,
        is_private=message.chat.type == "private",
        message_id=message.message_id,
        text=message.text,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _sender(user: Any) -> Sender:
    return Sender(user.id, user.first_name, _two_letters(user.language_code))


def _two_letters(code: str | None) -> str | None:
    """`pt-br` -> `pt`: Telegram gives IETF tags, the content is written in plain languages."""
    return code.split("-")[0].lower()[:2] if code else None
