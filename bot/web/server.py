"""uvicorn within a running event loop: its port is taken at the start, or it is said why not."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from bot.config.addresses import Address
from bot.web.patrol import Guest, Patrol
from bot.web.refusal import CannotListen

GRACE_SECONDS = 10
"""For requests that are being answered when the server is told to stop."""
KEEP_ALIVE_SECONDS = 75
"""Longer than proxies keep an idle connection: they close it, and not we with a request on its way."""
BACKLOG = 1024
CONNECTIONS = 500
"""At once. Whoever comes on top takes the place of one that says nothing; where all are being answered, they
are told to come again. Telegram itself uses a hundred at most."""


@dataclass(frozen=True)
class Tls:
    """Files for a server without a proxy, in PEM form."""

    certificate: Path
    key: Path


class Server:
    """One application on one port."""

    def __init__(self, app: ASGIApp, setting: str, address: Address, tls: Tls | None = None) -> None:
        """Take the port; who connects before `run` waits.

        Args:
            setting: the name of the setting that gave the address: for the error.

        Raises:
            CannotListen: somebody else has the port, the host is not this machine, or the files do not fit.
        """
        self._server = _Server(_config(app, tls))
        self._listening = _bound(setting, address)

    @property
    def port(self) -> int:
        """The port: another than the asked one where that was 0."""
        port: int = self._listening.getsockname()[1]
        return port

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`; then take no more, and let what is under way be answered, within a bound."""
        serving = asyncio.create_task(self._server.serve([self._listening]))
        stopped = asyncio.create_task(stop.wait())
        patrol = asyncio.create_task(Patrol(self._server.server_state.connections).run())
        try:
            await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patrol.cancel()
            stopped.cancel()
            self._server.should_exit = True
        await serving

    def close(self) -> None:
        """Let go of the port, also where it was never served."""
        self._listening.close()


class _Server(uvicorn.Server):
    """Signals are the bot's: it stops its servers itself, in its own order."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def _config(app: ASGIApp, tls: Tls | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=Guest,  # on h11, which bounds a request's head
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    try:
        config.load()
    except OSError as error:  # what ssl raises is one, too
        raise CannotListen(
            f"WEBHOOK_CERTIFICATE and WEBHOOK_KEY cannot be used: {error}. "
            "Expected a certificate with its chain, and the key that belongs to it, in PEM form."
        ) from error
    return config


def _bound(setting: str, address: Address) -> socket.socket:
    with contextlib.ExitStack() as undo:
        try:
            family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
            listening = undo.enter_context(socket.socket(family))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(BACKLOG)
            listening.setblocking(False)
        except OSError as error:
            raise CannotListen(
                f"{setting} {address} cannot be listened on: {error.strerror}. "
                "Expected a free port of this machine; is another Firstcall running?"
            ) from error
        undo.pop_all()
        return listening
