"""What can strike while a crowd answers, each as a function of the site, in an order drawn from a seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import get_args

from bot.sandbox.world.faults import FaultKind
from tests.chaos.weather.site import HAS_DISK_LIMITS, Site

Strike = Callable[[Site, random.Random], Awaitable[None]]

SENDING = ("sendMessage", "editMessageText", "deleteMessage", "answerCallbackQuery")
SHORT = 2
"""Calls that one trouble hits: fewer than the bot tries, so that nobody has to wait for a sweep."""
DISK_FULL_FOR = 2.0
"""Seconds; long enough for several batches to fail."""


async def kill(site: Site, mind: random.Random) -> None:
    """One replica dies, and is started again."""
    await site.kill(mind.randrange(len(site.replicas)))


async def trouble_sending(site: Site, mind: random.Random) -> None:
    """Telegram asks to wait, fails, or hangs up before or after it acted; now and then it is only slow."""
    kind: FaultKind = mind.choice(get_args(FaultKind))
    with site.noted(kind):
        site.sandbox.world.faults.add(kind, method=mind.choice(SENDING), times=SHORT, seconds=1)


async def trouble_receiving(site: Site, mind: random.Random) -> None:
    """Updates are on their way, and the line breaks: before the bot has them, or before Telegram knows so."""
    if site.balancer is None:
        kind: FaultKind = mind.choice(("429", "502", "drop_before", "drop_after"))
        with site.noted(f"{kind} of a poll"):
            site.sandbox.world.faults.add(kind, method="getUpdates", times=SHORT, seconds=1)
    elif mind.random() < 0.5:
        site.balancer.requests_to_lose += SHORT
    else:
        site.balancer.replies_to_lose += SHORT


async def crash_database(site: Site, _: random.Random) -> None:
    """The server's connections break in the middle of whatever they do, and it comes back."""
    assert site.crash_database is not None, "only a server can crash; a file's disk fills up instead"
    with site.noted("database"):
        await asyncio.to_thread(site.crash_database)


async def fill_disk(site: Site, mind: random.Random) -> None:
    """Nothing can be written: no byte at all, or none beyond what the log of writes has by now."""
    journal = site.replicas[0].database.with_name(f"{site.replicas[0].database.name}-wal")
    most = mind.choice((0, journal.stat().st_size if journal.exists() else 0))
    with site.noted("disk"):
        site.limit_disk(most)
        await asyncio.sleep(DISK_FULL_FOR)
        site.limit_disk(None)


def all_of(site: Site, kills: int, troubles: int, disasters: int, mind: random.Random) -> Sequence[Strike]:
    """So many of each, shuffled; the database's disaster is a crash or a full disk."""
    disaster = crash_database if site.crash_database else fill_disk
    if disaster is fill_disk and not HAS_DISK_LIMITS:
        disasters = 0
    strikes: list[Strike] = [kill] * kills + [disaster] * disasters
    strikes += [trouble_sending] * troubles + [trouble_receiving] * (troubles // 2)
    mind.shuffle(strikes)
    return strikes
