"""The bot in a sandbox: phones of a lead and a manager, with links that let them in, and of a prospect.

Its days are the sandbox's own: they begin on a working day's afternoon, and whoever tries the bot puts the
time forward to see what happens in the evening, the next morning, or after two weeks.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import wired
from bot.clock import now
from bot.config import Settings
from bot.firstcall import Firstcall
from bot.people.joining import INVITATION_LIVES
from bot.people.tokens import new_token, token_hash
from bot.reports import demo
from bot.reports.windows import Schedule
from bot.sandbox import Dial, Jump, Persona, Sandbox, TimeMoved, Timepiece
from bot.sandbox.world.changes import Change
from bot.storage.queries import invitations
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault
from questionnaires.content.model import ContentSet

LEAD, MANAGER = Persona("Vera", "Team lead"), Persona("Max", "Sales manager")
PROSPECT = Persona("Anna", "Prospect", language="ru")
"""Has no link at first: the manager makes one, and it is opened on this phone."""
BEGINS_AT, MORNING = time(16, 40), time(9, 45)
"""Local times of the sandbox's first afternoon, and of a morning when people are at work."""
HISTORY = timedelta(days=365)
INVENTED_MANAGERS = 3


@asynccontextmanager
async def in_sandbox(
    content: ContentSet, folder: Path, port: int = 0, history: timedelta = HISTORY
) -> AsyncIterator[tuple[Sandbox, Firstcall]]:
    """A sandbox and the bot wired to it, with a fresh database and key in a folder of its own below `folder`.

    The sandbox remembers no messages from an earlier run, so the bot must not remember any quizzes.

    Args:
        history: how far back an invented history goes, so that a lead has something to read; zero = none.
    """
    dial = _dial(Settings())
    async with (
        Sandbox([LEAD, MANAGER, PROSPECT], port=port, dial=dial) as sandbox,
        wired(_settings(sandbox, _fresh(folder, sandbox)), content, dial.time) as bot,
    ):
        lead, manager, _ = sandbox.people
        lead.start_payload = bot.claim_token
        manager.start_payload = await bot.database.transaction(lambda tx: _manager_token(tx, dial.time()))
        if history:
            plan = demo.Plan(dial.time(), history.days)
            await bot.database.transaction(lambda tx: _invent(tx, bot, plan))
        sandbox.world.watchers.add(lambda change: _notice(change, bot))
        yield sandbox, bot


def _notice(change: Change, bot: Firstcall) -> None:
    if isinstance(change, TimeMoved):
        bot.clockwork.hurry()


def _invent(tx: Transaction, bot: Firstcall, plan: demo.Plan) -> None:
    owners = demo.hire(tx, plan, INVENTED_MANAGERS)
    demo.fill(tx, bot.desk.scripts, bot.desk.house.schedule, plan, owners)


# --- its time ---------------------------------------------------------------------------------------------


def _dial(settings: Settings) -> Dial:
    schedule = Schedule(settings.timezone, settings.summary_at, settings.summary_days)
    return Dial(
        Timepiece(_first_afternoon(schedule, now())),
        settings.timezone,
        (
            Jump("hour", "An hour later", lambda moment: moment + timedelta(hours=1)),
            Jump("evening", "End the day", lambda moment: _evening(schedule, moment)),
            Jump("morning", "Next morning", lambda moment: _morning(schedule, moment)),
            Jump("fortnight", "Two weeks later", lambda moment: moment + timedelta(days=14)),
        ),
    )


def _first_afternoon(schedule: Schedule, moment: datetime) -> datetime:
    """Of today, or of the next day on which the studio works."""
    day = moment.astimezone(schedule.zone).date()
    while not schedule.works_on(day):
        day += timedelta(days=1)
    return datetime.combine(day, BEGINS_AT, schedule.zone)


def _evening(schedule: Schedule, moment: datetime) -> datetime:
    return schedule.next_end(moment) + timedelta(minutes=1)


def _morning(schedule: Schedule, moment: datetime) -> datetime:
    """When the studio is at work again."""
    day = moment.astimezone(schedule.zone).date()
    while (found := datetime.combine(day, MORNING, schedule.zone)) <= moment or not schedule.works_on(day):
        day += timedelta(days=1)
    return found


# --- what is there at first -------------------------------------------------------------------------------


def _fresh(folder: Path, sandbox: Sandbox) -> Path:
    """An empty folder for the sandbox on this port; one on another port keeps its own."""
    own = folder / (sandbox.url.rpartition(":")[2])
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    return own


def _settings(sandbox: Sandbox, folder: Path) -> Settings:
    return Settings(
        bot_token=SecretStr(sandbox.token),
        bot_api_url=sandbox.url,
        database_url=SecretStr(f"sqlite:///{folder / 'try.sqlite3'}"),
        data_key=SecretStr(Vault.new_key()),
        studio_name="Riverbend Studio",
        studio_contact="hello@riverbend.example",
    )


def _manager_token(tx: Transaction, moment: datetime) -> str:
    """An invitation that no lead has to write first."""
    token = new_token()
    invitations.create(tx, token_hash(token), "manager", None, moment, moment + INVITATION_LIVES)
    return token
