"""An update as this bot understands it: a tap, a text, or something it can only answer politely.

Taps, nine of ten updates, and plain texts are read straight from the JSON that the Bot API sent: building the
library's objects for them would cost more than everything else that happens to a tap. The rest goes through
`telegram.Update`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Bot, ChatMember, Contact, Message, Update, User

from bot.people.names import legible, unturned
from bot.telegram.poll import HANDLED_KINDS

NOTICES = frozenset(
    (
        *("pinned_message", "message_auto_delete_timer_changed", "chat_background_set"),
        *("write_access_allowed", "connected_website", "forum_topic_created", "forum_topic_edited"),
    )
)
"""What a message carries that nobody wrote: Telegram notes in a private chat what somebody did to it."""


@dataclass(frozen=True)
class Sender:
    """Who acted, as Telegram tells it."""

    telegram_id: int
    name: str
    """Fit to stand between other words; people can call themselves anything."""
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
    """A text message; `text` is None for stickers, voices and the like."""

    message_id: int
    text: str | None
    reply_to: int | None
    thread: int | None = None
    """The topic of a group in which it was written."""
    below_replied: tuple[str, ...] = ()
    """What the buttons of the message carry that it replies to; no more to be trusted than a tap."""


@dataclass(frozen=True)
class Attached(Incoming):
    """A photo or a document that somebody sent."""

    message_id: int
    kind: Literal["photo", "document"]
    file_id: str
    """For this bot only, and good for ever: it is how the file is sent on."""
    name: str | None
    size: int
    """Bytes; 0 where Telegram does not say."""
    caption: str | None
    album: str | None
    """The same for all files that were sent together."""


@dataclass(frozen=True)
class SharedContact(Incoming):
    """A telephone number, shared with the button for it or from the address book."""

    message_id: int
    phone: str
    """In international form: Telegram leaves the plus out now and then."""
    name: str
    is_own: bool
    """Whether Telegram vouches that it is the sender's own."""


@dataclass(frozen=True)
class Blocked(Incoming):
    """The person blocked the bot, or let it write again."""

    is_blocked: bool


def kind_of(incoming: Incoming) -> str:
    """What it is, in a word for counts."""
    return type(incoming).__name__.lower()


def is_group(chat_id: int) -> bool:
    """Whether a chat is a group: their ids are negative, people's are not."""
    return chat_id < 0


def read(update: Mapping[str, Any], bot: Bot) -> Incoming | None:
    """The update as an `Incoming`, or None when it concerns nobody here (an edit, a pinned message).

    What was never asked for is not even looked into: the library may not know it, and nobody waits for it.

    Raises:
        Exception: it is not as Telegram sends updates.
    """
    if _concerns_nobody(update):
        return None
    if "callback_query" in update:
        incoming: Incoming | None = _tap(update["update_id"], update["callback_query"])
    elif _is_plain_text(_part(update, "message")):
        incoming = _plain_text(update["update_id"], update["message"])
    else:
        incoming = _other(Update.de_json(dict(update), bot))
    if incoming is not None and not (_is_id(incoming.chat_id) and _is_id(incoming.sender.telegram_id)):
        raise ValueError(f"update {incoming.update_id} names its chat or its sender by no id")
    return incoming


def _concerns_nobody(update: Mapping[str, Any]) -> bool:
    """Whether it is of a kind that was never asked for, or a notice."""
    return update.keys().isdisjoint(HANDLED_KINDS) or not NOTICES.isdisjoint(_part(update, "message"))


def sender_of(update: Mapping[str, Any]) -> Incoming | None:
    """Who sent an update that cannot be read, so that they are told; None where not even that is in it."""
    query, message = update.get("callback_query"), update.get("message")
    if isinstance(query, dict):
        message = query.get("message") or {"chat": {**(_part(query, "from")), "type": "private"}}
    if not isinstance(message, dict):
        return None
    person, chat = _part(query if isinstance(query, dict) else message, "from"), _part(message, "chat")
    if not (_is_id(person.get("id")) and _is_id(chat.get("id"))):
        return None
    code = person.get("language_code")
    sender = Sender(person["id"], "", _two_letters(code))
    basics = (update["update_id"], sender, chat["id"], chat.get("type") == "private")
    if isinstance(query, dict) and isinstance(query.get("id"), str):
        return Tap(*basics, callback_id=query["id"], message_id=None, data=None)
    return Incoming(*basics)


