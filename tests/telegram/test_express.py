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

from bot.telegram import exchange
from bot.telegram.exchange import LONGEST_HEAD, Call, Connection
from bot.telegram.express import Express, NotConnected

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
    asked: list[asyncio.StreamWriter] = []

    def two_at_a_time(_: int, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)
        if len(asked) == 2:
            for each in asked:
                each.write(WITH_LENGTH)
            asked.clear()

    express = Express(2)
    async with server(two_at_a_time) as (url, seen):
        answers = await asyncio.gather(*(express.post(url, b"{}", 5) for _ in range(8)))
        express.close()
    assert answers == [(200, BODY)] * 8
    assert sorted(seen) == [1] * 4 + [2] * 4


async def test_calls_that_wait_go_one_after_the_other_on_the_only_connection() -> None:
    express = Express(1)
    async with server(always(WITH_LENGTH)) as (url, seen):
        assert await asyncio.gather(*(express.post(url, b"{}", 5) for _ in range(5))) == [(200, BODY)] * 5
        express.close()
    assert seen == [1] * 5


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


async def test_a_call_that_finds_no_free_connection_in_time_was_not_sent() -> None:
    express = Express(1)
    async with server(lambda _, writer: None) as (url, seen):
        first = asyncio.create_task(express.post(url, b"{}", 5))
        while not seen:
            await asyncio.sleep(0)
        with pytest.raises(NotConnected):
            await express.post(url, b"{}", 0.05)
        first.cancel()
    assert seen == [1]


async def test_a_call_that_nobody_waits_for_any_more_is_not_sent() -> None:
    held: list[asyncio.StreamWriter] = []
    express = Express(1)
    async with server(lambda _, writer: held.append(writer)) as (url, seen):
        first, second, third = (asyncio.create_task(express.post(url, b"{}", 5)) for _ in range(3))
        while not held:
            await asyncio.sleep(0)
        second.cancel()
        held.pop().write(WITH_LENGTH)
        assert await first == (200, BODY)
        while not held:
            await asyncio.sleep(0)
        held.pop().write(WITH_LENGTH)
        assert await third == (200, BODY)
        express.close()
    assert len(seen) == 2


async def test_the_answer_to_a_call_that_was_given_up_is_not_taken_for_the_next_one() -> None:
    held: list[asyncio.StreamWriter] = []
    express = Express(1)
    async with server(lambda _, writer: held.append(writer)) as (url, seen):
        first = asyncio.create_task(express.post(url, b"{}", 5))
        while not held:
            await asyncio.sleep(0)
        first.cancel()
        second = asyncio.create_task(express.post(url, b"{}", 5))
        held[0].write(LAST)
        while len(held) < 2:
            await asyncio.sleep(0)
        held[1].write(WITH_LENGTH)
        assert await second == (200, BODY)
        express.close()
    assert seen == [1, 2]


async def test_a_connection_that_closes_while_idle_is_not_used_again() -> None:
    writers: list[asyncio.StreamWriter] = []

    def answer(_: int, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(WITH_LENGTH)

    express = Express(4)
    async with server(answer) as (url, seen):
        assert await express.post(url, b"{}", 5) == (200, BODY)
        writers[0].close()
        while express._idle[0].is_open:
            await asyncio.sleep(0)
        assert await express.post(url, b"{}", 5) == (200, BODY)
        express.close()
    assert seen == [1, 2]


async def test_a_connection_that_came_too_late_for_its_call_serves_the_next_one() -> None:
    """Two calls at once, as for each tap: the second may be sent on the first one's connection before its own
    has opened."""
    express, opened = Express(8), set[Connection]()
    async with server(always(WITH_LENGTH)) as (url, _):
        await express.post(url, b"{}", 5)
        for _ in range(10):
            await asyncio.gather(*(express.post(url, b"{}", 5) for _ in range(2)))
            while express._opening:
                await asyncio.sleep(0)
            opened |= express._open
        express.close()
    assert len(opened) == 2


async def test_who_waits_for_a_connection_gets_a_new_one_where_the_old_one_breaks() -> None:
    def break_off_once(number: int, writer: asyncio.StreamWriter) -> None:
        if number:
            writer.write(WITH_LENGTH)
        else:
            writer.close()

    express = Express(1)
    async with server(break_off_once) as (url, seen):
        calls = (express.post(url, b"{}", 5) for _ in range(3))
        first, *others = await asyncio.gather(*calls, return_exceptions=True)
        express.close()
    assert isinstance(first, NetworkError) and not isinstance(first, NotConnected)
    assert others == [(200, BODY)] * 2
    assert seen == [1, 2, 2]


async def test_everybody_who_waits_hears_that_nobody_listens() -> None:
    async with server(always(WITH_LENGTH)) as (url, _):
        pass
    express = Express(2)
    found = await asyncio.gather(*(express.post(url, b"{}", 5) for _ in range(7)), return_exceptions=True)
    assert [type(each) for each in found] == [NotConnected] * 7


class Deaf(asyncio.Transport):
    """Takes whatever is written, to nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.is_aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nothing happens."""

    def abort(self) -> None:
        """Noted."""
        self.is_aborted = True


def connected() -> tuple[Connection, Call]:
    """A connection to nobody, and a call that was sent on it."""
    connection, call = Connection(lambda _: None, lambda _: None), Call("", b"")
    connection.connection_made(Deaf())
    connection.ask(call)
    return connection, call


@given(answer=st.sampled_from([WITH_LENGTH, IN_CHUNKS]), cuts=st.lists(st.integers(0, 200), max_size=6))
def test_an_answer_is_read_the_same_in_whatever_pieces_it_comes(answer: bytes, cuts: list[int]) -> None:
    async def read() -> tuple[int, bytes]:
        connection, call = connected()
        for start, end in pairwise(sorted({0, len(answer), *(min(cut, len(answer)) for cut in cuts)})):
            connection.data_received(answer[start:end])
        return await call.answer

    assert asyncio.run(read()) == (200, BODY)


JUNK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"]
)
async def test_what_announces_an_answer_is_not_taken_for_it(interim: bytes) -> None:
    connection, call = connected()
    connection.data_received(interim + interim)
    assert not call.answer.done()
    connection.data_received(WITH_LENGTH)
    assert await call.answer == (200, BODY)
    assert connection.is_open


