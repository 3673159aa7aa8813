"""The poll itself: how updates are asked for.

It needs the connection and nothing else, so that the first one can be on its way while the rooms that handle
what it brings are still being loaded.
"""

from __future__ import annotations

from typing import Any

from telegram.error import TelegramError

from bot.telegram.connection import Wire, out_of_reach

BATCH = 100
"""The most that one poll brings."""
HANDLED_KINDS = ["message", "callback_query", "my_chat_member"]
POLL_SECONDS = 25
PATIENCE = 15.0
"""Seconds beyond the poll before a connection counts as dead."""


async def poll(bot: Wire, offset: int | None = None) -> list[dict[str, Any]]:
    """Ask for updates, and wait for them.

    Args:
        bot: to ask with.
        offset: the first update wanted, which acknowledges all before it; None acknowledges nothing new.

    Raises:
        telegram.error.TelegramError: as for every call.
    """
    question: dict[str, Any] = {
        "timeout": POLL_SECONDS,
        "limit": BATCH,
        "allowed_updates": HANDLED_KINDS,
    }
    if offset is not None:
        question["offset"] = offset
    found = await bot.call("getUpdates", question, seconds=POLL_SECONDS + PATIENCE)
    return list(found)


async def leave_webhook(bot: Wire) -> None:
    """Take the bot off any webhook, so that it may poll; what waits there is kept.

    Raises:
        CannotConnect: Telegram is out of reach.
    """
    try:
        await bot.delete_webhook()
    except TelegramError as error:
        raise out_of_reach(bot, error) from error
