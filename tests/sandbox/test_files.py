"""What people send besides text, and what lies below their input: through python-telegram-bot's own Bot."""

from __future__ import annotations

import struct

import pytest
from telegram import Bot, KeyboardButton, Message, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest

from bot.sandbox import File, Person, Sandbox
from tests.sandbox.conftest import Call

ASK = ReplyKeyboardMarkup([[KeyboardButton("My number", request_contact=True)], ["Later"]])


def _png(width: int = 640, height: int = 480) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


async def _heard(bot: Bot) -> list[Message]:
    return [update.message for update in await bot.get_updates() if update.message][1:]


async def test_a_photo_comes_in_all_its_sizes_and_without_a_name(bot: Bot, anna: Person) -> None:
    await anna.send_photo(_png(1600, 1200), "Our shop")
    (heard,) = await _heard(bot)
    assert [(one.width, one.height) for one in heard.photo] == [
        (90, 67),
        (320, 240),
        (800, 600),
        (1600, 1200),
    ]
    assert len({one.file_id for one in heard.photo}) == 4
    assert (heard.caption, heard.document) == ("Our shop", None)


async def test_a_photo_can_be_downloaded_by_any_of_its_ids(bot: Bot, anna: Person) -> None:
    await anna.send_photo(_png())
    (heard,) = await _heard(bot)
    for one in heard.photo:
        assert bytes(await (await one.get_file()).download_as_bytearray()) == _png()


async def test_what_is_no_picture_is_not_sent_as_a_photo(bot: Bot, anna: Person) -> None:
    with pytest.raises(ValueError, match="a photo is a PNG or JPEG picture"):
        await anna.send_photo(b"%PDF")
    assert await _heard(bot) == []


async def test_a_document_keeps_its_name_kind_and_size(bot: Bot, anna: Person) -> None:
    await anna.send_document("бриф.pdf", b"%PDF-1.7", "application/pdf", "all in here")
    (heard,) = await _heard(bot)
    assert heard.document is not None
    told = heard.document.file_name, heard.document.mime_type, heard.document.file_size, heard.caption
    assert told == ("бриф.pdf", "application/pdf", 8, "all in here")


async def test_twenty_photos_at_once_are_two_albums_of_single_updates(bot: Bot, anna: Person) -> None:
    await anna.send_album([_png()] * 20, "Examples")
    heard = await _heard(bot)
    groups = [one.media_group_id for one in heard]
    assert (len(heard), len(set(groups[:10])), len(set(groups))) == (20, 1, 2)
    assert [one.caption for one in heard] == ["Examples", *[None] * 19]


async def test_one_file_alone_is_no_album(bot: Bot, anna: Person) -> None:
    await anna.send_album([File("a.pdf", b"%PDF")])
    (heard,) = await _heard(bot)
    assert heard.media_group_id is None


async def test_photos_and_documents_do_not_share_an_album(anna: Person) -> None:
    with pytest.raises(ValueError, match="not both"):
        await anna.send_album([_png(), File("a.pdf", b"%PDF")])


async def test_a_file_that_somebody_sent_can_be_sent_on_to_another(
    bot: Bot, anna: Person, sandbox: Sandbox
) -> None:
    max_ = sandbox.person("Max")
    await max_.send("/start")
    await anna.send_photo(_png())
    await anna.send_document("a.pdf", b"%PDF")
    photo, document = (await bot.get_updates())[-2:]
    assert photo.message is not None and document.message is not None and document.message.document
    await bot.send_photo(max_.id, photo.message.photo[0].file_id, caption="From Anna")
    await bot.send_document(max_.id, document.message.document.file_id)
    shown = [(one.media.kind, one.media.file.size) for one in max_.messages if one.media]
    assert shown == [("photo", (640, 480)), ("document", (0, 0))]


async def test_no_file_changes_its_kind_on_the_way(bot: Bot, anna: Person) -> None:
    await anna.send_photo(_png())
    await anna.send_document("picture.png", _png(), "image/png")
    photo, document = await _heard(bot)
    assert document.document is not None
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(anna.id, document.document.file_id)
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await bot.send_document(anna.id, photo.photo[-1].file_id)


