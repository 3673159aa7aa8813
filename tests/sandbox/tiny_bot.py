"""A bot of the page tests' own: greets, echoes, and has one button of each kind."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telegram import (
    Bot,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox import Sandbox

GREETING = (
    "<b>Lotus Bakery</b> · novice-cautious, <i>likely</i>\n\n"
    "<b>SAY FIRST</b>  <i>Before prices, let me show you the four steps.</i>\n"
    "<blockquote>You see and approve each one before you pay for the next.</blockquote>\n"
    "<b>TRAP</b>  Silence is not <u>approval</u>. <tg-spoiler>They will reopen the design.</tg-spoiler>\n"
    'Code <code>A-17</code>, <a href="https://example.org/">an example</a>, /help'
)
NUMBER = ReplyKeyboardMarkup(
    [[KeyboardButton("Share my number", request_contact=True)], ["By mail", "Not now"]],
    one_time_keyboard=True,
    input_field_placeholder="Or write how",
)
QUOTE = "<pre>Good afternoon!\nThank you for the call.</pre>"


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows of buttons."""
    return InlineKeyboardMarkup(rows)


def _data(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


class TinyBot:
    """Answers updates as they come."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.counter = 0

    async def run(self) -> None:
        """Polls until cancelled."""
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=30):
                offset = update.update_id + 1
                if update.callback_query:
                    await self._tapped(update.callback_query)
                elif update.message:
                    await self._told(update.message)

    def menu(self) -> InlineKeyboardMarkup:
        """One button of each kind."""
        return keyboard(
            [_data(f"Count: {self.counter}", "count")],
            [_data("Toast", "toast"), _data("Alert", "alert")],
            [_data("Never answered", "silence")],
            [
                InlineKeyboardButton("Copy", copy_text=CopyTextButton("Thank you for the call.")),
                InlineKeyboardButton("Site", url="https://example.org/"),
            ],
        )

    async def _told(self, message: Message) -> None:
        text = message.text or ""
        if text.startswith("/start"):
            payload = text.removeprefix("/start").strip()
            source = GREETING + (f"\nInvitation: <code>{payload}</code>" if payload else "")
            await self.bot.send_message(message.chat_id, source, parse_mode="HTML", reply_markup=self.menu())
        elif text == "/quote":
            await self.bot.send_message(message.chat_id, QUOTE, parse_mode="HTML")
        elif text == "/number":
            await self.bot.send_message(message.chat_id, "How do we reach you?", reply_markup=NUMBER)
        elif message.contact:
            number = f"Thank you, {message.contact.phone_number}"
            await self.bot.send_message(message.chat_id, number, reply_markup=ReplyKeyboardRemove())
        elif message.photo:
            await self.bot.send_photo(message.chat_id, message.photo[0].file_id, caption=message.caption)
        elif message.document:
            file = message.document
            await self.bot.send_message(
                message.chat_id, f"{file.file_name}, {file.mime_type}, {file.file_size}"
            )
        elif text == "/invite":
            link = f"https://t.me/{self.bot.username}?start=invited"
            await self.bot.send_message(message.chat_id, f"Send this to them: {link}")
        else:
            user = message.from_user
            await self.bot.send_message(
                message.chat_id,
                f"{user.language_code if user else '?'}: {text}",
                reply_parameters=ReplyParameters(message.message_id),
            )

    async def _tapped(self, query: CallbackQuery) -> None:
        if query.data == "toast":
            await query.answer("Kept as a note")
        elif query.data == "alert":
            await query.answer("This question is over.\nHere is where you stand.", show_alert=True)
        elif query.data == "count":
            self.counter += 1
            await query.edit_message_reply_markup(self.menu())
            await query.answer()


@contextlib.asynccontextmanager
async def tiny_bot(sandbox: Sandbox) -> AsyncIterator[TinyBot]:
    """The bot, running against a sandbox."""
    async with Bot(sandbox.token, base_url=sandbox.url + "/bot") as bot:
        await bot.set_my_description("After the first call: nine taps, and you know what to say next.")
        await bot.set_my_commands(
            [("help", "What this is"), ("quote", "A text to copy"), ("invite", "A link")]
        )
        await bot.set_my_commands([("help", "Что это такое")], language_code="ru")
        tiny = TinyBot(bot)
        task = asyncio.create_task(tiny.run())
        try:
            yield tiny
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
