"""A connected Bot: the library's own class over our request class."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.telegram.request import AiohttpRequest

__all__ = ["Bot", "CannotConnect", "connected"]


class CannotConnect(Exception):
    """What is in the way to Telegram, and what was expected."""


@asynccontextmanager
async def connected(token: str, api_url: str) -> AsyncIterator[Bot]:
    """A Bot that Telegram has recognised, taken off any webhook.

    Args:
        token: of the bot.
        api_url: the root of the Bot API server, without `/bot`.

    Raises:
        CannotConnect: see there.
    """
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )
    try:
        await bot.initialize()
        await bot.delete_webhook()
    except InvalidToken as error:
        await bot.shutdown()
        raise CannotConnect(
            "Telegram does not accept BOT_TOKEN. Expected the token that @BotFather gave you; "
            "/token in a chat with @BotFather shows it."
        ) from error
    except TelegramError as error:
        await bot.shutdown()
        raise CannotConnect(
            f"{api_url} is out of reach ({type(error).__name__}). "
            "Expected a Bot API server; is this machine online?"
        ) from error
    try:
        yield bot
    finally:
        await bot.shutdown()
