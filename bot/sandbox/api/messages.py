"""Methods about texts: send, edit, delete, answer a tap, show that the bot is busy."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.api.call import Call
from bot.sandbox.api.registry import method
from bot.sandbox.api.targets import (
    below,
    flood_gate,
    keyboard,
    new_keyboard,
    own_message,
    replied,
    target_chat,
    thread,
)
from bot.sandbox.rules import texts
from bot.sandbox.rules.formatted import FormattedText, Json
from bot.sandbox.rules.refusals import broken_rule, message_not_found, not_modified
from bot.sandbox.world import World
from bot.sandbox.world.changes import Acting
from bot.sandbox.world.chats import Message
from bot.sandbox.world.queries import Answer

MAX_ANSWER = 200
_DELETABLE_SECONDS = 48 * 3600
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


@method("sendMessage")
def send_message(world: World, call: Call) -> Json:
    """A new text."""
    chat = target_chat(world, call)
    body = text_of(call)
    buttons, underneath = keyboard(call), below(call, chat)
    reply = replied(call, chat)
    flood_gate(world, chat)
    message = world.show(
        chat, body, keyboard=buttons, below=underneath, reply_to=reply, thread_id=thread(call, chat)
    )
    return world.message_json(message)


@method("editMessageText")
def edit_message_text(world: World, call: Call) -> Json:
    """Another text and keyboard; a missing `reply_markup` takes the keyboard away."""
    message = own_message(world, call)
    if message.media is not None:
        raise broken_rule("there is no text in the message to edit")
    return edited(world, message, replace(message, body=text_of(call), keyboard=new_keyboard(call)))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, call: Call) -> Json:
    """Another keyboard under the same text."""
    message = own_message(world, call)
    changed = replace(message, keyboard=new_keyboard(call))
    if changed == message:
        raise not_modified()
    return world.message_json(world.replace(changed, silently=True))


@method("deleteMessage")
def delete_message(world: World, call: Call) -> bool:
    """Takes a message away; 48 hours after it was sent it is too late."""
    chat = target_chat(world, call)
    message = chat.messages.get(call.number("message_id", 0))
    if message is None:
        raise message_not_found("delete")
    if (world.clock() - message.date).total_seconds() > _DELETABLE_SECONDS:
        raise broken_rule("message can't be deleted")
    world.delete(chat, message.id)
    return True


@method("answerCallbackQuery")
def answer_callback_query(world: World, call: Call) -> bool:
    """Stops the spinner on a button, with a toast or a dialog if there is a text of up to 200 characters."""
    text = call.text("text")
    if len(text) > MAX_ANSWER:
        raise broken_rule("MESSAGE_TOO_LONG")
    world.answer(
        call.text("callback_query_id"), Answer(text, call.flag("show_alert"), call.text("url") or None)
    )
    return True


@method("sendChatAction")
def send_chat_action(world: World, call: Call) -> bool:
    """Shows that the bot is typing or the like, for about five seconds."""
    chat = target_chat(world, call)
    action = call.text("action").lower()
    if action not in _ACTIONS:
        raise broken_rule("wrong parameter action in request")
    world.watchers.tell(Acting(chat.id, action))
    return True


def text_of(call: Call) -> FormattedText:
    """The `text` of a call, parsed and checked."""
    return texts.message_text(call.text("text"), call.text("parse_mode"), call.items("entities"))


def edited(world: World, before: Message, after: Message) -> Json:
    """Puts an edited message in place, unless it is the same."""
    if after == before:
        raise not_modified()
    return world.message_json(world.replace(after))
