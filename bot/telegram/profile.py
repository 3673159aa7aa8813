"""What people see of the bot before they write to it: its description, and the command menus."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from messages import label, languages

log = logging.getLogger(__name__)

STRANGERS = ("start", "help", "privacy")
MEMBERS = ("quiz", "clients", "settings", "help", "privacy", "cancel")
LEADS = ("quiz", "clients", "invite", "settings", "help", "privacy", "cancel")


def menu(names: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API takes them."""
    return [{"command": name, "description": label(f"command_{name}", language)} for name in names]


async def introduce(bot: Bot) -> None:
    """Set the description and the strangers' commands in every language, the first as the default.

    They are set in the background and change nothing if they fail: the bot works without.
    """
    for place, language in enumerate(languages()):
        spoken = {} if place == 0 else {"language_code": language}
        await _call(bot, "setMyCommands", {"commands": menu(STRANGERS, language)} | spoken)
        await _call(bot, "setMyDescription", {"description": label("description", language)} | spoken)
        short = {"short_description": label("short_description", language)}
        await _call(bot, "setMyShortDescription", short | spoken)


async def _call(bot: Bot, method: str, content: dict[str, Any]) -> None:
    try:
        await bot.do_api_request(method, api_kwargs=content)
    except TelegramError as error:
        log.warning("%s: %s", method, error.message)
