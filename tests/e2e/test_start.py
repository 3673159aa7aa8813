"""`firstcall run` as a process: what keeps it from starting is said in one paragraph, with an exit code."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot import firstcall
from bot.sandbox import Sandbox
from bot.storage import Database, Vault
from bot.storage.engines import engine_for
from questionnaires.content.files.folders import LIBRARY
from tests.conftest import KEY
from tests.e2e.stage import Stage
from tests.house.places import ROOT

FOR_GOOD, JUST_NOW = 2, 75
"""Exit codes: deploy/firstcall.service starts the bot again after the second only."""
BOUND = 60.0
"""Seconds: a process takes one or two to start, more on a loaded machine."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Telegram."""
    async with Sandbox() as opened:
        yield opened


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


async def started(sandbox: Sandbox, url: str, folder: Path, **more: str) -> Process:
    """The bot, started; `more` are further settings, an empty one takes a setting away."""
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": sandbox.token,
        "BOT_API_URL": sandbox.url,
        "DATABASE_URL": url,
        "DATA_KEY": KEY,
        "ADMIN_IDS": "1",
    }
    command = (sys.executable, "-m", "bot", "run")
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environ | more, stdout=PIPE, stderr=PIPE
    )


async def refusal(sandbox: Sandbox, url: str, folder: Path, code: int = FOR_GOOD, /, **more: str) -> str:
    """What the bot says that does not start; it has not polled, which would disturb one that runs."""
    said = await last_words(sandbox, url, folder, code, **more)
    assert not [method for method in sandbox.world.calls if method.lower() == "getupdates"]
    return said


async def last_words(sandbox: Sandbox, url: str, folder: Path, code: int, /, **more: str) -> str:
    """What the bot says that ends by itself."""
    process = await started(sandbox, url, folder, **more)
    async with asyncio.timeout(BOUND):
        _, said = await process.communicate()
    assert process.returncode == code, said
    assert b"Traceback" not in said, said
    return said.decode()


