"""What `firstcall demo-data` does: an invented history in an empty database, never beside a real one."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from bot.clock import now
from bot.commands import EXPECTED, Refuse, Say
from bot.config import Settings, load_settings
from bot.interviews.scripts import Scripts
from bot.reports import demo
from bot.reports.calendar import schedule
from bot.storage import Database, Transaction, Vault, migrate
from bot.storage.queries import bulk
from questionnaires.content.files.folders import LIBRARY, StudioFacts
from questionnaires.content.loader import load


@dataclass(frozen=True)
class Invention:
    """How much to invent."""

    days: int
    per_day: float
    managers: int
    seed: int


class NotEmpty(Exception):
    """The database holds interviews, which may be real."""


def fill_database(wanted: Invention, say: Say, refuse: Refuse) -> int:
    """Fill the database that the settings name."""
    try:
        settings = load_settings(needed=("data_key",))
        stored = asyncio.run(_fill(settings, wanted))
    except (*EXPECTED, NotEmpty) as error:
        refuse(str(error))
    say(f"{settings.database_place}: {stored['clients']} clients, {stored['interviews']} interviews")
    return 0


async def _fill(settings: Settings, wanted: Invention) -> Counter[str]:
    url = settings.database_url.get_secret_value()
    await migrate.upgrade(url)
    database = await Database.open(url, Vault(settings.data_keys))
    try:
        return await database.transaction(lambda tx: _invent(tx, settings, wanted))
    finally:
        await database.close()


def _invent(tx: Transaction, settings: Settings, wanted: Invention) -> Counter[str]:
    if not bulk.is_unused(tx):
        raise NotEmpty(
            f"{settings.database_place} holds interviews already; expected a database without any, "
            "so that invented clients never stand among real ones. DATABASE_URL names another."
        )
    folders = (LIBRARY, settings.content_dir) if settings.content_dir else (LIBRARY,)
    scripts = Scripts(load(*folders, studio=StudioFacts.EXAMPLE))
    plan = demo.Plan(now(), wanted.days, wanted.per_day, wanted.seed)
    return demo.fill(tx, scripts, schedule(settings), plan, demo.hire(tx, plan, wanted.managers))
