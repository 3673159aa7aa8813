"""aiogram-dialog as its documentation shows it: a window for each question, kept in memory."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Column, Select
from aiogram_dialog.widgets.text import Const, Format

from benchmarks.race.peers.quiz import QUIZ, TOKEN, URL, end, labels, text

Asking: Any = type("Asking", (StatesGroup,), {f"question{n}": State() for n in range(len(QUIZ) + 1)})


async def choose(_query: Any, _widget: Any, manager: DialogManager, number: str) -> None:
    """Keep the answer and show what comes next."""
    manager.dialog_data.setdefault("answers", []).append(number)
    await manager.next()


async def begin(_message: Message, dialog_manager: DialogManager) -> None:
    """The first question."""
    await dialog_manager.start(Asking.question0, mode=StartMode.RESET_STACK)


async def thanks(dialog_manager: DialogManager, **_: Any) -> dict[str, str]:
    """What the last window speaks of."""
    return {"end": end(dialog_manager.dialog_data["answers"])}


def window(place: int) -> Window:
    """A question with its options."""
    items = [(label, str(number)) for number, label in enumerate(labels(place))]
    options: Any = Select(
        Format("{item[0]}"), id=f"q{place}", item_id_getter=itemgetter(1), items=items, on_click=choose
    )
    return Window(Const(text(place)), Column(options), state=getattr(Asking, f"question{place}"))


async def poll() -> None:
    """Poll until stopped."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(storage=MemoryStorage())
    last = Window(Format("{end}"), state=getattr(Asking, f"question{len(QUIZ)}"), getter=thanks)
    dispatcher.message.register(begin, Command("quiz"))
    dispatcher.include_router(Dialog(*(window(place) for place in range(len(QUIZ))), last))
    setup_dialogs(dispatcher, events_isolation=SimpleEventIsolation())  # one tap after the other
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    uvloop.run(poll())
