"""Prospects on the stage: links made for them, and what they do with a brief."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from bot.briefs import issuing
from bot.people.tokens import new_id
from bot.sandbox.world.chats import Message
from bot.storage.queries import clients
from bot.storage.tables import briefs, interviews
from bot.storage.transaction import Transaction
from bot.telegram.callbacks import Verb
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import id_of

CLIENT = "Lotus (slow payer!)"
"""As the manager typed it: nothing for the client to read."""
DAYS = 14
OF_ITEMS = {Verb.BRIEF_GIVEN, Verb.TAKE_BACK, Verb.TAKE_BACK_YES}
"""Buttons of a brief whose numbers stand apart from those of the others."""


async def do(stage: Stage, work: Callable[[Transaction], Any]) -> Any:
    """Something in a transaction of its own, as it happens elsewhere."""
    return await stage.bot.database.transaction(work)


async def link_for(stage: Stage, name: str = CLIENT, language: str = "en") -> str:
    """A personal link to a brief about a new client of Max's."""
    owner, now = await id_of(stage, stage.max), stage.clock()

    def make(tx: Transaction) -> str:
        client = clients.create(tx, new_id(now), owner, name, now)
        issued = issuing.issue(tx, owner, client.id, language, now, DAYS)
        assert issued is not None
        return issued.payload

    return str(await do(stage, make))


async def renewed(stage: Stage) -> str:
    """Another link in place of the last one."""
    brief, now = await the_brief(stage), stage.clock()
    issued = await do(
        stage, lambda tx: issuing.renew(tx, brief.owner_id, brief.id, brief.language, now, DAYS)
    )
    return str(issued.payload)


async def standing_link(stage: Stage) -> str:
    """Max's standing link."""
    owner, now = await id_of(stage, stage.max), stage.clock()
    return str(await do(stage, lambda tx: issuing.new_standing_link(tx, owner, now)))


async def the_brief(stage: Stage, number: int = -1) -> Any:
    """A brief as it is stored, in the order they were made."""
    return sorted(await stage.rows(briefs), key=lambda row: row.created_at)[number]


async def its_interview(stage: Stage, number: int = -1) -> Any:
    """The interview that answers it."""
    brief = await the_brief(stage, number)
    return next(row for row in await stage.rows(interviews) if row.id == brief.interview_id)


async def begins(stage: Stage, name: str = "Anna", language: str = "en") -> Phone:
    """Somebody who opened a link of their own and agreed."""
    anna = stage.phone(name, language)
    await anna.follows(await link_for(stage, language=language))
    await anna.press_first()
    return anna


async def answers_all(anna: Phone) -> Message:
    """The first option of every question, up to the review."""
    while not (anna.sees("Send") or anna.sees("Done: show the card")):
        await anna.press_first()
    return anna.screen


async def sends(stage: Stage, name: str = "Anna") -> Phone:
    """Somebody who answered everything and sent it."""
    anna = await begins(stage, name)
    await answers_all(anna)
    await anna.taps("Send")
    return anna


async def twice(stage: Stage) -> None:
    """Handle what is pending twice, as after a crash between commit and confirmation."""
    batch = list(stage.sandbox.world.updates.pending)
    for _ in range(2):
        await stage.bot.counter.take(batch)
        await stage.quieten()
    stage.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
    await stage.settle()


def png(width: int = 640, height: int = 480) -> bytes:
    """As much of a picture as the sandbox looks at."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


def said_to(phone: Phone) -> str:
    """Everything the bot has written to somebody that is still there."""
    return "\n".join(message.text for message in phone.chat)
