"""What people are called and what they write is in no log line, at whatever level, whatever fails.

Words that occur nowhere else are put wherever a person can put words. Then everything that was logged is
searched, tracebacks included, as `run` would write it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from bot.logs import start_logging
from bot.storage import Transaction
from bot.storage.tables import clients
from tests.e2e.prospects import link_for
from tests.e2e.stage import Stage

CANARY = "Xylo"
"""Begins every word that must not be seen again."""
WORDS = tuple(f"{CANARY}{kind}" for kind in ("name", "note", "file", "caption", "brief", "search", "contact"))
NAME, NOTE, FILE, CAPTION, BRIEF, SEARCH, CONTACT = WORDS


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """All that a bot would log that was started to log everything."""
    heard, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", heard)
    start_logging(level=logging.DEBUG)
    yield heard
    root.handlers, root.level = before, level


def leaks(written: io.StringIO) -> list[str]:
    """The lines that show one of the words."""
    return [line for line in written.getvalue().splitlines() if CANARY in line]


async def a_day(stage: Stage) -> None:
    """A manager with a client, a note and a search; a prospect with words, a file and a contact."""
    await stage.max.says(f"/quiz {NAME}")
    await stage.max.says(f"{NOTE} asked twice")
    await stage.max.plays()
    await stage.max.says(f"/clients {SEARCH}")
    anna = stage.phone(NAME)
    await anna.follows(await link_for(stage, NAME))
    await anna.press_first()
    await anna.says(f"{BRIEF}: as soon as possible")
    await anna.person.send_document(f"{FILE}.pdf", b"%PDF", caption=CAPTION)
    await anna.person.share_contact("+49 30 1234567", CONTACT)
    await stage.settle()


async def test_an_ordinary_day_leaves_nobody_in_the_log(on_sqlite: Stage, written: io.StringIO) -> None:
    await a_day(on_sqlite)
    await on_sqlite.tick(days=1)
    assert leaks(written) == []
    logging.getLogger("bot.telegram").debug("a line that quotes %s", NAME)
    assert len(leaks(written)) == 1, "the alarm itself is awake"


async def test_a_day_on_which_everything_fails_leaves_nobody_in_the_log(
    firstcall: Stage, written: io.StringIO
) -> None:
    stage = firstcall
    stage.may_log_errors = stage.may_leave_unanswered = stage.has_forged = True
    stage.sandbox.world.faults.add("502", method="sendMessage")
    stage.sandbox.world.faults.add("drop_after", method="sendMessage", skip=20)
    stage.sandbox.world.faults.add("cut", method="sendMessage", skip=2)
    stage.sandbox.world.faults.add("cut", method="editMessageText")
    stage.sandbox.world.faults.add("cut", method="sendPhoto")
    await a_day(stage)

    def spoil(tx: Transaction) -> None:
        tx.connection.execute(update(clients).values(sealed_name=NAME.encode()))

    await stage.bot.database.transaction(spoil)
    await stage.max.says(f"/quiz {NAME}")
    await stage.max.says(f"/clients {SEARCH}")
    await stage.tick(hours=2)
    stage.injected = len(stage.sandbox.world.broken_rules)
    assert "Traceback" in written.getvalue()
    assert leaks(written) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        {"date": NOTE},
        {"message_id": NOTE},
        {"entities": NOTE},
        {"photo": [NOTE]},
        {"reply_to_message": NOTE},
        {"chat": NOTE},
        {"from": {"id": NOTE, "first_name": NAME}},
        {"text": {"a": NOTE}},
        {"contact": {"phone_number": [NOTE], "first_name": NAME}},
        {"document": {"file_id": {NOTE: 1}, "file_name": [FILE]}},
    ],
    ids=lambda spoiled: next(iter(spoiled)),
)
async def test_an_update_that_cannot_be_read_is_not_quoted(
    on_sqlite: Stage, written: io.StringIO, spoiled: dict[str, Any]
) -> None:
    stage = on_sqlite
    stage.may_log_errors = True
    await stage.phone(NAME).person.send(NOTE)
    (whole,) = stage.sandbox.world.updates.pending
    stage.sandbox.world.updates.clear()
    await stage.bot.counter.take([whole | {"message": whole["message"] | spoiled}])
    await stage.quieten()
    stage.injected = len(stage.sandbox.world.broken_rules)
    assert leaks(written) == []
