"""Sending, editing and deleting through python-telegram-bot's own Bot."""

from __future__ import annotations

import struct

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Person, Sandbox
from tests.sandbox.conftest import Call, HandClock

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)


async def test_a_message_comes_back_parsed_as_telegram_keeps_it(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "<b>Hello</b> 🙂", parse_mode="HTML", reply_markup=KEYBOARD)
    assert (sent.text, sent.entities[0].type, sent.reply_markup) == ("Hello 🙂", "bold", KEYBOARD)
    assert anna.last_message.html == "<b>Hello</b> 🙂"
    assert [button.data for button in anna.last_message.buttons] == ["y"]


async def test_editing_replaces_text_and_takes_the_keyboard_away(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "one", reply_markup=KEYBOARD)
    edited = await sent.edit_text("two")
    assert not isinstance(edited, bool) and edited.edit_date is not None
    assert (anna.last_message.text, anna.last_message.buttons, anna.last_message.id) == (
        "two",
        (),
        sent.message_id,
    )


async def test_an_edit_that_changes_nothing_is_refused_but_expected(
    bot: Bot, anna: Person, sandbox: Sandbox
) -> None:
    sent = await bot.send_message(anna.id, "<i>same</i>", parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("<em>same</em>", parse_mode="HTML", reply_markup=KEYBOARD)
    assert sandbox.world.broken_rules == []
    assert [violation.method for violation in sandbox.violations] == ["editmessagetext"]


async def test_what_is_gone_or_not_the_bots_cannot_be_edited(bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", anna.id, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", anna.id, anna.messages[0].id)


async def test_a_deleted_message_is_gone_and_an_old_one_stays(
    bot: Bot, anna: Person, hand_clock: HandClock
) -> None:
    first, second = [await bot.send_message(anna.id, text) for text in ("first", "second")]
    await first.delete()
    assert [message.text for message in anna.messages if message.from_bot] == ["second"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await first.delete()
    hand_clock.forward(49 * 3600)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await second.delete()


async def test_a_bot_cannot_write_first(bot: Bot, sandbox: Sandbox) -> None:
    stranger = sandbox.person("Stranger")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "hello")
    assert [violation.method for violation in sandbox.world.broken_rules] == ["sendmessage"]


async def test_a_blocked_bot_is_told_so_until_the_person_comes_back(bot: Bot, anna: Person) -> None:
    anna.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(anna.id, "hello")
    await anna.open_link("https://t.me/firstcall_sandbox_bot?start=abc")
    assert (await bot.send_message(anna.id, "hello")).text == "hello"
    kinds = [update.my_chat_member is not None for update in await bot.get_updates()]
    assert kinds == [False, True, True, False]


async def test_a_reply_names_a_message_that_exists(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "x", reply_parameters=ReplyParameters(anna.messages[0].id))
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "/start"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(anna.id, "x", reply_parameters=ReplyParameters(77))
    lenient = ReplyParameters(77, allow_sending_without_reply=True)
    assert (await bot.send_message(anna.id, "x", reply_parameters=lenient)).reply_to_message is None


async def test_a_photo_and_its_caption_can_be_changed(bot: Bot, anna: Person) -> None:
    sent = await bot.send_photo(anna.id, PNG, caption="<b>one</b>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height, sent.caption) == (640, 480, "one")
    with pytest.raises(BadRequest, match="There is no text"):
        await sent.edit_text("x")
    await sent.edit_caption("two")
    assert anna.last_message.text == "two"
    await sent.edit_media(InputMediaPhoto(PNG + b"other", caption="three"))
    assert anna.last_message.media is not None and anna.last_message.media.file.content == PNG + b"other"


async def test_what_is_no_picture_is_no_photo(bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(anna.id, b"not a picture")


async def test_files_go_both_ways(bot: Bot, anna: Person) -> None:
    content = bytes(range(256)) + b"\r\n--"
    sent = await bot.send_document(anna.id, content, filename="день.bin")
    assert sent.document is not None and sent.document.file_name == "день.bin"
    assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == content
    await anna.send_document("notes.txt", b"hello", caption="my notes")
    received = (await bot.get_updates())[-1].message
    assert received is not None and received.caption == "my notes" and received.document is not None
    assert bytes(await (await received.document.get_file()).download_as_bytearray()) == b"hello"


async def test_a_group_that_became_a_supergroup_gives_its_new_id(
    bot: Bot, anna: Person, sandbox: Sandbox
) -> None:
    group = sandbox.group("Sales", [anna])
    await bot.send_message(group.id, "before")
    moved = group.migrate(-1001234567890)
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(group.id, "after")
    assert error.value.new_chat_id == moved.id
    await bot.send_message(moved.id, "after", message_thread_id=5)
    assert moved.last_message.thread_id == 5


async def test_a_group_or_a_topic_that_was_deleted_is_not_found(
    bot: Bot, anna: Person, sandbox: Sandbox
) -> None:
    forum = sandbox.group("Sales", [anna], kind="supergroup")
    await bot.send_message(forum.id, "before", message_thread_id=5)
    forum.delete_topic(5)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum.id, "after", message_thread_id=5)
    await bot.send_message(forum.id, "elsewhere", message_thread_id=6)
    forum.delete()
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(forum.id, "after")


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(
    bot: Bot, anna: Person, sandbox: Sandbox
) -> None:
    group = sandbox.group("Sales", [anna])
    sent = await bot.send_message(group.id, "summary")
    await anna.send("nice weather", chat=group)
    await anna.send("/today", chat=group)
    await anna.send("thanks", reply_to=sent.message_id, chat=group)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["/start", "/today", "thanks"]


async def test_flood_limits_hold_when_switched_on(
    call: Call, anna: Person, sandbox: Sandbox, hand_clock: HandClock
) -> None:
    sandbox.world.flood.enabled = True
    for number in range(5):
        assert (await call("sendMessage", chat_id=anna.id, text=str(number)))[0] == 200
    status, answer = await call("sendMessage", chat_id=anna.id, text="one too many")
    assert (status, answer["parameters"]) == (429, {"retry_after": 5})
    hand_clock.forward(5)
    assert (await call("sendMessage", chat_id=anna.id, text="now"))[0] == 200


async def test_flood_limits_are_off_at_first(bot: Bot, anna: Person) -> None:
    for number in range(40):
        await bot.send_message(anna.id, str(number))
    assert anna.last_message.text == "39"


async def test_forms_json_and_query_strings_are_all_understood(
    sandbox: Sandbox, anna: Person, call: Call
) -> None:
    assert (await call("SENDMESSAGE", chat_id=str(anna.id), text="json"))[0] == 200
    assert (await call(f"sendMessage?chat_id={anna.id}&text=query"))[0] == 200
    assert [message.text for message in anna.messages] == ["/start", "json", "query"]


async def test_a_broken_rule_is_kept_with_what_was_sent(sandbox: Sandbox, anna: Person, call: Call) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="<b>", parse_mode="HTML")
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)
    (violation,) = sandbox.world.broken_rules
    assert violation.description == answer["description"]
    assert violation.parameters["text"] == "<b>"


async def test_the_command_menu_follows_scope_and_language(bot: Bot, anna: Person, sandbox: Sandbox) -> None:
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "Помощь")], language_code="ru")
    await bot.set_my_commands([("team", "Team")], scope={"type": "chat", "chat_id": anna.id})  # type: ignore[arg-type]
    other = sandbox.person("Boris", "ru")
    menu = sandbox.world.profile.menu
    assert [command.description for command in menu(other.chat, other.user)] == ["Помощь"]
    assert [command.command for command in menu(anna.chat, anna.user)] == ["team"]
    assert (await bot.get_my_commands(language_code="ru"))[0].description == "Помощь"
    await bot.delete_my_commands(scope={"type": "chat", "chat_id": anna.id})  # type: ignore[arg-type]
    assert [command.command for command in menu(anna.chat, anna.user)] == ["help"]


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("About")
    await bot.set_my_description("概要", language_code="ja")
    assert (await bot.get_my_description("ja")).description == "概要"
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_short_description("x" * 121)
