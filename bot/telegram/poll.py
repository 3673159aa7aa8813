"""The poll itself: how updates are asked for.

It needs the connection and nothing else, so that the first one can be on its way while the rooms that handle
what it brings are still being loaded.
"""

from __future__ import annotations

import logging
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.telegram.answers import NoSuchMethod, NotTelegram
from bot.telegram.connection import Wire, out_of_reach

log = logging.getLogger(__name__)

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

    A Bot API server that cannot do that has no webhooks, and needs no more than to be polled.

    Raises:
        OutOfReach: Telegram does not answer.
    """
    try:
        await bot.tell("deleteWebhook", {})
    except (NoSuchMethod, NotTelegram, BadRequest) as error:
        log.warning("deleteWebhook: %s; polling all the same", error.message)
    except TelegramError as error:
        raise out_of_reach(bot, error) from error
