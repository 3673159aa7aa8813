"""What people see of the bot before they write to it: its description, and the command menus."""

from __future__ import annotations

import logging
from typing import Any

from telegram.error import TelegramError

from bot.telegram.connection import Wire
from bot.telegram.outgoing import Menu
from messages import label, languages

log = logging.getLogger(__name__)

STRANGERS = ("start", "help", "privacy")
MEMBERS = ("quiz", "clients", "settings", "help", "privacy", "cancel")
LEADS = ("quiz", "clients", "invite", "settings", "help", "privacy", "cancel")


def menu(names: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API takes them."""
    return [{"command": name, "description": label(f"command_{name}", language)} for name in names]


def menu_of(outgoing: Menu) -> dict[str, Any]:
    """The menu of one person's chat, as the Bot API takes it."""
    names = LEADS if outgoing.is_lead else MEMBERS
    scope = {"type": "chat", "chat_id": outgoing.chat}
    return {"commands": menu(names, outgoing.language), "scope": scope}


async def introduce(bot: Wire) -> None:
    """Set the description and the strangers' commands in every language, the first as the default.

    They are set in the background and change nothing if they fail: the bot works without.
    """
    for place, language in enumerate(languages()):
        spoken = {} if place == 0 else {"language_code": language}
        await _call(bot, "setMyCommands", {"commands": menu(STRANGERS, language)} | spoken)
        await _call(bot, "setMyDescription", {"description": label("description", language)} | spoken)
        short = {"short_description": label("short_description", language)}
        await _call(bot, "setMyShortDescription", short | spoken)


async def _call(bot: Wire, method: str, content: dict[str, Any]) -> None:
    try:
        await bot.call(method, content)
    except TelegramError as error:
        log.warning("%s: %s", method, error.message)
