"""A thread with an event loop of its own, for what would keep the process's loop from turning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Beside:
    """Runs coroutines one after the other, in one thread and one loop. Nothing is begun before the first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside")
        self._runner = asyncio.Runner()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, begin: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what a coroutine returns that is made and run there; a cancelled caller does not end it."""

        async def known() -> T:
            self._loop = asyncio.get_running_loop()
            return await begin()

        return await self._there(lambda: self._runner.run(known()))

    def interrupt(self, call: Callable[[], object]) -> None:
        """Have something done there in the middle of what runs; nothing where nothing ever ran."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    async def close(self) -> None:
        """Finish what runs, and end the loop and the thread."""
        await self._there(self._runner.close)
        self._thread.shutdown()

    async def _there(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
