"""Calls over TLS, on either event loop: Telegram is spoken to in no other way."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop
from cryptography import x509

from bot.telegram.express import Express, NotConnected
from tests.certificates import self_signed

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
NewLoop = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody vouches for, and its key."""
    return self_signed(tmp_path_factory.mktemp("tls"), x509.DNSName("localhost"))


@pytest.fixture(params=[*LOOPS.values()], ids=[*LOOPS])
def new_loop(request: pytest.FixtureRequest) -> NewLoop:
    loop: NewLoop = request.param
    return loop


async def asked(files: tuple[Path, Path], host: str, times: int) -> tuple[list[tuple[int, bytes]], int]:
    """What so many calls in a row are answered, and how many connections they took."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(2)
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as listening:
        express = Express(2)
        url = f"https://{host}:{listening.sockets[0].getsockname()[1]}/bot42/getMe"
        try:
            answers = [await express.post(url, b"{}", 10.0) for _ in range(times)]
        finally:
            express.close()
    return answers, connections


def test_a_trusted_server_is_spoken_to_on_one_connection(
    files: tuple[Path, Path], new_loop: NewLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with asyncio.Runner(loop_factory=new_loop) as runner:
        answers, connections = runner.run(asked(files, "localhost", 3))
    assert answers == [(200, b'{"ok":true}')] * 3
    assert connections == 1


def test_nothing_is_said_to_a_server_without_a_voucher(files: tuple[Path, Path], new_loop: NewLoop) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner, pytest.raises(NotConnected, match="not trusted"):
        runner.run(asked(files, "localhost", 1))


def test_nothing_is_said_to_a_server_of_another_name(
    files: tuple[Path, Path], new_loop: NewLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with asyncio.Runner(loop_factory=new_loop) as runner, pytest.raises(NotConnected):
        runner.run(asked(files, "127.0.0.1", 1))
