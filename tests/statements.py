"""Statements compiled once for all tests of a process, as a bot that runs for long compiles them once.

SQLAlchemy keeps what it compiled with each engine, under its dialect object. A test has a database, and so an
engine, of its own: each would compile the same statements again, an eighth of what a test took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.ext import asyncio as of_asyncio
from sqlalchemy.util import LRUCache

KEPT = 4000
"""Statements; of more, those not used for longest go."""


class Compiled(LRUCache[Any, Any]):
    """What was compiled, by the kind of database instead of by its engine's own dialect object."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_by_kind(key))

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_by_kind(key), value)


def _by_kind(key: Any) -> Any:
    dialect, *rest = key
    return (dialect.name, dialect.driver, *rest)


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let every engine that is made from here on share what it compiles."""
    shared = Compiled(KEPT)

    def sharing(create: Callable[..., Any]) -> Callable[..., Any]:
        def made(*arguments: Any, **options: Any) -> Any:
            engine = create(*arguments, **options)
            getattr(engine, "sync_engine", engine).update_execution_options(compiled_cache=shared)
            return engine

        return made

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((sqlalchemy, "create_engine"), (of_asyncio, "create_async_engine")):
            patch.setattr(module, name, sharing(getattr(module, name)))
        yield
