"""Replicas behind a balancer on one PostgreSQL: whichever dies, the others go on, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.sandbox import Sandbox
from tests.chaos.balancer import Balancer
from tests.chaos.crowd import all_play, crowd, moments
from tests.chaos.process import BotProcess, Verdict, judge
from tests.ports import free_ports

PEOPLE, KILLS, REPLICAS, SEED = 24, 3, 2, 20310306
PATIENCE, BOUND = 40.0, 200.0


async def test_replicas_killed_in_turn_lose_no_answer_and_strand_nobody(
    postgres_url: str, tmp_path: Path
) -> None:
    front, *ports = free_ports(REPLICAS + 1)
    balancer = Balancer(ports)
    async with Sandbox(first_update_id=812_345_678) as sandbox, balancer.listening(front):
        members, tally = crowd(sandbox, PEOPLE, SEED, PATIENCE)
        admins = [member.person.id for member in members]
        replicas = [replica(sandbox, tmp_path, admins, postgres_url, front, port) for port in ports]
        for each in replicas:
            await each.start()
        playing = asyncio.create_task(all_play(members, BOUND))
        for number, taps in enumerate(moments(SEED, KILLS, PEOPLE, 10 * PEOPLE)):
            await asyncio.wait(
                {playing, asyncio.ensure_future(tally.reached(taps))}, return_when=asyncio.FIRST_COMPLETED
            )
            await replicas[number % REPLICAS].kill()
            await replicas[number % REPLICAS].start()
        await playing
        for each in replicas:
            await each.stop()
    assert await judge(postgres_url, members) == Verdict(complete=PEOPLE, lost=0, wrong=0)
    assert all(balancer.taken.values()), "both took a part"
    assert sandbox.world.broken_rules == []
    assert "lost a race" not in "".join(each.log.read_text() for each in replicas)


def replica(sandbox: Sandbox, folder: Path, admins: list[int], url: str, front: int, port: int) -> BotProcess:
    """A bot of several on one database: all say the same to Telegram, each listens on a port of its own."""
    (own := folder / str(port)).mkdir()
    more = {"WEBHOOK_URL": f"http://127.0.0.1:{front}/telegram", "WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
    return BotProcess(sandbox, own, admins, url=url, more=more)
