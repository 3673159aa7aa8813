"""Telegram: updates in, Bot API calls out. Knows no SQL and decides nothing about segments."""

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

LIBRARYS_CLIENT = "telegram.request._httpxrequest"


class _WhenMade:
    """Stands in for the library's own HTTP client, and loads it when one is made: `request` is ours.

    httpx, its command line (rich, click, pygments) and what they bring are a tenth of our start.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return import_module(LIBRARYS_CLIENT).HTTPXRequest(*args, **kwargs)


def _load_library() -> None:
    """Import Telegram's library without its client, unless somebody has imported it already."""
    if "telegram" not in sys.modules:
        stand_in = ModuleType(LIBRARYS_CLIENT)
        vars(stand_in)["HTTPXRequest"] = _WhenMade
        sys.modules[LIBRARYS_CLIENT] = stand_in
        import_module("telegram")
        del sys.modules[LIBRARYS_CLIENT]


os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429 that it will change
_load_library()
