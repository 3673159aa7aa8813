"""That Telegram knows where to send: said at the start, and looked after while the bot runs.

Somebody who starts a polling bot with the same token takes the webhook away. It is put back, and Telegram
tells the poller that there is one. What Telegram says about its own trouble reaches the log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.telegram.connection import REVOKED, CannotConnect, Wire, out_of_reach
from bot.telegram.outcomes import seconds
from bot.telegram.poll import HANDLED_KINDS

log = logging.getLogger(__name__)

CONNECTIONS = 100
"""At once, the most that Telegram allows: a batch is what they bring together."""
EVERY = 30.0
"""Seconds between two looks at what Telegram thinks of the webhook."""
REFUSALS = 2
"""So many looks in a row refused as unauthorised mean that the token was revoked; one may be a slip."""
TRIES = 5
"""Several replicas that start at once may be told to wait."""


@dataclass(frozen=True)
class Address:
    """Where Telegram sends to, and how it proves that it is Telegram."""

    url: str
    secret: str
    certificate: Path | None = None
    """Shown to Telegram where it is self-signed: nobody else vouches for it."""


class Registration:
    """One for a process; all replicas say the same."""

    def __init__(self, bot: Wire, address: Address) -> None:
        self._bot = bot
        self._address = address
        self._told: object = None
        self._refusals = 0

    async def enter(self) -> None:
        """Tell Telegram where to send; what waits there is kept.

        Raises:
            CannotConnect: Telegram refuses the address, or is out of reach.
        """
        try:
            await self._set_patiently()
        except BadRequest as error:
            raise CannotConnect(
                f"Telegram does not take WEBHOOK_URL {self._address.url}: {error.message}. Expected an https "
                "address on port 443, 80, 88 or 8443 that leads here from the Internet."
            ) from error
        except TelegramError as error:
            raise out_of_reach(self._bot, error) from error

    async def _set_patiently(self) -> None:
        for _ in range(TRIES - 1):
            try:
                return await self._set()
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
        await self._set()

    async def _set(self) -> None:
        content: dict[str, Any] = {
            "url": self._address.url,
            "secret_token": self._address.secret,
            "allowed_updates": HANDLED_KINDS,
            "max_connections": CONNECTIONS,
        }
        shown = self._address.certificate
        if shown is not None and is_self_signed(shown):
            content["certificate"] = InputFile(shown.read_bytes(), filename=shown.name)
            await self._bot.upload("setWebhook", content)
        else:
            await self._bot.call("setWebhook", content)

    async def watch(self, stop: asyncio.Event) -> None:
        """Look now and then until `stop`.

        Raises:
            CannotConnect: Telegram does not know the token any more.
        """
        while not stop.is_set():
            try:
                async with asyncio.timeout(EVERY):
                    await stop.wait()
            except TimeoutError:
                await self._try_to_look()

    async def _try_to_look(self) -> None:
        try:
            await self.look()
            self._refusals = 0
        except TelegramError as error:
            self._refusals = self._refusals + 1 if isinstance(error, InvalidToken) else 0
            if self._refusals == REFUSALS:
                raise CannotConnect(REVOKED) from error
            log.warning("the webhook could not be looked after: %s", type(error).__name__)
        except Exception:  # a certificate that is being renewed, an answer without an address
            self._refusals = 0
            log.exception("the webhook could not be looked after; trying again in %s seconds", EVERY)

    async def look(self) -> None:
        """Put the webhook back where it is gone, and log what newly troubles Telegram."""
        info: Mapping[str, Any] = await self._bot.call("getWebhookInfo", {})
        if info.get("url") != self._address.url:
            log.error("somebody took the webhook away, perhaps a bot that polls; it is put back")
            await self._set()
        trouble = (info.get("last_error_date"), info.get("last_error_message"))
        if trouble != self._told and trouble[0] is not None:
            log.warning("Telegram could not bring an update: %s", trouble[1])
        self._told = trouble


def is_self_signed(certificate: Path) -> bool:
    """Whether a certificate vouches for itself: the first one of a file in PEM form."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    return found.issuer == found.subject
