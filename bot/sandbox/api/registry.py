"""Methods by name. Names are not case-sensitive, as at Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.api.call import Call
from bot.sandbox.world import World

Handler = Callable[[World, Call], Any]
SlowHandler = Callable[[World, Call], Awaitable[Any]]

METHODS: dict[str, Handler] = {}
SLOW_METHODS: dict[str, SlowHandler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Registers a method that answers at once."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = handler
        return handler

    return register


def slow_method(name: str) -> Callable[[SlowHandler], SlowHandler]:
    """Registers a method that may wait."""

    def register(handler: SlowHandler) -> SlowHandler:
        SLOW_METHODS[name.lower()] = handler
        return handler

    return register