async def test_a_file_above_twenty_megabytes_cannot_be_downloaded(bot: Bot, anna: Person) -> None:
    await anna.send_document("big.zip", bytes(20 * 2**20 + 1))
    (heard,) = await _heard(bot)
    assert heard.document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await heard.document.get_file()


async def test_the_own_number_comes_with_whose_it_is_and_another_without(bot: Bot, anna: Person) -> None:
    await anna.share_contact()
    await anna.share_contact("15551234567", "Uncle")
    own, other = [one.contact for one in await _heard(bot)]
    assert own is not None and other is not None
    assert (own.phone_number, own.first_name, own.user_id) == (anna.user.phone, "Anna", anna.id)
    assert (other.phone_number, other.first_name, other.user_id) == ("15551234567", "Uncle", None)


async def test_a_reply_keyboard_stays_until_the_bot_takes_it_away(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "How do we reach you?", reply_markup=ASK)
    await bot.send_message(anna.id, "Any time is fine.")
    assert [one.text for one in anna.chat.below.buttons] == ["My number", "Later"]
    await bot.send_message(anna.id, "Thank you.", reply_markup=ReplyKeyboardRemove())
    assert anna.chat.below.buttons == ()


async def test_buttons_below_send_their_text_or_share_the_number(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "How do we reach you?", reply_markup=ASK)
    await anna.press_below("Later")
    await anna.press_below("My number")
    text, contact = await _heard(bot)
    assert text.text == "Later"
    assert contact.contact is not None and contact.contact.user_id == anna.id
    with pytest.raises(LookupError, match="'My number', 'Later'"):
        await anna.press_below("Never")


async def test_a_one_time_keyboard_folds_away_once_it_is_used(bot: Bot, anna: Person) -> None:
    once = ReplyKeyboardMarkup([["Yes"]], one_time_keyboard=True)
    await bot.send_message(anna.id, "Now?", reply_markup=once)
    folded = [anna.chat.is_folded]
    await anna.press_below("Yes")
    folded.append(anna.chat.is_folded)
    await bot.send_message(anna.id, "And now?", reply_markup=once)
    folded.append(anna.chat.is_folded)
    assert folded == [False, True, False]


async def test_a_message_that_changed_what_is_below_cannot_be_edited(bot: Bot, anna: Person) -> None:
    for markup in (ASK, ReplyKeyboardRemove()):
        sent = await bot.send_message(anna.id, "one", reply_markup=markup)
        with pytest.raises(BadRequest, match="Message can't be edited"):
            await sent.edit_text("two")


async def test_no_edit_brings_a_reply_keyboard(bot: Bot, anna: Person, call: Call) -> None:
    sent = await bot.send_message(anna.id, "one")
    status, answer = await call(
        "editMessageText", chat_id=anna.id, message_id=sent.message_id, text="two", reply_markup=ASK.to_dict()
    )
    assert (status, answer["description"]) == (400, "Bad Request: inline keyboard expected")


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ({"keyboard": []}, "reply markup is empty"),
        ({"keyboard": [[{"text": " "}]]}, "button text must be non-empty"),
        ({"keyboard": [["x"] * 13]}, "reply markup is too long"),
        ({"keyboard": [["x"]] * 301}, "reply markup is too long"),
        ({"keyboard": "x"}, "object expected as reply markup"),
        ({"keyboard": [["x"]], "input_field_placeholder": "x" * 65}, "placeholder is too long"),
    ],
)
async def test_a_reply_keyboard_that_telegram_would_not_take_is_refused(
    anna: Person, call: Call, markup: dict[str, object], complaint: str
) -> None:
    status, answer = await call("sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
    assert status == 400 and complaint in answer["description"]


async def test_nobodys_number_is_asked_for_in_a_group(bot: Bot, anna: Person, sandbox: Sandbox) -> None:
    group = sandbox.group("Sales", [anna])
    with pytest.raises(BadRequest, match="private chats only"):
        await bot.send_message(group.id, "Who are you?", reply_markup=ASK)


async def test_a_caption_that_nobody_could_type_is_refused(anna: Person) -> None:
    with pytest.raises(ValueError, match="at most 1024"):
        await anna.send_photo(_png(), "x" * 1025)
