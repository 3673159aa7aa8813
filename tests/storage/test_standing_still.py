"""On PostgreSQL nobody waits for ever: not for a replica that stands still, not for a server that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.engines import postgres
from bot.storage.engines.postgres import RACES, PostgresEngine
from bot.storage.trouble import is_in_trouble

BOUND = 20.0
"""Seconds in which everybody must have got on, on a loaded machine too."""


def take_turn(connection: Connection) -> None:
    """What every batch does first about somebody."""
    connection.execute(text("SELECT pg_advisory_xact_lock(17)"))


async def test_a_replica_that_was_stopped_in_a_transaction_keeps_nobody_waiting(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be stopped by hand, or its machine be gone without a word: its locks must not stay."""
    monkeypatch.setattr(postgres, "STANDSTILL_SECONDS", 1)
    stopped, other = PostgresEngine(make_url(postgres_url)), PostgresEngine(make_url(postgres_url))
    connection = await stopped._engine.connect()
    await connection.run_sync(take_turn)  # and nothing more comes from there
    async with asyncio.timeout(BOUND):
        await other.write(take_turn)
    with pytest.raises(Exception) as continued:
        await connection.run_sync(take_turn)
    assert is_in_trouble(continued.value), "what it was at comes again"
    await connection.close()
    await stopped.write(take_turn)
    await stopped.close()
    await other.close()


PASSING = {
    "an operator cancelled it": "57014",
    "it waited too long for a lock": "55P03",
    "its transaction took too long": "25P04",
    "no memory": "53200",
    "a limit was reached": "53400",
    "the system could not read": "58030",
    "the connection failed": "08006",
}


@pytest.mark.parametrize("code", PASSING.values(), ids=PASSING)
async def test_what_befalls_any_statement_is_no_updates_fault(postgres_url: str, code: str) -> None:
    """Five cancelled statements parked an answer that was in order."""
    engine = PostgresEngine(make_url(postgres_url))
    raising = text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
    with pytest.raises(SQLAlchemyError) as struck:
        await engine.write(lambda connection: connection.execute(raising))
    assert is_in_trouble(struck.value)
    with pytest.raises(SQLAlchemyError) as wrong:
        await engine.write(lambda connection: connection.execute(text("SELECT 1 / 0")))
    assert not is_in_trouble(wrong.value)
    await engine.close()


@pytest.mark.parametrize("code", ["40P01", "40001"])
async def test_who_loses_every_race_may_come_again(postgres_url: str, code: str) -> None:
    engine, tries = PostgresEngine(make_url(postgres_url)), count(1)

    def lose(connection: Connection) -> int:
        if next(tries) <= RACES:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"))
        return next(tries)

    with pytest.raises(SQLAlchemyError) as lost:
        await engine.write(lose)
    done = await engine.write(lose)
    await engine.close()
    assert is_in_trouble(lost.value)
    assert done == RACES + 2, "it was run that often, and then goes through"


class Cable:
    """Between the bot and its database; pulled out, it carries nothing and says nothing."""

    def __init__(self) -> None:
        self.plugged = asyncio.Event()
        self.plugged.set()
        self.lines: list[asyncio.Event] = []
        """One for each connection; a line that is cut never carries anything again."""

    @asynccontextmanager
    async def leading_to(self, host: str, port: int) -> AsyncIterator[int]:
        """The port at the near end."""

        joined: list[asyncio.Task[Any]] = []

        async def join(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            joined.extend(filter(None, [asyncio.current_task()]))
            far, onward = await asyncio.open_connection(host, port)
            self.lines.append(is_cut := asyncio.Event())
            await asyncio.gather(self._carry(near, onward, is_cut), self._carry(far, back, is_cut))

        server = await asyncio.start_server(join, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await asyncio.gather(*joined)

    def forget_lines(self) -> None:
        """As a firewall does that was started again: new lines work, the old ones are dead without a word."""
        for line in self.lines:
            line.set()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, is_cut: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                await self.plugged.wait()
                if not is_cut.is_set():
                    target.write(data)
        target.close()


async def test_a_database_that_says_nothing_any_more_is_given_up_and_found_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 0.5)
    url, cable = make_url(postgres_url), Cable()
    assert url.host is not None and url.port is not None
    async with cable.leading_to(url.host, url.port) as port, asyncio.timeout(BOUND):
        engine = PostgresEngine(url.set(host="127.0.0.1", port=port), command_seconds=0.5)
        await engine.write(take_turn)

        def cut_off(connection: Connection) -> None:
            take_turn(connection)
            cable.plugged.clear()
            take_turn(connection)

        for work in (cut_off, take_turn):
            with pytest.raises(Exception) as caught:
                await engine.write(work)
            assert is_in_trouble(caught.value)
        cable.plugged.set()
        await engine.write(take_turn)
        await engine.close()


async def test_lines_that_died_without_a_word_are_found_out_one_and_all(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is waited for as long as a statement may take, and none comes back among those that are kept."""
    monkeypatch.setattr(postgres, "ALIVE_SECONDS", 0.2)
    monkeypatch.setattr(postgres, "GOODBYE_SECONDS", 0.2)
    url, cable = make_url(postgres_url), Cable()
    assert url.host is not None and url.port is not None
    async with cable.leading_to(url.host, url.port) as port, asyncio.timeout(BOUND):
        engine = PostgresEngine(url.set(host="127.0.0.1", port=port))
        await asyncio.gather(*(engine.write(dawdle) for _ in range(2)))
        cable.forget_lines()
        for _ in range(3):
            await engine.write(take_turn)
        cable.forget_lines()
        await engine.close()


async def test_a_long_reading_over_a_dead_line_keeps_nobody_from_closing(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "GOODBYE_SECONDS", 0.2)
    url, cable = make_url(postgres_url), Cable()
    assert url.host is not None and url.port is not None
    loop, begun = asyncio.get_running_loop(), asyncio.Event()

    def read(connection: Connection) -> None:
        take_turn(connection)
        cable.forget_lines()
        loop.call_soon_threadsafe(begun.set)
        take_turn(connection)

    async with cable.leading_to(url.host, url.port) as port, asyncio.timeout(BOUND):
        engine = PostgresEngine(url.set(host="127.0.0.1", port=port))
        reading = asyncio.create_task(engine.read_at_length(read))
        await begun.wait()
        await engine.close()
        with pytest.raises(Exception) as caught:
            await reading
    assert is_in_trouble(caught.value)


def dawdle(connection: Connection) -> None:
    """Take long enough for somebody else to need a connection of their own."""
    connection.execute(text("SELECT pg_sleep(0.1)"))


async def test_that_no_connection_is_free_is_no_fault_of_who_needs_one(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All may wait for one lock; what fails for that comes again, and is not held against an update."""
    monkeypatch.setattr(postgres, "POOL_SIZE", 1)
    engine = PostgresEngine(make_url(postgres_url))
    pool = engine._engine.sync_engine.pool
    monkeypatch.setattr(pool, "_max_overflow", 0)
    monkeypatch.setattr(pool, "_timeout", 0.1)
    async with engine._engine.connect():
        with pytest.raises(Exception) as caught:
            await engine.write(take_turn)
    assert is_in_trouble(caught.value)
    await engine.close()
