"""python-telegram-bot as its examples show it: a ConversationHandler, kept in a pickle."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import uvloop
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    PicklePersistence,
)

from benchmarks.race.peers.quiz import QUIZ, TOKEN, URL, end, labels, text


def keyboard(place: int) -> InlineKeyboardMarkup:
    """An option a row; the data names the question, so that a double tap answers no other."""
    rows = [
        [InlineKeyboardButton(label, callback_data=f"{place}:{number}")]
        for number, label in enumerate(labels(place))
    ]
    return InlineKeyboardMarkup(rows)


async def begin(update: Update, context: Any) -> int:
    """The first question."""
    context.user_data["answers"] = []
    assert update.message is not None
    await update.message.reply_text(text(0), parse_mode=ParseMode.HTML, reply_markup=keyboard(0))
    return 0


async def answer(update: Update, context: Any) -> int:
    """Keep the answer and show what comes next."""
    query = update.callback_query
    assert query is not None and query.data is not None
    place, number = query.data.split(":")
    answers: list[str] = context.user_data["answers"]
    if int(place) != len(answers):
        await query.answer()
        return len(answers)
    answers.append(number)
    await query.answer()
    if len(answers) == len(QUIZ):
        await query.edit_message_text(end(answers))
        return int(ConversationHandler.END)
    upcoming = len(answers)
    await query.edit_message_text(text(upcoming), parse_mode=ParseMode.HTML, reply_markup=keyboard(upcoming))
    return upcoming


def main() -> None:
    """Poll until stopped."""
    asyncio.set_event_loop(uvloop.new_event_loop())
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{URL}/bot")
        .persistence(PicklePersistence(Path("peer.pickle")))
        .build()
    )
    states: dict[object, list[Any]] = {place: [CallbackQueryHandler(answer)] for place in range(len(QUIZ))}
    start: Any = CommandHandler("quiz", begin)
    talk = ConversationHandler([start], states, [start], persistent=True, name="quiz", allow_reentry=True)
    application.add_handler(talk)
    application.run_polling()


if __name__ == "__main__":
    main()
