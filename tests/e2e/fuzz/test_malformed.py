"""Updates as Telegram never sends them, through the real intake: nothing escapes, nobody else is touched.

Real updates of every kind are taken, and in each copy one thing is removed or replaced by something odd.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.person import Person
from bot.storage.tables import answers, briefs, clients, failed_updates, interviews, notes
from tests.e2e.stage import Phone, Stage

ODD: tuple[Any, ...] = (
    *(None, "", 0, -1, True, 2**31, 2**63, 2**70, 0.5, float("inf")),
    *([], {}, [None], {"id": 1}, "x" * 5000, "\x00", "half \ud800", "\u202e\u200b", "{{7*7}}", "/start"),
)
EACH = 15
"""Copies of each kind of update."""
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000180f1b6c8e40000000049454e44ae426082"
)

Path = tuple[str | int, ...]


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value, the number of the update aside."""
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        if (*at, key) != ("update_id",):
            yield (*at, key)
            yield from places(child, (*at, key))


def spoiled(update: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], Path]:
    """A copy with one thing removed or replaced, and where."""
    whole = copy.deepcopy(update)
    *way, last = chance.choice(list(places(whole)))
    holder: Any = whole
    for key in way:
        holder = holder[key]
    if chance.random() < 0.4:
        del holder[last]
    else:
        holder[last] = chance.choice(ODD)
    return whole, (*way, last)


async def one_of_each(stage: Stage, person: Person) -> list[dict[str, Any]]:
    """Updates of every kind that somebody can cause; the bot has not heard of them."""
    first = len(stage.sandbox.world.updates.pending)
    sent = await person.send("hello")
    await person.send("/start nosuchlink", reply_to=sent)
    await person.tap_raw(sent.id, "A" * 34)
    await person.send_document("menu.pdf", b"%PDF", caption="our menu")
    await person.share_contact()
    person.block()
    person.unblock()
    found = [dict(update) for update in stage.sandbox.world.updates.pending[first:]]
    stage.sandbox.world.updates.clear()
    stage.may_leave_unanswered = True
    return found


async def theirs(stage: Stage) -> list[list[Any]]:
    """What only the team has in this world."""
    return [
        sorted(map(repr, await stage.rows(table))) for table in (answers, briefs, clients, interviews, notes)
    ]


def is_whole(update: dict[str, Any], place: Path) -> bool:
    """Whether it still tells who writes, and where they can be answered."""
    return "message" in update and not {"from", "chat"} & set(place) and place != ("message",)


@pytest.mark.parametrize("seed", range(2))
async def test_no_malformed_update_escapes_or_touches_anybody_else(firstcall: Stage, seed: int) -> None:
    stage, chance = firstcall, random.Random(seed)
    stage.may_log_errors = stage.has_forged = True
    await stage.max.says("/quiz Lotus Bakery")
    otto = stage.phone("Otto")
    before, number = await theirs(stage), 900_000_000
    for update in await one_of_each(stage, otto.person):
        for _ in range(EACH):
            broken, place = spoiled(update, chance)
            heard, number = len(otto.chat), number + 1
            await stage.bot.counter.take([broken | {"update_id": number}])
            await stage.quieten()
            assert len(otto.chat) > heard or not is_whole(broken, place), broken
    stage.injected = len(stage.sandbox.world.broken_rules)
    assert await theirs(stage) == before
    await goes_on(stage.max)
    await otto.says("/forget")
    assert "went wrong" not in (await otto.press_first()).text, "they can go, whatever lies there of theirs"


async def goes_on(phone: Phone) -> None:
    """Whoever had nothing to do with it answers the next question."""
    before = phone.screen.text
    assert (await phone.taps("1 · ")).text != before


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 900_000_001},
        {"update_id": 900_000_001, "message": None},
        {"update_id": 900_000_001, "callback_query": []},
        {"update_id": 900_000_001, "callback_query": {"id": "1"}},
        {"update_id": 900_000_001, "message": {"text": "x"}},
        {"update_id": 900_000_001, "poll": {"id": "1"}},
        {"update_id": None, "message": {}},
        {"update_id": "900000001"},
        {"update_id": 2**70},
        {"update_id": True},
        [],
        None,
        "update",
        7,
    ],
    ids=repr,
)
async def test_what_is_no_update_at_all_harms_no_batch_it_comes_in(on_sqlite: Stage, update: Any) -> None:
    stage = on_sqlite
    stage.may_log_errors = True
    otto = stage.phone("Otto")
    await otto.person.send("hello")
    (real,) = stage.sandbox.world.updates.pending
    stage.sandbox.world.updates.clear()
    await stage.bot.counter.take([update, real, update])
    await stage.quieten()
    assert "invitation link" in otto.screen.text


@pytest.mark.parametrize(
    "kind", ["poll_answer", "inline_query", "channel_post", "business_message", "message_reaction", "novelty"]
)
async def test_what_was_never_asked_for_is_nobodys_failure(on_sqlite: Stage, kind: str) -> None:
    """It may come all the same, in a form that the library does not know yet."""
    update = {"update_id": 900_000_001, kind: {"id": "1", "something": "new"}}
    await on_sqlite.bot.counter.take([update])
    assert await on_sqlite.rows(failed_updates) == []
