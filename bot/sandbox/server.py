"""uvicorn inside a running event loop: bound to loopback, started and stopped without its signal handlers."""

from __future__ import annotations

import asyncio

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_HOST = "127.0.0.1"
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 1.0


class _Protocol(H11Protocol):
    """Tells the application its transport, so that a fault can cut the line."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class LoopbackServer:
    """Serves one ASGI application on 127.0.0.1.

    Args:
        app: the application; `scope["state"]["transport"]` is the connection.
        port: 0 takes a free one.
    """

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        self._wanted_port = port
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listens, and returns the port."""
        self._config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, _HOST, self._wanted_port, backlog=2048)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        """Lets running requests finish for a moment, then closes every connection."""
        assert self._server is not None, "stop() before start()"
        self._server.close()
        for connection in tuple(self._state.connections):
            connection.shutdown()
        await self._finish(tuple(self._state.tasks))
        for connection in tuple(self._state.connections):
            connection.transport.abort()
        await self._server.wait_closed()

    async def _finish(self, tasks: tuple[asyncio.Task[None], ...]) -> None:
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _protocol(self) -> _Protocol:
        return _Protocol(self._config, self._state, {})
