"""A crowd is called together, and lets loose."""

from __future__ import annotations

import asyncio
import random

from bot.sandbox import Person, Sandbox
from tests.chaos.crowd.habits import PLAIN, Habits, Tally
from tests.chaos.crowd.member import Member
from tests.chaos.crowd.prospect import Prospect

LANGUAGES = ("en", "ru", "ja")


def crowd(
    sandbox: Sandbox, people: int, seed: int, patience: float, habits: Habits = PLAIN
) -> tuple[list[Member], Tally]:
    """People who have not written yet; each has a mind of their own, drawn from the seed."""
    tally = Tally()
    members = [Member(*_somebody(sandbox, number, seed), tally, patience, habits) for number in range(people)]
    return members, tally


def prospects_of(sandbox: Sandbox, managers: list[Member], count: int, seed: int) -> list[Member]:
    """A client for each of the first managers, who fills in a brief meanwhile."""
    return [
        Prospect(
            *_somebody(sandbox, len(managers) + number, seed),
            manager.tally,
            manager.patience,
            manager.habits,
            manager=manager,
        )
        for number, manager in enumerate(managers[:count])
    ]


def _somebody(sandbox: Sandbox, number: int, seed: int) -> tuple[Person, random.Random]:
    person = sandbox.person(f"Person {number}", LANGUAGES[number % len(LANGUAGES)])
    return person, random.Random(seed * 10_007 + number)


def moments(seed: int, count: int, first: int, last: int) -> list[int]:
    """After how many taps of the whole crowd something is to happen."""
    return sorted(random.Random(seed).sample(range(first, last), count))


async def all_play(members: list[Member], within: float) -> None:
    """Everybody at once, within a number of seconds.

    Raises:
        TimeoutError: some are stranded; says on which screens.
    """
    try:
        async with asyncio.timeout(within):
            await asyncio.gather(*(member.play() for member in members))
    except TimeoutError:
        stranded = [f"{each.person.user.first_name}: {_newest(each)}" for each in members if not each.is_done]
        raise TimeoutError("stranded after all this time: " + "; ".join(stranded)) from None


def _newest(member: Member) -> str:
    return next((repr(message.text[:80]) for message in member.person.chat.newest_first()), "nothing")
