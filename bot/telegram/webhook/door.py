"""The one path that Telegram posts to: who does not know the secret is turned away before a byte is read.

200 means committed. Anything else makes Telegram come again.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.telegram.webhook.gathering import ComeAgain, Gathering

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_BODY = 1 << 20
"""Bytes. The longest text with all its entities is a fiftieth of it."""
LARGEST_ID = (1 << 63) - 1
"""What the database holds."""


class Unreadable(Exception):
    """A body that is no update."""


class TooLong(Exception):
    """A body longer than `LONGEST_BODY`."""


def door(path: str, secret: str, gathering: Gathering) -> Starlette:
    """An application that takes updates on one path, by POST, from who sends the secret along."""
    expected = secret.encode()

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        try:
            await gathering.bring(_update(await _body(request)))
        except TooLong:
            return Response(status_code=413)
        except Unreadable:
            return Response(status_code=400)
        except ComeAgain:
            return Response(status_code=503)
        except ClientDisconnect:  # nobody is left to answer
            return Response(status_code=400)
        return Response(status_code=200)

    app = Starlette(routes=[Route(path, receive, methods=["POST"])])
    app.router.redirect_slashes = False  # nowhere leads elsewhere, and least of all to what Host says
    return app


async def _body(request: Request) -> bytes:
    """The whole body, read no further than it may be long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise TooLong
    return bytes(body)


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    number = update.get("update_id") if isinstance(update, dict) else None
    if type(number) is not int or not 0 <= number <= LARGEST_ID:
        raise Unreadable
    return dict(update)