@pytest.mark.parametrize(("answer", "status"), [(WITH_LENGTH, 200), (IN_CHUNKS.replace(b"200", b"429"), 429)])
@pytest.mark.parametrize("junk", [JUNK, JUNK[:20], b"x"])
async def test_a_second_answer_to_one_call_ends_the_connection(
    answer: bytes, status: int, junk: bytes
) -> None:
    connection, call = connected()
    connection.data_received(answer + junk)
    assert await call.answer == (status, BODY)
    assert not connection.is_open


async def test_an_answer_that_nobody_asked_for_ends_the_connection() -> None:
    connection, call = connected()
    connection.data_received(WITH_LENGTH)
    assert await call.answer == (200, BODY)
    assert connection.is_open
    connection.data_received(JUNK)
    assert not connection.is_open


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nno",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nno",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * LONGEST_HEAD,
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: tea\r\n\r\n",
    ],
    ids=lambda answer: answer[:60].decode(),
)
async def test_what_is_no_answer_leaves_it_unknown_and_ends_the_connection(answer: bytes) -> None:
    connection, call = connected()
    connection.data_received(answer)
    assert isinstance(error := call.answer.exception(), NetworkError)
    assert not isinstance(error, NotConnected)
    assert not connection.is_open


async def test_a_head_without_an_end_is_not_read_for_ever() -> None:
    connection, call = connected()
    connection.data_received(b"HTTP/1.1 200 OK\r\n")
    pieces = 0
    while not call.answer.done():
        connection.data_received(b"X: " + b"y" * 1000 + b"\r\n")
        pieces += 1
    assert pieces == LONGEST_HEAD // 1005 + 1
    with pytest.raises(NetworkError):
        await call.answer


async def test_a_long_answer_may_come_in_one_piece() -> None:
    connection, call = connected()
    body = b"y" * 4 * LONGEST_HEAD
    connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert await call.answer == (200, body)
    assert connection.is_open


async def test_a_body_without_an_end_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LONGEST_ANSWER", 5000)
    connection, call = connected()
    connection.data_received(TO_THE_END)
    for _ in range(5):
        assert not call.answer.done()
        connection.data_received(b"y" * 1000)
    with pytest.raises(NetworkError):
        await call.answer
    assert not connection.is_open


@pytest.mark.parametrize(
    "answer", [WITH_LENGTH, WITH_LENGTH.upper(), b"HTTP/1.1 103 Hints\r\n\r\n" + IN_CHUNKS]
)
async def test_half_an_answer_is_none(answer: bytes) -> None:
    for end in range(len(answer)):
        connection, call = connected()
        connection.data_received(answer[:end])
        connection.connection_lost(None)
        with pytest.raises(NetworkError):
            await call.answer


async def test_a_body_without_an_end_is_whole_only_where_the_far_side_closed_it() -> None:
    connection, call = connected()
    connection.data_received(TO_THE_END)
    connection.connection_lost(ConnectionResetError())
    with pytest.raises(NetworkError):
        await call.answer
