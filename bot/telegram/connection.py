"""A connected bot: the library's own class over our request class, with one call for plain data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.telegram.answers import contents
from bot.telegram.request import READ_TIMEOUT, Request

__all__ = ["CannotConnect", "OutOfReach", "Wire", "connected"]


REVOKED = "Telegram does not accept BOT_TOKEN any more; was it revoked?"


class Wire(Bot):
    """The library's Bot, and a way to call the Bot API with plain data and get plain data back.

    What this bot sends is plain data already; making the library's objects of it, only for them to be taken
    apart again, costs more than everything else on the way of a tap. Errors are the library's.
    """

    @property
    def heard_at(self) -> float | None:
        """When Telegram last did what it was asked, in seconds of the loop's clock."""
        return max((way.heard_at for way in self._ways if way.heard_at is not None), default=None)

    async def call(self, method: str, content: dict[str, Any], seconds: float = READ_TIMEOUT) -> Any:
        """Call a method of the Bot API.

        Args:
            method: as the Bot API names it: `sendMessage`.
            content: JSON values.
            seconds: to wait for the answer.

        Returns:
            The `result` of the answer, as it came.

        Raises:
            telegram.error.TelegramError: as for every other method of the Bot.
        """
        way = self._ways[method != "getUpdates"]
        told = contents(await way.ask(f"{self.base_url}/{method}", content, seconds))
        if "result" not in told:
            raise NetworkError(f"the answer to {method} was cut off")
        return told["result"]

    async def tell(self, method: str, content: dict[str, Any]) -> None:
        """The same where nobody needs the result: after an edit it is the whole message once more."""
        await self._ways[1].ask(f"{self.base_url}/{method}", content, READ_TIMEOUT)

    async def upload(self, method: str, content: dict[str, Any]) -> Any:
        """The same for content with an `InputFile` in it."""
        return await self._post(method, content)

    @property
    def _ways(self) -> tuple[Request, Request]:
        """For updates, and for everything else."""
        return cast(tuple[Request, Request], self._request)  # it is given them in `connected`


class CannotConnect(Exception):
    """What is in the way to Telegram, and what was expected."""


class OutOfReach(CannotConnect):
    """Telegram does not answer; it may a moment later, with the same settings."""


@asynccontextmanager
async def connected(token: str, api_url: str) -> AsyncIterator[Wire]:
    """A Bot that Telegram has recognised.

    Args:
        token: of the bot.
        api_url: the root of the Bot API server, without `/bot`.

    Raises:
        CannotConnect: Telegram does not know the token, or it is no Bot API server.
        OutOfReach: it does not answer.
    """
    bot = Wire(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=Request(),
        get_updates_request=Request(connections=2),
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
    except (TypeError, AttributeError) as error:  # the library cannot make a bot of it
        await bot.shutdown()
        raise CannotConnect(
            f"{api_url} answers getMe with no bot. Expected at least id, is_bot and first_name."
        ) from error
    try:
        yield bot
    finally:
        await bot.shutdown()


def out_of_reach(bot: Bot, error: TelegramError) -> OutOfReach:
    """Why nothing can begin."""
    root, _, _ = bot.base_url.rpartition("/bot")  # what follows is the token
    return OutOfReach(
        f"{root} is out of reach: {error.message}. Expected a Bot API server; is this machine online?"
    )
