"""What a process that sends letters is called among its like.

Letters are lent under that name. A process that is started again where another ran before it, and is called
the same, knows that what is lent under its own name is lent to a dead one.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from bot.config.addresses import Address
from bot.people.tokens import TOKEN_LENGTH, new_token

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NETWORK = Path("/proc/self/ns/net")


def worker_name(listens_on: Address | None) -> str:
    """Return a name that no other living process has.

    Who listens somewhere is called by that place, as nobody else can listen there: the running kernel, the
    network within it (a container has one of its own, two hosts may be called alike) and the address.
    Everybody else, and who runs on a system that does not tell, gets a name that nobody had before.

    Args:
        listens_on: an address that this process has taken, and keeps.
    """
    if listens_on is None or listens_on.port == 0:
        return new_token()
    try:
        place = f"{_BOOT.read_text().strip()} {os.readlink(_NETWORK)} {listens_on}"
    except OSError:
        return new_token()
    return sha256(place.encode()).hexdigest()[:TOKEN_LENGTH]
