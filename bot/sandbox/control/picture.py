"""What the page draws: every phone with its chat, as JSON values."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.person import Person
from bot.sandbox.rules.formatted import Json
from bot.sandbox.world import World
from bot.sandbox.world.chats import Chat, Message
from bot.sandbox.world.profile import in_language
from bot.sandbox.world.timepiece import Dial


class Phone:
    """One person's phone on the page."""

    def __init__(self, person: Person, role_label: str) -> None:
        self.person = person
        self.role_label = role_label


def whole(world: World, phones: Sequence[Phone], dial: Dial | None = None) -> Json:
    """Everything: for a page that has just connected."""
    return {
        "clock": None if dial is None else clock(dial),
        "bot": {"username": world.bot.username},
        "phones": [{**around(world, phone), "messages": _messages(phone.person.chat)} for phone in phones],
    }


def clock(dial: Dial) -> Json:
    """The world's time in milliseconds since the epoch, where it is told, and how to put it forward."""
    return {
        "now": int(dial.time().timestamp() * 1000),
        "zone": dial.zone.key,
        "jumps": [{"name": jump.name, "label": jump.label} for jump in dial.jumps],
    }


def around(world: World, phone: Phone) -> Json:
    """A phone without its messages: header, menu, language, whether START or a block is in the way."""
    person, profile = phone.person, world.profile
    language = person.user.language_code
    return {
        "id": person.id,
        "name": person.user.first_name,
        "role": phone.role_label,
        "language": language,
        "botName": in_language(profile.names, language) or world.bot.first_name,
        "description": in_language(profile.descriptions, language),
        "commands": [command.as_json() for command in profile.menu(person.chat, person.user)],
        "open": person.chat.open and person.chat.last_message_id > person.chat.hidden_up_to,
        "blocked": person.chat.blocked,
        "hiddenUpTo": person.chat.hidden_up_to,
        "below": _below(person.chat),
        "phone": person.user.phone,
    }


def bubble(chat: Chat, message: Message) -> Json:
    """One message. Times are milliseconds since the epoch."""
    return {
        "id": message.id,
        "fromBot": message.from_bot,
        "date": int(message.date.timestamp() * 1000),
        "edited": message.edited is not None,
        **_words(message),
        "keyboard": [[button.as_json() for button in row] for row in message.keyboard],
        "media": _media(message),
        "album": message.album,
        "contact": message.contact.as_json() if message.contact else None,
        "replyTo": _quotation(chat, message.reply_to),
    }


def _messages(chat: Chat) -> list[Json]:
    return [bubble(chat, message) for message in chat.messages.values() if message.id > chat.hidden_up_to]


def _words(message: Message) -> Json:
    """Text and entities; of a deep link's START people see the command alone, not what it carries."""
    if not message.from_bot and message.text.startswith("/start "):
        return {"text": "/start", "entities": [message.entities[0].as_json()]}
    return {"text": message.text, "entities": [entity.as_json() for entity in message.entities]}


def _below(chat: Chat) -> Json:
    rows = [
        [{"text": button.text, "asksContact": button.asks_contact} for button in row]
        for row in chat.below.rows
    ]
    return {"rows": rows, "folded": chat.is_folded, "placeholder": chat.below.placeholder}


def _media(message: Message) -> Json | None:
    if message.media is None:
        return None
    file = message.media.file
    width, height = file.size
    return {
        "kind": message.media.kind,
        "name": file.name,
        "bytes": len(file.content),
        "width": width,
        "height": height,
        "url": f"/sandbox/files/{file.id}",
    }


def _quotation(chat: Chat, message_id: int | None) -> Json | None:
    original = chat.messages.get(message_id or 0)
    if original is None:
        return None
    return {"id": original.id, "fromBot": original.from_bot, "text": original.text[:120]}
