"""The whole bot in this process, its calls led to a far side that is here too: no network between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import clock
from bot.interviews import Scripts
from bot.rubbish import look_from_now_on
from bot.storage import Vault, migrate
from bot.storage.database import Database
from bot.telegram.connection import Wire
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk, House
from bot.telegram.express import Express
from bot.telegram.intake import Counter
from bot.telegram.request import Request
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load

FIRST_PERSON = 1001
ME = {"id": 42, "is_bot": True, "first_name": "Bot", "username": "inside_bot"}


@dataclass(frozen=True)
class Inside:
    """A bot that serves."""

    database: Database
    counter: Counter
    courier: Courier

    async def take(self, batch: list[dict[str, object]]) -> None:
        """Handle updates, and return when everything that follows from them is sent."""
        await self.counter.take(batch)
        await self.courier.drain()


class Line(Request):
    """A request class that leads to the far side."""

    def __init__(self, far_side: Express) -> None:
        """Nothing is opened."""
        super().__init__()
        self.express = far_side


@asynccontextmanager
async def serving(folder: Path, far_side: Express, people: Sequence[int]) -> AsyncIterator[Inside]:
    """A bot with a fresh SQLite file, where everybody may do everything."""
    url = f"sqlite:///{folder / 'inside.sqlite3'}"
    await migrate.upgrade(url)
    database = await Database.open(url, Vault([Vault.new_key()]))
    line = Line(far_side)
    bot = Wire("42:inside", base_url="http://far/bot", request=line, get_updates_request=line)
    await bot.initialize()
    scripts = Scripts(load(studio=StudioFacts.OWN))
    await database.transaction(lambda tx: scripts.publish(tx, clock.now()))
    house = House("inside_bot", "en", ZoneInfo("UTC"), admin_ids=tuple(people))
    courier = Courier(bot, database)
    counter = Counter(bot, Desk(bot.id, house, scripts), database, courier, clock.now)
    look_from_now_on()  # as `firstcall run` does
    yield Inside(database, counter, courier)
    await counter.settle()
    await database.close()
