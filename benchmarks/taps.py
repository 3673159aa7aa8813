"""What one update costs, without a network: whole quizzes in one process, and where the time goes.

    python -m benchmarks.taps [--people 200] [--rounds 2] [--profile 40]

The people are those of the race, and everything is the bot's own down to the bytes of each call: intake,
desk, courier, Bot, a SQLite file. The far side is in this process; its time is counted apart and left out.
The same people always tap the same, so two states of the code are compared by running both in turns:
processor time scatters on a shared machine, the number of function calls (`--profile`) does not.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import pstats
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.inside import FIRST_PERSON, ME, serving
from benchmarks.race.people import Person, taste_for_firstcall
from bot.telegram.express import Answer, Express
from bot.telegram.poll import BATCH

SHOWS = {"sendMessage", "editMessageText"}


class Crowd(Express):
    """The far side of every call, and the people who look at what comes."""

    def __init__(self, people: list[Person]) -> None:
        """Everybody begins a quiz."""
        super().__init__(1)
        self.people = {person.id: person for person in people}
        self.waiting = [self._update(person.begin(), person) for person in people]
        self.seconds = 0.0
        """Of processor time, spent here."""
        self.updates = 0
        self._messages = 0

    async def post(self, url: str, body: bytes, seconds: float) -> Answer:
        """Answer at once; whoever is shown a screen taps."""
        began = time.process_time()
        answer = self._answer(url.rpartition("/")[2], json.loads(body))
        self.seconds += time.process_time() - began
        return answer

    def batch(self) -> list[dict[str, Any]]:
        """What is waiting, the oldest first."""
        taken, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
        for number, update in enumerate(taken):
            update["update_id"] = self.updates + number + 1
        self.updates += len(taken)
        return taken

    def _answer(self, method: str, content: dict[str, Any]) -> Answer:
        self._messages += 1
        message = content.get("message_id", self._messages)
        if method in SHOWS:
            self._show(content, message)
        result = ME if method == "getMe" else {"message_id": message}
        return 200, json.dumps({"ok": True, "result": result}, separators=(",", ":")).encode()

    def _show(self, content: dict[str, Any], message: int) -> None:
        person = self.people[content["chat_id"]]
        keyboard = json.dumps(content.get("reply_markup") or {})
        update = person.see(content["text"], keyboard, message)
        if update is not None:
            self.waiting.append(self._update(update, person))

    def _update(self, content: dict[str, Any], person: Person) -> dict[str, Any]:
        person.acted = 1.0
        return content


async def run(people: int, rounds: int, folder: Path, profiles: list[cProfile.Profile]) -> tuple[int, float]:
    """Let everybody finish their quizzes.

    Args:
        people: how many.
        rounds: quizzes of each.
        folder: for the database.
        profiles: none, or one for the event loop's thread and one for the writer's.

    Returns:
        How many updates that took, and the bot's processor time in seconds.
    """
    ids = range(FIRST_PERSON, FIRST_PERSON + people)
    crowd = Crowd([Person(id, random.Random(id), taste_for_firstcall, rounds) for id in ids])
    async with serving(folder, crowd, ids) as bot:
        began, crowd.seconds = time.process_time(), 0.0
        if profiles:
            profiles[0].enable()
            await bot.database.transaction(lambda _tx: profiles[1].enable())
        while batch := crowd.batch():
            await bot.take(batch)
        spent = time.process_time() - began - crowd.seconds
        if profiles:
            profiles[0].disable()
            await bot.database.transaction(lambda _tx: profiles[1].disable())
    return crowd.updates, spent


def main() -> None:
    """Read the arguments, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", type=int, default=0, help="count calls, and print so many functions")
    given = parser.parse_args()
    profiles = [cProfile.Profile(), cProfile.Profile()] if given.profile else []
    with tempfile.TemporaryDirectory() as folder:
        updates, spent = asyncio.run(run(given.people, given.rounds, Path(folder), profiles))
    print(f"{updates} updates, {spent / updates * 1000:.3f} ms of processor time each")
    if profiles:
        stats = pstats.Stats(*profiles)
        calls = stats.total_calls  # type: ignore[attr-defined]
        print(f"{calls / updates:.0f} function calls each")
        stats.sort_stats("tottime").print_stats(given.profile)


if __name__ == "__main__":
    main()
