"""The bot in a sandbox: phones of a lead and a manager, with links that let them in, and of a prospect."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app import Firstcall, wired
from bot.clock import now
from bot.config import Settings
from bot.people.joining import INVITATION_LIVES
from bot.people.tokens import new_token, token_hash
from bot.sandbox import Persona, Sandbox
from bot.storage.database import Transaction
from bot.storage.queries import invitations
from bot.storage.vault import Vault
from questionnaires.content.model import ContentSet

LEAD, MANAGER = Persona("Vera", "Team lead"), Persona("Max", "Sales manager")
PROSPECT = Persona("Anna", "Prospect", language="ru")
"""Has no link at first: the manager makes one, and it is opened on this phone."""


@asynccontextmanager
async def in_sandbox(
    content: ContentSet, folder: Path, port: int = 0
) -> AsyncIterator[tuple[Sandbox, Firstcall]]:
    """A sandbox and the bot wired to it, with a fresh database and key in a folder of its own below `folder`.

    The sandbox remembers no messages from an earlier run, so the bot must not remember any quizzes.
    """
    async with (
        Sandbox([LEAD, MANAGER, PROSPECT], port=port) as sandbox,
        wired(_settings(sandbox, _fresh(folder, sandbox)), content) as bot,
    ):
        lead, manager, _ = sandbox.people
        lead.start_payload = bot.claim_token
        manager.start_payload = await bot.database.transaction(_manager_token)
        yield sandbox, bot


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


def _manager_token(tx: Transaction) -> str:
    """An invitation that no lead has to write first."""
    token = new_token()
    invitations.create(tx, token_hash(token), "manager", None, now(), now() + INVITATION_LIVES)
    return token
