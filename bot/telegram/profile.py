"""What people see of the bot before they write to it: its description, and the command menus."""

from __future__ import annotations

import logging
from typing import Any

from telegram.error import TelegramError

from bot.people.access import Standing
from bot.telegram.connection import Wire
from bot.telegram.outgoing import Menu
from messages import label, languages

log = logging.getLogger(__name__)

PRIVACY = ("privacy", "mydata", "forget")
STRANGERS = ("start", "help", *PRIVACY)
MANAGERS = ("quiz", "clients", "settings", "help", "cancel", *PRIVACY)
LEADS = ("quiz", "clients", "team", "invite", "settings", "help", "cancel", *PRIVACY)
MEMBERS = {Standing.MANAGER: MANAGERS, Standing.LEAD: LEADS}


def menu(names: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API takes them."""
    return [{"command": name, "description": label(f"command_{name}", language)} for name in names]


def menu_of(outgoing: Menu) -> tuple[str, dict[str, Any]]:
    """The call that hangs one person's menu; who is not on the team has the one that everybody has."""
    scope = {"scope": {"type": "chat", "chat_id": outgoing.chat}}
    names = MEMBERS.get(outgoing.standing)
    if names is None:
        return "deleteMyCommands", scope
    return "setMyCommands", {"commands": menu(names, outgoing.language)} | scope


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
