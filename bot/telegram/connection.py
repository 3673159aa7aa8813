"""A connected bot: the library's own class over our request class, with one call for plain data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.telegram.request import AiohttpRequest

__all__ = ["CannotConnect", "Wire", "connected"]


class Wire(Bot):
    """The library's Bot, and a way to call the Bot API with plain data and get plain data back.

    What this bot sends is plain data already; making the library's objects of it, only for them to be taken
    apart again, costs more than everything else on the way of a tap. Errors are mapped as always.
    """

    _heard_at: float | None = None

    @property
    def heard_at(self) -> float | None:
        """When Telegram last did what it was asked, in seconds of the loop's clock."""
        return self._heard_at

    async def _post(self, *args: Any, **kwargs: Any) -> Any:
        result = await super()._post(*args, **kwargs)
        self._heard_at = asyncio.get_running_loop().time()
        return result

    async def call(self, method: str, content: dict[str, Any], read_timeout: float | None = None) -> Any:
        """Call a method of the Bot API.

        Args:
            method: as the Bot API names it: `sendMessage`.
            content: JSON values.
            read_timeout: seconds to wait for the answer, where the usual ones are not right.

        Returns:
            The `result` of the answer, as it came.

        Raises:
            telegram.error.TelegramError: as for every other method of the Bot.
        """
        patience: dict[str, Any] = {} if read_timeout is None else {"read_timeout": read_timeout}
        return await self._post(method, content, **patience)


class CannotConnect(Exception):
    """What is in the way to Telegram, and what was expected."""


@asynccontextmanager
async def connected(token: str, api_url: str) -> AsyncIterator[Wire]:
    """A Bot that Telegram has recognised.

    Args:
        token: of the bot.
        api_url: the root of the Bot API server, without `/bot`.

    Raises:
        CannotConnect: see there.
    """
    bot = Wire(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )
    try:
        await bot.initialize()
    except InvalidToken as error:
        await bot.shutdown()
        raise CannotConnect(
            "Telegram does not accept BOT_TOKEN. Expected the token that @BotFather gave you; "
            "/token in a chat with @BotFather shows it."
        ) from error
    except TelegramError as error:
        await bot.shutdown()
        raise out_of_reach(bot, error) from error
    try:
        yield bot
    finally:
        await bot.shutdown()


def out_of_reach(bot: Bot, error: TelegramError) -> CannotConnect:
    """Why nothing can begin."""
    root, _, _ = bot.base_url.rpartition("/bot")  # what follows is the token
    return CannotConnect(
        f"{root} is out of reach ({type(error).__name__}). Expected a Bot API server; is this machine online?"
    )
