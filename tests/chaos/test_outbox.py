"""`kill -9` at any moment loses nothing that somebody is to be told, and what comes twice says so."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bot.sandbox import Person, Sandbox
from bot.sandbox.world.chats import Message
from bot.storage import Database, Transaction, Vault
from bot.storage.queries import deliveries, people
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.tables import deliveries as table
from tests.chaos.process import BotProcess
from tests.conftest import KEY

PEOPLE, LETTERS = 8, 4
KILLED_AFTER = (1, 2, 3)
"""When the first person has got so many letters, the bot is killed: others are on their way just then."""
LATENCY, FOR_EVER, BOUND = 0.05, 1_000_000, 60.0
NUMBER = re.compile(r"take over (\d+) clients")


def number_in(message: Message) -> int | None:
    """Which letter a message is."""
    found = NUMBER.search(message.text)
    return int(found[1]) if found else None


def letters(tx: Transaction, crowd: list[Person], each: int = LETTERS) -> list[DeliveryDraft]:
    """Several for everybody, each told apart by the number in it."""
    known = people.by_telegram_ids(tx, [person.id for person in crowd])
    return [
        DeliveryDraft(
            kind="clients_received",
            recipient_chat=person.id,
            person_id=known[person.id].id,
            interview_id=None,
            client_id=None,
            template="",
            language="",
            due_at=datetime.now(UTC),
            dedup_key=f"{person.id}:{number}",
            facts={"giver": 0, "count": number},
        )
        for person in crowd
        for number in range(2, each + 2)
    ]


async def post(database: Database, crowd: list[Person]) -> None:
    """Leave the letters in the outbox, as another process would."""
    now = datetime.now(UTC)
    await database.transaction(lambda tx: deliveries.enqueue(tx, letters(tx, crowd), now))


async def states(database: Database) -> Counter[str]:
    """How many deliveries are in which state."""
    found = await database.read(lambda tx: tx.connection.execute(select(table.c.state)).scalars().all())
    return Counter(found)


def has(number: int, message: Message) -> bool:
    return number_in(message) == number


async def all_arrive(crowd: list[Person]) -> None:
    """Everybody gets the last of their letters."""
    await asyncio.gather(*(person.wait_for(partial(has, LETTERS + 1), BOUND) for person in crowd))


async def test_a_bot_killed_in_the_middle_loses_no_delivery_and_marks_what_comes_twice(
    tmp_path: Path,
) -> None:
    async with Sandbox(first_update_id=812_345_678) as sandbox:
        crowd = [sandbox.person(f"Person {number}", "en") for number in range(PEOPLE)]
        for person in crowd:
            await person.send("/start")
        bot = BotProcess(sandbox, tmp_path, [person.id for person in crowd])
        await bot.start()
        await asyncio.gather(*(person.wait_for("You are the team lead", BOUND) for person in crowd))
        sandbox.world.faults.add("delay", method="sendMessage", times=FOR_EVER, seconds=LATENCY)
        database = await Database.open(f"sqlite:///{bot.database}", Vault([KEY]))
        await post(database, crowd)
        for number in KILLED_AFTER:
            await crowd[0].wait_for(partial(has, number + 1), BOUND)
            await bot.kill()
            await bot.start()
        await all_arrive(crowd)
        await bot.stop()
        assert await states(database) == {"sent": PEOPLE * LETTERS}
        await database.close()
    assert any("may be a repeat" in message.text for person in crowd for message in person.messages)
    for person in crowd:
        told = [message for message in person.messages if number_in(message) is not None]
        copies = Counter(number_in(message) for message in told)
        assert set(copies) == set(range(2, LETTERS + 2))
        unmarked = Counter(number_in(message) for message in told if "may be a repeat" not in message.text)
        assert max(unmarked.values(), default=0) <= 1, "a second copy says that it may be one"
        assert len(told) - len(copies) <= len(KILLED_AFTER), "one copy more for each death, at most"
    assert "Traceback" not in bot.log.read_text()
