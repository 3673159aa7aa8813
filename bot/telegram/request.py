"""The HTTP side of the Bot, in place of the library's own client, where most of its time goes.

What is plain JSON, nearly everything, goes by `express`; files go by aiohttp, which is loaded when the first
one is sent. Errors of the Bot API are mapped by the library's base class, as with the original.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.answers import OK, Answered, NotTelegram, contents, understood
from bot.telegram.exchange import Answer, NotConnected
from bot.telegram.express import Express

READ_TIMEOUT = 10.0
"""Seconds; a long poll passes its own."""
FILE_SECONDS = 40.0
"""The same for a file, which also has to go up: a new message, which must not come twice for impatience."""
CONNECTIONS = 64
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Request(BaseRequest):
    """A way to one Bot API server."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        """Nothing is opened before the first call."""
        self.express = Express(connections)
        self.heard_at: float | None = None
        """When Telegram last did what it was asked, in seconds of the loop's clock."""

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller says nothing."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Nothing to do: connections are made as they are needed."""

    async def shutdown(self) -> None:
        """Close what is open."""
        self.express.close()

    async def ask(self, url: str, content: dict[str, Any], seconds: float) -> bytes:
        """Send a call of plain data, and return the body of an answer that says it was done.

        Raises:
            telegram.error.TelegramError: what the library makes of any other answer, and of none.
        """
        answer = understood(await self.express.post(url, as_json(content), seconds), url)
        if answer[0] != OK:
            await Answered(answer).post(url)  # raises what it means
        self.heard_at = asyncio.get_running_loop().time()
        return answer[1]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> Answer:
        """Send one call and return status and body.

        Raises:
            NotConnected: nothing was sent.
            TimedOut: no answer in time; what the far side did is unknown.
            NetworkError: the connection broke, or somebody else answered.
        """
        seconds = read_timeout if isinstance(read_timeout, int | float) else READ_TIMEOUT
        if method != "POST":
            raise NotImplementedError(f"{method} {url}: only POST is used; files are sent on by their ids")
        if request_data is not None and request_data.contains_files:
            came = await _upload(url, request_data, max(seconds, FILE_SECONDS))
        else:
            content = request_data.parameters if request_data else {}
            came = await self.express.post(url, as_json(content), seconds)
        answer = _whole(understood(came, url))
        if answer[0] == OK:
            self.heard_at = asyncio.get_running_loop().time()
        return answer


def as_json(content: dict[str, Any]) -> bytes:
    """JSON on the wire; half characters (lone surrogates), which Telegram refuses, become question marks."""
    return _encode(content).encode("utf-8", "replace")


def _whole(answer: Answer) -> Answer:
    if not contents(answer[1]):
        raise NotTelegram("the answer was cut off")
    return answer


async def _upload(url: str, data: RequestData, seconds: float) -> Answer:
    """Send files, on a connection of its own."""
    from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, FormData

    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=seconds)) as session,
            session.post(url, data=form) as response,
        ):
            return response.status, await response.read()
    except TimeoutError as error:
        raise TimedOut from error
    except ClientConnectorError as error:
        raise NotConnected(type(error).__name__) from error
    except ClientError as error:
        raise NetworkError(type(error).__name__) from error
