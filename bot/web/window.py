"""What operators and their tools may ask a running bot: is it alive, is it ready, how is it doing.

For one's own network: it names no person and no secret, and it is not meant for the Internet.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.queries.gauges import gauges
from bot.tally import Tally

log = logging.getLogger(__name__)

SILENCE = 90.0
"""Seconds without a word from Telegram after which it counts as out of reach; a poll takes 25 of them."""
PATIENCE = 5.0
"""Seconds for the database to answer."""


@dataclass(frozen=True)
class View:
    """What is looked at."""

    database: Database
    tally: Tally
    heard_at: Callable[[], float | None]
    """When Telegram was last heard, in seconds of the loop's clock."""
    clock: Callable[[], datetime]


def window(view: View) -> Starlette:
    """An application with `/healthz`, `/readyz` and `/metrics`."""

    async def healthz(_: Request) -> Response:
        """The process is alive and its loop turns: a loop that stands still answers nothing."""
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        found = {"database": await _trouble_of(view.database), "telegram": _silence(view)}
        is_ready = not any(found.values())
        told = {name: trouble or "ok" for name, trouble in found.items()}
        return JSONResponse(told, status_code=200 if is_ready else 503)

    async def metrics(_: Request) -> Response:
        # a fifth of a second that only those spend who watch
        from bot.web.exposition import CONTENT_TYPE_LATEST, exposed

        now = view.clock()
        async with asyncio.timeout(PATIENCE):
            found = await view.database.read(lambda tx: gauges(tx, now))
        age = (now - found.due_since).total_seconds() if found.due_since else 0.0
        return Response(exposed(view.tally, found, age), media_type=CONTENT_TYPE_LATEST)

    paths = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}
    app = Starlette(routes=[Route(path, answer) for path, answer in paths.items()])
    app.router.redirect_slashes = False  # nowhere leads elsewhere, and least of all to what Host says
    return app


async def _trouble_of(database: Database) -> str | None:
    """Why the database is of no use just now; the log has more than is told to who asks."""
    try:
        async with asyncio.timeout(PATIENCE):
            await database.read(lambda tx: migrate.check(tx.connection))
    except Exception as error:
        log.warning("not ready: the database: %s", type(error).__name__)
        return type(error).__name__
    return None


def _silence(view: View) -> str | None:
    heard_at = view.heard_at()
    if heard_at is not None and asyncio.get_running_loop().time() - heard_at <= SILENCE:
        return None
    return f"not heard for {SILENCE:.0f} s"
