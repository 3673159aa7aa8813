"""`kill -9` at any moment loses no answer and strands nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.sandbox import Sandbox
from tests.chaos.crowd import all_play, crowd, moments
from tests.chaos.process import BotProcess, Verdict, judge

PEOPLE, KILLS, SEED = 50, 3, 20310305
PATIENCE, BOUND = 25.0, 120.0
"""Seconds after which somebody presses again (a restart on a slow machine fits), and for the whole."""
LATENCY, FOR_EVER = 0.05, 1_000_000
"""Seconds until Telegram has taken a screen: time in which the bot can die."""


async def test_a_bot_killed_in_the_middle_loses_no_answer_and_strands_nobody(tmp_path: Path) -> None:
    async with Sandbox(first_update_id=812_345_678) as sandbox:
        for method in ("sendMessage", "editMessageText"):
            sandbox.world.faults.add("delay", method=method, times=FOR_EVER, seconds=LATENCY)
        members, tally = crowd(sandbox, PEOPLE, SEED, PATIENCE)
        bot = BotProcess(sandbox, tmp_path, [member.person.id for member in members])
        await bot.start()
        playing = asyncio.create_task(all_play(members, BOUND))
        for taps in moments(SEED, KILLS, PEOPLE, 10 * PEOPLE):
            await asyncio.wait(
                {playing, asyncio.ensure_future(tally.reached(taps))}, return_when=asyncio.FIRST_COMPLETED
            )
            await bot.kill()
            await bot.start()
        await playing
        await bot.stop()
    assert await judge(bot.database_url, members) == Verdict(complete=PEOPLE, lost=0, wrong=0)
    assert tally.pressed_again == 0
    assert sandbox.world.broken_rules == []
    assert sandbox.world.queries.unanswered == ()
    assert "Traceback" not in bot.log.read_text()
