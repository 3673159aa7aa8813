"""aiogram as its documentation shows it: the finite state machine, kept in memory."""

from __future__ import annotations

import uvloop
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks.race.peers.quiz import QUIZ, TOKEN, URL, end, labels, text

ASKING = State("asking", group_name="quiz")


def keyboard(place: int) -> InlineKeyboardMarkup:
    """An option a row; the data names the question, so that a double tap answers no other."""
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"{place}:{number}")]
        for number, label in enumerate(labels(place))
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def begin(message: Message, state: FSMContext) -> None:
    """The first question."""
    await state.set_state(ASKING)
    await state.set_data({"answers": []})
    await message.answer(text(0), reply_markup=keyboard(0))


async def answer(query: CallbackQuery, state: FSMContext) -> None:
    """Keep the answer and show what comes next."""
    answers = (await state.get_data())["answers"]
    place, number = query.data.split(":")
    await query.answer()
    if int(place) != len(answers):
        return
    answers = [*answers, number]
    await state.update_data(answers=answers)
    if len(answers) == len(QUIZ):
        await state.set_state(None)
        await query.message.edit_text(end(answers))
    else:
        await query.message.edit_text(text(len(answers)), reply_markup=keyboard(len(answers)))


async def poll() -> None:
    """Poll until stopped."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(begin, Command("quiz"))
    dispatcher.callback_query.register(answer, ASKING, F.data)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    uvloop.run(poll())
