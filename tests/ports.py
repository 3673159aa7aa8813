"""Ports of this machine for those who have to know one before they listen on it.

A port that was free a moment ago may be taken a moment later: by another process of the suite, and by any
connection that goes out, for which the system takes a port from 32768 up (Linux) or 49152 up (macOS). So
these lie below, and are held by binding the same port of UDP, which only one process can have.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
from collections.abc import Iterator

_BELOW_OUTGOING = range(20_000, 32_000)
_STRIDE = 97  # processes that start side by side do not look at the same ports first
_held: list[socket.socket] = []


def free_ports(count: int) -> list[int]:
    """Return `count` ports that nobody listens on, and that nobody else is given while this process lives.

    Raises:
        OSError: there are not so many.
    """
    ports = list(itertools.islice(filter(_is_ours, _candidates()), count))
    if len(ports) < count:
        raise OSError(f"{len(ports)} of the ports in {_BELOW_OUTGOING} are free; expected {count}.")
    return ports


def _candidates() -> Iterator[int]:
    start = os.getpid() * _STRIDE
    return (_BELOW_OUTGOING[(start + step) % len(_BELOW_OUTGOING)] for step in range(len(_BELOW_OUTGOING)))


def _is_ours(port: int) -> bool:
    with contextlib.ExitStack() as undo:
        try:
            twin = undo.enter_context(socket.socket(type=socket.SOCK_DGRAM))
            twin.bind(("127.0.0.1", port))
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            return False
        undo.pop_all()
    _held.append(twin)
    return True
