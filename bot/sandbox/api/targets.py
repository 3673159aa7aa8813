"""From parameters to the chat or message that a call is about, with Telegram's refusals in its order."""

from __future__ import annotations

from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.rules.keyboards import Keyboard, inline_keyboard
from bot.sandbox.rules.refusals import broken_rule, chat_not_found, message_not_found, topic_not_found
from bot.sandbox.rules.reply_keyboards import ReplyKeyboard, reply_keyboard
from bot.sandbox.world import World
from bot.sandbox.world.chats import Chat, Message


def target_chat(world: World, call: Call) -> Chat:
    """The chat of `chat_id`, if the bot may write there."""
    if not call.given("chat_id") or call.text("chat_id") == "":
        raise broken_rule("chat_id is empty")
    try:
        chat_id = int(call.text("chat_id"))
    except ValueError:
        raise chat_not_found() from None
    return world.reachable(chat_id)


def flood_gate(world: World, chat: Chat) -> None:
    """Counts a call that writes."""
    world.flood.pass_through(chat.id, world.clock())


def own_message(world: World, call: Call) -> Message:
    """The message of `chat_id` and `message_id`, if it is there and the bot wrote it."""
    chat = target_chat(world, call)
    if call.given("inline_message_id") or not call.number("message_id", 0):
        raise broken_rule("message identifier is not specified")
    message = chat.messages.get(call.number("message_id", 0))
    if message is None:
        raise message_not_found("edit")
    if not message.from_bot or message.changes_below:
        raise broken_rule("message can't be edited")
    flood_gate(world, chat)
    return message


def replied(call: Call, chat: Chat) -> int | None:
    """The id of the message that `reply_parameters` (or the older `reply_to_message_id`) points at."""
    wish: dict[str, Any] = call.object("reply_parameters") or {}
    number = int(wish.get("message_id", 0)) or call.number("reply_to_message_id", 0)
    if not number or number in chat.messages:
        return number or None
    if wish.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise message_not_found("be replied")


def thread(call: Call, chat: Chat) -> int | None:
    """The topic of a forum, if one is named."""
    number = call.number("message_thread_id", 0) or None
    if number in chat.gone_topics:
        raise topic_not_found()
    return number


def keyboard(call: Call) -> Keyboard:
    """The inline keyboard of `reply_markup`."""
    return inline_keyboard(call.object("reply_markup"))


def new_keyboard(call: Call) -> Keyboard:
    """The inline keyboard that an edit brings: no other kind can be edited in."""
    markup = call.object("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise broken_rule("inline keyboard expected")
    return inline_keyboard(markup)


def below(call: Call, chat: Chat) -> ReplyKeyboard | None:
    """What `reply_markup` puts below the input, or None when it leaves that as it is."""
    return reply_keyboard(call.object("reply_markup"), in_private=chat.kind == "private")
