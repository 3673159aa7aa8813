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

STUDIO_SHOWN = 60
"""Characters of the studio's name: Telegram takes 120 in a short description."""

PRIVACY = ("privacy", "mydata", "forget")
PROSPECTS = ("start", "help", "settings", "cancel", *PRIVACY)
"""Of everybody who is not on the team: most of them came by a link to answer a few questions."""
ASKING = ("quiz", "brief", "clients", "mylink", "practice")
MANAGERS = (*ASKING, "export", "settings", "help", "cancel", *PRIVACY)
LEADS = (
    *ASKING,
    "summary",
    "funnel",
    "segments",
    "report",
    "calibrate",
    "export",
    "team",
    "invite",
    "settings",
    "help",
    "cancel",
    *PRIVACY,
)
MENUS = {Standing.STRANGER: PROSPECTS, Standing.MANAGER: MANAGERS, Standing.LEAD: LEADS}


def menu(names: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Commands with their descriptions, as the Bot API takes them."""
    return [{"command": name, "description": label(f"command_{name}", language)} for name in names]


def menu_of(outgoing: Menu) -> tuple[str, dict[str, Any]]:
    """The call that hangs one person's menu; who left the team has the one that everybody has."""
    scope = {"scope": {"type": "chat", "chat_id": outgoing.chat}}
    names = MENUS.get(outgoing.standing)
    if names is None:
        return "deleteMyCommands", scope
    return "setMyCommands", {"commands": menu(names, outgoing.language)} | scope


async def introduce(bot: Wire, studio: str | None = None) -> None:
    """Set the description and everybody's commands in every language, the first as the default.

    They are set in the background and change nothing if they fail: the bot works without.

    Args:
        bot: to set them with.
        studio: whose bot it is: who got a link reads it before they press START.
    """
    for place, language in enumerate(languages()):
        spoken = {} if place == 0 else {"language_code": language}
        await _call(bot, "setMyCommands", {"commands": menu(PROSPECTS, language)} | spoken)
        for method, content in described(studio, language):
            await _call(bot, method, content | spoken)


def described(studio: str | None, language: str) -> list[tuple[str, dict[str, str]]]:
    """The calls that say whose bot this is and what for, the long way and the short way."""
    name = studio[:STUDIO_SHOWN] if studio else None
    words = {
        kind: label(f"{kind}_of", language, studio=name) if name else label(kind, language)
        for kind in ("description", "short_description")
    }
    return [
        ("setMyDescription", {"description": words["description"]}),
        ("setMyShortDescription", {"short_description": words["short_description"]}),
    ]


async def _call(bot: Wire, method: str, content: dict[str, Any]) -> None:
    try:
        await bot.tell(method, content)
    except TelegramError as error:
        log.warning("%s: %s", method, error.message)
