"""What the commands that touch the world do: run the bot, try it, bring the database up to date."""

from __future__ import annotations

import asyncio
import logging
import webbrowser
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bot.app import wired
from bot.config import NEEDED_TO_RUN, ConfigError, Settings, load_settings, near_misses
from bot.logs import start_logging
from bot.rubbish import look_from_now_on
from bot.stopping import stop_signal
from bot.storage import migrate
from bot.storage.errors import DatabaseUnreachable, StorageError
from bot.telegram.connection import CannotConnect, OutOfReach
from bot.web.refusal import CannotListen
from questionnaires.content.errors import ContentErrors
from questionnaires.content.files.folders import LIBRARY, StudioFacts
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet

log = logging.getLogger(__name__)

Say = Callable[[str], None]
Refuse = Callable[[str], NoReturn]

TRIAL_FOLDER = Path(".firstcall-try")
EXPECTED = (ConfigError, ContentErrors, StorageError, CannotConnect, CannotListen)
"""Faults with a text for whoever starts the bot; anything else is a bug and shows its traceback."""
PASSING = (DatabaseUnreachable, OutOfReach)
"""Those of them that may be gone at the next try, with the same settings."""


def run_bot(say: Say, refuse: Refuse, put_off: Refuse) -> int:
    """Run the real bot until SIGINT or SIGTERM; `put_off` refuses what a supervisor is to try again."""
    try:
        settings = load_settings(needed=NEEDED_TO_RUN)
        start_logging(settings.secrets)
        for line in near_misses():
            log.warning(line)
        _loop(_run(settings, _content(settings.content_dir, StudioFacts.OWN), say))
    except PASSING as error:
        put_off(str(error))
    except EXPECTED as error:
        refuse(str(error))
    return 0


async def _run(settings: Settings, content: ContentSet, say: Say) -> None:
    async with wired(settings, content) as firstcall:
        look_from_now_on()
        name = f"@{firstcall.bot.username}" if firstcall.bot.username else firstcall.bot.first_name
        say(f"{name} is running; stop it with Ctrl-C.")
        if firstcall.claim_link:
            say(f"It has no team lead yet. Whoever opens this link first becomes it: {firstcall.claim_link}")
        if settings.content_dir is not None:
            await asyncio.to_thread(_warn_of_borrowed_facts, content)
        await firstcall.run(stop_signal())


def _warn_of_borrowed_facts(content: ContentSet) -> None:
    """Clients would be told what the studio never said: `firstcall check` minds, but nobody has to run it."""
    from bot.check import invented  # only who has content of their own waits for it

    for fact in invented(content.studio):
        log.warning("%s", fact)


def upgrade_database(say: Say, refuse: Refuse) -> int:
    """Bring the tables to this release."""
    try:
        settings = load_settings()
        asyncio.run(migrate.upgrade(settings.database_url.get_secret_value()))
        say(f"{settings.database_place} is up to date.")
    except EXPECTED as error:
        refuse(str(error))
    return 0


# --- try --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """How to try the bot."""

    port: int
    opens_browser: bool


def try_bot(trial: Trial, say: Say, refuse: Refuse) -> int:
    """Run the bot against a sandbox on this machine, with a fresh database and a key of its own."""
    try:
        start_logging(level=logging.WARNING)
        _loop(_try(trial, say))
    except EXPECTED as error:
        refuse(str(error))
    except OSError as error:
        refuse(_why_not(trial, error))
    return 0


def _why_not(trial: Trial, error: OSError) -> str:
    """Of a file the system says the name; of a port it says none."""
    if error.filename is None:
        return f"port {trial.port}: {error.strerror}; expected a free one: firstcall try --port 8766"
    return (
        f"{Path(error.filename).absolute()}: {error.strerror}; expected a folder of its own here: start "
        "`firstcall try` in a folder that you may write to"
    )


async def _try(trial: Trial, say: Say) -> None:
    from bot.trial import in_sandbox

    content = _content(load_settings().content_dir, StudioFacts.EXAMPLE)
    async with in_sandbox(content, TRIAL_FOLDER, trial.port) as (sandbox, firstcall):
        say(f"Firstcall is running in a sandbox: {sandbox.url}")
        say("Nothing leaves this machine, and every start begins afresh. Stop it with Ctrl-C.")
        if trial.opens_browser:
            webbrowser.open(sandbox.url)
        await firstcall.run(stop_signal())


# --- small parts ------------------------------------------------------------------------------------------


def _content(own: Path | None, studio: StudioFacts) -> ContentSet:
    return load(*((LIBRARY, own) if own else (LIBRARY,)), studio=studio)


def _loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on the faster loop where there is one."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)