async def test_a_token_that_telegram_does_not_know(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    said = await refusal(sandbox, sqlite_url, tmp_path, BOT_TOKEN=sandbox.token[:-1] + "_")
    assert "Telegram does not accept BOT_TOKEN" in said


async def test_a_missing_key(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    assert "DATA_KEY is missing" in await refusal(sandbox, sqlite_url, tmp_path, DATA_KEY="")


async def test_a_misspelt_setting_in_the_environment_is_told_in_the_log(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    """It alone keeps no bot from starting: here the token does."""
    more = {"TIME_ZONE": "Europe/Berlin", "BOT_TOKEN": sandbox.token[:-1] + "_"}
    said = await refusal(sandbox, sqlite_url, tmp_path, **more)
    assert (
        "WARNING bot.commands: TIME_ZONE in the environment is not a setting. Did you mean TIMEZONE?" in said
    )
    assert "Europe/Berlin" not in said


async def test_another_programs_file_is_no_database(sandbox: Sandbox, tmp_path: Path) -> None:
    (file := tmp_path / "hosts").write_text("127.0.0.1 localhost\n" * 40)
    said = await refusal(sandbox, f"sqlite:///{file}", tmp_path)
    assert "file is not a database. Another program made it" in said


async def test_a_key_that_is_not_the_databases(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    database = await Database.open(sqlite_url, Vault([KEY]))
    await database.close()
    said = await refusal(sandbox, sqlite_url, tmp_path, DATA_KEY=Vault.new_key())
    assert "None of the 1 keys in DATA_KEY opens what is stored" in said


async def test_content_with_a_mistake(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("languages: []\n")
    said = await refusal(sandbox, sqlite_url, tmp_path, CONTENT_DIR=str(tmp_path))
    assert "set.yaml:1: languages" in said


async def test_facts_that_still_are_an_invented_studios_are_named(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    (own := tmp_path / "content").mkdir()
    shutil.copy(LIBRARY / "studio.yaml", own)
    process = await started(sandbox, sqlite_url, tmp_path, CONTENT_DIR=str(own))
    assert process.stderr is not None
    async with asyncio.timeout(BOUND):
        while b"studio.yaml: packages: is still the invented studio's" not in (
            line := await process.stderr.readline()
        ):
            assert line, "it ended without a word about it"
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_a_certificate_without_its_key(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    (file := tmp_path / "certificate.pem").write_text("no certificate")
    said = await refusal(sandbox, sqlite_url, tmp_path, WEBHOOK_CERTIFICATE=str(file))
    assert "WEBHOOK_CERTIFICATE and WEBHOOK_KEY: expected both, or neither" in said


async def test_a_file_that_is_no_certificate(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    (file := tmp_path / "certificate.pem").write_text("no certificate")
    more = {"WEBHOOK_CERTIFICATE": str(file), "WEBHOOK_KEY": str(file)}
    said = await refusal(sandbox, sqlite_url, tmp_path, WEBHOOK_URL="https://127.0.0.1:8443/t", **more)
    assert "WEBHOOK_CERTIFICATE and WEBHOOK_KEY cannot be used" in said


async def test_a_database_that_is_not_there(sandbox: Sandbox, free_port: int, tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://me:hidden@127.0.0.1:{free_port}/firstcall"
    said = await refusal(sandbox, url, tmp_path, JUST_NOW)
    assert "cannot be used" in said and "me:***@127.0.0.1" in said and "hidden" not in said


async def test_telegram_out_of_reach(
    sandbox: Sandbox, sqlite_url: str, free_port: int, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{free_port}"
    said = await refusal(sandbox, sqlite_url, tmp_path, JUST_NOW, BOT_API_URL=address)
    assert f"{address} is out of reach: Connection refused" in said and sandbox.token not in said


async def test_a_database_of_a_newer_release(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    engine = engine_for(sqlite_url)
    await engine.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    await engine.close()
    assert "which this release does not know" in await refusal(sandbox, sqlite_url, tmp_path)


async def test_a_webhook_port_that_is_taken(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, taken_port: int
) -> None:
    more = {"WEBHOOK_URL": "https://127.0.0.1:8443/telegram", "WEBHOOK_LISTEN": f"127.0.0.1:{taken_port}"}
    said = await refusal(sandbox, sqlite_url, tmp_path, **more)
    assert f"WEBHOOK_LISTEN 127.0.0.1:{taken_port} cannot be listened on: Address already in use" in said


async def test_a_metrics_port_that_is_taken(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, taken_port: int
) -> None:
    said = await refusal(sandbox, sqlite_url, tmp_path, METRICS_LISTEN=f"127.0.0.1:{taken_port}")
    assert f"METRICS_LISTEN 127.0.0.1:{taken_port} cannot be listened on" in said


async def test_a_webhook_address_that_telegram_refuses(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, free_port: int
) -> None:
    more = {"WEBHOOK_URL": "https://example.org/t", "WEBHOOK_LISTEN": f"127.0.0.1:{free_port}"}
    said = await refusal(sandbox, sqlite_url, tmp_path, **more)
    assert "Telegram does not take WEBHOOK_URL https://example.org/t" in said


async def test_a_token_that_another_program_polls_with(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    """The one that came last gives way."""

    async def polls() -> None:
        address = f"{sandbox.url}/bot{sandbox.token}/getUpdates?timeout=50"
        async with ClientSession() as client:
            while True:
                async with client.get(address) as response:
                    await response.read()

    other = asyncio.create_task(polls())
    said = await last_words(sandbox, sqlite_url, tmp_path, FOR_GOOD)
    other.cancel()
    assert "another program receives updates with the same BOT_TOKEN" in said
    assert "stop the other, or run any number of them with WEBHOOK_URL" in said


async def test_a_bot_whose_file_is_moved_away_ends_before_it_loses_an_answer(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    lead = sandbox.person("Vera", "en")
    process = await started(sandbox, sqlite_url, tmp_path, ADMIN_IDS=str(lead.id))
    await lead.send("/quiz Lotus Bakery")
    await lead.wait_for("0 answered", BOUND)
    file = Path(make_url(sqlite_url).database or "")
    os.replace(file, tmp_path / "away")
    await lead.send("a note that is stored nowhere")
    async with asyncio.timeout(BOUND):
        _, said = await process.communicate()
    assert process.returncode == JUST_NOW, said
    assert "it was moved, replaced or deleted" in said.decode()
    assert not file.exists(), "no new one was made"
    assert len(sandbox.world.updates) == 1, "Telegram still has what was not stored"


async def test_a_bot_that_is_asked_to_stop_ends_well(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, free_port: int
) -> None:
    address = f"127.0.0.1:{free_port}"
    more = {"WEBHOOK_URL": f"http://{address}/telegram", "WEBHOOK_LISTEN": address}
    process = await started(sandbox, sqlite_url, tmp_path, **more)
    anna = sandbox.person("Anna")
    await anna.send("hello")
    await anna.wait_for(lambda message: message.from_bot, BOUND)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(BOUND):
        _, said = await process.communicate()
    assert process.returncode == 0, said
    assert b"Traceback" not in said and b"ERROR" not in said, said
    assert len(sandbox.world.updates) == 0


async def test_who_is_asked_to_stop_again_and_again_ends_as_well(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path
) -> None:
    """A finger on Ctrl-C, or a supervisor that lost its patience."""
    process = await started(sandbox, sqlite_url, tmp_path)
    anna = sandbox.person("Anna")
    await anna.send("hello")
    await anna.wait_for(lambda message: message.from_bot, BOUND)
    ending = asyncio.create_task(process.communicate())
    async with asyncio.timeout(BOUND):
        while process.returncode is None:
            with suppress(ProcessLookupError):  # `process.send_signal` may reap it behind asyncio's back
                os.kill(process.pid, signal.SIGTERM)
                os.kill(process.pid, signal.SIGINT)
            await asyncio.sleep(0)
    _, said = await ending
    assert process.returncode == 0, said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_a_bot_that_is_asked_to_stop_while_it_starts_ends_at_once(
    sandbox: Sandbox, sqlite_url: str, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    """By an answer of its own: the first process of a container has no other."""
    is_asked = asyncio.Event()

    async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_asked.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(says_nothing, "127.0.0.1", 0) as telegram, asyncio.timeout(BOUND):
        address = "http://{}:{}".format(*telegram.sockets[0].getsockname())
        process = await started(sandbox, sqlite_url, tmp_path, BOT_API_URL=address)
        await is_asked.wait()
        process.send_signal(number)
        _, said = await process.communicate()
    assert (process.returncode, said) == (code, b"")


async def test_what_never_finishes_is_given_up_and_said(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    on_sqlite.may_log_errors = True
    begun, stop = asyncio.Event(), asyncio.Event()

    async def hangs(batch: Any, since: float | None = None) -> None:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(on_sqlite.bot.counter, "take", hangs)
        patch.setattr(firstcall, "LAST_WORK", 0.05)
        await on_sqlite.max.person.send("hello")
        running = asyncio.create_task(on_sqlite.bot.run(stop))
        await begun.wait()
        stop.set()
        async with asyncio.timeout(BOUND):
            await running
    assert "did not finish" in caplog.text
    assert on_sqlite.sandbox.world.updates.pending, "it comes again"


async def test_a_database_that_keeps_everybody_waiting_does_not_keep_the_bot_from_ending(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    on_sqlite.may_log_errors = True
    stop = asyncio.Event()

    async def waits_for_a_lock() -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(on_sqlite.bot.counter, "settle", waits_for_a_lock)
        patch.setattr(firstcall, "LAST_WORK", 0.05)
        patch.setattr(firstcall, "LAST_LINES", 0.05)
        stop.set()
        async with asyncio.timeout(BOUND):
            await on_sqlite.bot.run(stop)
    assert "not written down in time" in caplog.text
