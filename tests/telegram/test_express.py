"""The client for calls: what comes back, what is known when nothing does, and what is used again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError, TimedOut

from bot.telegram.express import Express, NotConnected, _Connection

BODY = b'{"ok":true,"result":"\xd0\xb4\xd0\xb0"}'
WITH_LENGTH = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY
IN_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(
    b"%x;note\r\n%s\r\n" % (len(part), part) for part in (BODY[:5], BODY[5:])
)
IN_CHUNKS += b"0\r\n\r\n"
TO_THE_END = b"HTTP/1.1 200 OK\r\n\r\n" + BODY
LAST = b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
Behaviour = Callable[[int, asyncio.StreamWriter], None]
"""What the server does about its nth request, counted from 0."""


@asynccontextmanager
async def server(behave: Behaviour) -> AsyncIterator[tuple[str, list[int]]]:
    """Its address, and for each request the number of the connection it came on."""
    seen: list[int] = []
    connections: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        number = len(connections)
        while head := await _head(reader):
            assert head.startswith(b"POST /bot42/getMe HTTP/1.1\r\nHost: 127.0.0.1:")
            await reader.readexactly(2)
            seen.append(number)
            behave(len(seen) - 1, writer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot42/getMe", seen
    finally:
        listening.close()
        for writer in connections:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def always(answer: bytes) -> Behaviour:
    return lambda _, writer: writer.write(answer)


@pytest.mark.parametrize("answer", [WITH_LENGTH, IN_CHUNKS])
async def test_calls_one_after_the_other_share_a_connection(answer: bytes) -> None:
    express = Express(4)
    async with server(always(answer)) as (url, seen):
        assert [await express.post(url, b"{}", 5) for _ in range(3)] == [(200, BODY)] * 3
        express.close()
    assert seen == [1, 1, 1]


async def test_calls_beyond_the_bound_wait_for_a_connection() -> None:
    express = Express(2)
    async with server(always(WITH_LENGTH)) as (url, seen):
        answers = await asyncio.gather(*(express.post(url, b"{}", 5) for _ in range(9)))
        express.close()
    assert answers == [(200, BODY)] * 9
    assert set(seen) == {1, 2}


@pytest.mark.parametrize(("answer", "found"), [(LAST, (502, b"")), (TO_THE_END, (200, BODY))])
async def test_a_connection_that_the_far_side_ends_is_not_used_again(
    answer: bytes, found: tuple[int, bytes]
) -> None:
    def answer_and_close(_: int, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    express = Express(4)
    async with server(answer_and_close) as (url, seen):
        assert [await express.post(url, b"{}", 5) for _ in range(2)] == [found] * 2
    assert seen == [1, 2]


async def test_a_connection_that_breaks_before_the_answer_is_whole_leaves_it_unknown() -> None:
    def break_off(_: int, writer: asyncio.StreamWriter) -> None:
        writer.write(WITH_LENGTH[:-3])
        writer.close()

    async with server(break_off) as (url, _):
        with pytest.raises(NetworkError) as caught:
            await Express(4).post(url, b"{}", 5)
    assert not isinstance(caught.value, NotConnected)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with server(always(WITH_LENGTH)) as (url, _):
        pass
    with pytest.raises(NotConnected):
        await Express(4).post(url, b"{}", 5)


async def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one() -> None:
    late: list[asyncio.StreamWriter] = []

    def first_late(number: int, writer: asyncio.StreamWriter) -> None:
        if number == 0:
            late.append(writer)
        else:
            late[0].write(LAST)
            writer.write(WITH_LENGTH)

    express = Express(1)
    async with server(first_late) as (url, seen):
        with pytest.raises(TimedOut):
            await express.post(url, b"{}", 0.2)
        assert await express.post(url, b"{}", 5) == (200, BODY)
        express.close()
    assert seen == [1, 2]


class Deaf(asyncio.Transport):
    """Takes whatever is written."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """To nobody."""


@given(answer=st.sampled_from([WITH_LENGTH, IN_CHUNKS]), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_an_answer_is_read_the_same_in_whatever_pieces_it_comes(answer: bytes, cuts: list[int]) -> None:
    async def read() -> tuple[int, bytes]:
        connection = _Connection()
        connection.connection_made(Deaf())
        asked = connection.ask(b"")
        for start, end in pairwise(sorted({0, len(answer), *(min(cut, len(answer)) for cut in cuts)})):
            connection.data_received(answer[start:end])
        return await asked

    assert asyncio.run(read()) == (200, BODY)