def _part(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _tap(update_id: int, query: Mapping[str, Any]) -> Tap:
    person = query["from"]
    message = query.get("message") or {}
    chat = message.get("chat") or {"id": person["id"], "type": "private"}
    return Tap(
        update_id=update_id,
        sender=_plain_sender(person),
        chat_id=chat["id"],
        is_private=chat.get("type") == "private",
        callback_id=query["id"],
        message_id=message.get("message_id"),
        data=query.get("data"),
    )


def _is_plain_text(message: Mapping[str, Any]) -> bool:
    """Whether a message is what somebody wrote, and no reply, of which more has to be read."""
    return "text" in message and "from" in message and "reply_to_message" not in message


def _plain_text(update_id: int, message: Mapping[str, Any]) -> Written:
    chat = message["chat"]
    return Written(
        update_id=update_id,
        sender=_plain_sender(message["from"]),
        chat_id=chat["id"],
        is_private=chat["type"] == "private",
        message_id=message["message_id"],
        text=message["text"],
        reply_to=None,
        thread=message.get("message_thread_id") if message.get("is_topic_message") else None,
    )


def _plain_sender(person: Mapping[str, Any]) -> Sender:
    name, code = person.get("first_name", ""), person.get("language_code")
    return Sender(person["id"], legible(name), _two_letters(code))


def _other(update: Update) -> Incoming | None:
    if update.message is not None and update.message.from_user is not None:
        return _message(update.update_id, update.message)
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


def _message(update_id: int, message: Message) -> Incoming:
    basics: dict[str, Any] = {
        "update_id": update_id,
        "sender": _sender(message.from_user),
        "chat_id": message.chat.id,
        "is_private": message.chat.type == "private",
        "message_id": message.message_id,
    }
    if message.photo or message.document:
        return Attached(**basics, **_file(message), caption=message.caption, album=message.media_group_id)
    if message.contact:
        return SharedContact(**basics, **_contact(message.contact, message.from_user))
    replied = message.reply_to_message
    reply_to = replied.message_id if replied else None
    thread = message.message_thread_id if message.is_topic_message else None
    carried = _carried(replied) if replied else ()
    return Written(**basics, text=message.text, reply_to=reply_to, thread=thread, below_replied=carried)


def _carried(message: Message) -> tuple[str, ...]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return tuple(str(button.callback_data) for row in rows for button in row if button.callback_data)


def _file(message: Message) -> dict[str, Any]:
    """Of a photo's sizes the largest, which is the last."""
    if message.document is not None:
        document = message.document
        size = document.file_size or 0
        name = unturned(document.file_name) if document.file_name else None
        return {"kind": "document", "file_id": document.file_id, "name": name, "size": size}
    photo = message.photo[-1]
    return {"kind": "photo", "file_id": photo.file_id, "name": None, "size": photo.file_size or 0}


def _contact(contact: Contact, sender: User | None) -> dict[str, Any]:
    is_own = sender is not None and contact.user_id == sender.id
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return {
        "phone": "+" + contact.phone_number.lstrip("+"),
        "name": legible(name) if name else "",
        "is_own": is_own,
    }


def _sender(user: Any) -> Sender:
    return Sender(user.id, legible(user.first_name), _two_letters(user.language_code))


def _two_letters(code: Any) -> str | None:
    """`pt-br` -> `pt`: Telegram gives IETF tags, the content is written in plain languages.

    It passes on what the person's app calls its language, so that a tampered one can say anything: what is
    not two letters is no hint.
    """
    if not isinstance(code, str) or not (code.isascii() and code[:2].isalpha()):
        return None
    return code[:2].lower()
