"""Messages, taps and memberships as the Bot API writes them in JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.sandbox.rules.formatted import Json
from bot.sandbox.world.chats import Chat, Message, User
from bot.sandbox.world.queries import Query


def message_json(chat: Chat, message: Message) -> Json:
    """The Bot API's Message, with the message it replies to."""
    body: Json = {
        "message_id": message.id,
        "from": message.sender.as_json(),
        "chat": chat.as_json(),
        "date": int(message.date.timestamp()),
        **_content(message),
    }
    if message.keyboard:
        rows = [[button.as_json() for button in row] for row in message.keyboard]
        body["reply_markup"] = {"inline_keyboard": rows}
    if message.edited:
        body["edit_date"] = int(message.edited.timestamp())
    if message.album is not None:
        body["media_group_id"] = message.album
    if message.thread_id is not None:
        body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if message.reply_to in chat.messages:
        original = replace(chat.messages[message.reply_to], reply_to=None)
        body["reply_to_message"] = message_json(chat, original)
    return body


def query_json(chat: Chat, user: User, query: Query) -> Json:
    """The Bot API's CallbackQuery; a message that is gone leaves an InaccessibleMessage."""
    message = chat.messages.get(query.message_id)
    trace = {"chat": chat.as_json(), "message_id": query.message_id, "date": 0}
    return {
        "id": query.id,
        "from": user.as_json(),
        "chat_instance": str(chat.id),
        "data": query.data,
        "message": message_json(chat, message) if message else trace,
    }


def membership_json(chat: Chat, by: User, bot: User, statuses: tuple[str, str], now: datetime) -> Json:
    """The Bot API's ChatMemberUpdated for the bot, from one status to another."""
    old, new = statuses
    return {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": int(now.timestamp()),
        "old_chat_member": _member(bot, old),
        "new_chat_member": _member(bot, new),
    }


def _content(message: Message) -> Json:
    entities = [entity.as_json() for entity in message.entities]
    if message.contact is not None:
        return {"contact": message.contact.as_json()}
    if message.media is None:
        return {"text": message.text} | ({"entities": entities} if entities else {})
    body: Json = {message.media.kind: message.media.as_json()}
    if message.text:
        body["caption"] = message.text
    return body | ({"caption_entities": entities} if entities else {})


def _member(user: User, status: str) -> Json:
    return {"user": user.as_json(), "status": status} | ({"until_date": 0} if status == "kicked" else {})
