"""A change of keys beside a running bot, another process: nobody notices, and the old key is not needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.sandbox import Sandbox
from bot.storage import Database, Vault
from bot.storage.safekeeping.rotation import Rotation, rotate
from tests.chaos.crowd import all_play, crowd
from tests.chaos.process import BotProcess, Verdict, judge
from tests.conftest import KEY as OLD
from tests.storage.test_rotation import NEW, everything_opens

PEOPLE, SEED = 25, 20310305
PATIENCE, BOUND = 25.0, 120.0
"""Seconds after which somebody presses again, and for the whole."""
LATENCY, FOR_EVER = 0.05, 1_000_000
"""Seconds until Telegram has taken a screen: without them the crowd could be done before the keys are."""


async def changed(url: str) -> Rotation:
    """What `firstcall keys rotate` does, a row at a time to be in the way as often as it can."""
    database = await Database.open(url, Vault([NEW, OLD]))
    try:
        return await rotate(database, page=3, pause=0)
    finally:
        await database.close()


async def test_keys_change_while_a_crowd_answers(tmp_path: Path) -> None:
    async with Sandbox(first_update_id=812_345_678) as sandbox:
        for method in ("sendMessage", "editMessageText"):
            sandbox.world.faults.add("delay", method=method, times=FOR_EVER, seconds=LATENCY)
        members, tally = crowd(sandbox, PEOPLE, SEED, PATIENCE)
        bot = BotProcess(sandbox, tmp_path, [member.person.id for member in members], OLD)
        await bot.start()
        playing = asyncio.create_task(all_play(members, BOUND))
        await tally.reached(2 * PEOPLE)
        await bot.kill()
        bot.keys = f"{NEW},{OLD}"
        await bot.start()
        await tally.reached(6 * PEOPLE)  # what a dead bot cannot bring about: the new one is at work
        url = f"sqlite:///{bot.database}"
        before, is_amid = tally.taps, not playing.done()
        done = await changed(url)
        assert is_amid and tally.taps > before, "nobody answered while keys were changed"
        assert (done.left, done.lost) == (0, [])
        await playing
        await bot.stop()
    assert await judge(bot.database_url, members) == Verdict(complete=PEOPLE, lost=0, wrong=0)
    assert done.hashes > 0 and "Traceback" not in bot.log.read_text()
    database = await Database.open(url, Vault([NEW]))
    await database.read(everything_opens)
    await database.close()
