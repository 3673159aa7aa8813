"""The HTTP side of the Bot: aiohttp with JSON bodies, in place of the library's own client.

python-telegram-bot spends most of its time in its HTTP client; its `BaseRequest` is the place to put another.
Errors of the Bot API are mapped by the base class, as with the original.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, TCPConnector
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

READ_TIMEOUT = 10.0
"""Seconds; a long poll passes its own."""
CONNECTIONS = 64


class AiohttpRequest(BaseRequest):
    """A connection pool to one Bot API server."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        """Nothing is opened before `initialize`."""
        self._connections = connections
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer where the caller says nothing."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = ClientSession(connector=TCPConnector(limit=self._connections))

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one call and return status and body.

        Raises:
            TimedOut: no answer in time; what the far side did is unknown.
            NetworkError: the connection could not be made, or broke.
        """
        if self._session is None:
            raise RuntimeError("the request pool is not open: call initialize() first")
        seconds = read_timeout if isinstance(read_timeout, int | float) else READ_TIMEOUT
        try:
            async with self._session.request(
                method, url, timeout=ClientTimeout(total=seconds), **_body(request_data)
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except ClientError as error:
            raise NetworkError(f"{type(error).__name__}") from error


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None or (not data.parameters and not data.contains_files):
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters), "headers": {"Content-Type": "application/json"}}
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
