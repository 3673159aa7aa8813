"""How long each thing is kept that is not kept for ever, and the job that forgets it.

What is not named here goes with a person or a client (`queries/erasure.py`), or names nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.storage.database import Database
from bot.storage.queries import (
    briefs_due,
    clients,
    deliveries,
    erasure,
    interviews,
    invitations,
    links,
    outsiders,
    pacing,
    updates,
    wrong_links,
)
from bot.storage.transaction import Transaction
from bot.storage.trouble import is_in_trouble

T = TypeVar("T")

log = logging.getLogger(__name__)

UPDATES_KEPT = timedelta(days=8)
"""Telegram sends an update again for a day at most; a week more costs nothing."""
FAILURES_KEPT = timedelta(days=30)
"""A parked update holds what somebody wrote: long enough to mend the fault, no longer."""
SETTLED_KEPT = timedelta(days=30)
"""What was told, and links that let nobody in any more: long enough to ask what became of them."""
GIVEN_UP_KEPT = timedelta(days=90)
"""What nobody could be told, with what it was."""
GUESSES_KEPT = timedelta(days=1)
STRANGERS_KEPT = timedelta(days=30)
"""Who wrote and was let in nowhere, and whose brief leads to nobody any more."""
AT_ONCE = 100
"""People, clients or calls that are looked for at a time."""
PORTIONS = 20
"""Such portions in an hour; who is left over goes in the next: enough for 48,000 strangers a day."""


async def forget(database: Database, now: datetime, untouched: timedelta) -> None:
    """Forget whatever has been kept for long enough.

    Each kind of thing, each client and each person goes in a transaction of its own: what cannot be forgotten
    is logged, keeps nothing else from going, and is tried again the next time.

    Args:
        untouched: how long a client is kept whom nobody touches.

    Raises:
        Exception: the database is in trouble; what is left is for the next time.
    """
    for what, prune in _by_age(now, untouched).items():
        await _by_itself(database, what, prune)
    await _one_by_one(
        database,
        "client",
        lambda tx: clients.untouched_since(tx, now - untouched, AT_ONCE),
        lambda tx, found: erasure.client(tx, *found, now),
    )
    await _one_by_one(
        database,
        "call",
        lambda tx: interviews.old_calls(tx, now - untouched, AT_ONCE),
        lambda tx, call: erasure.practice(tx, [call], now),
    )
    await _one_by_one(
        database,
        "person",
        lambda tx: outsiders.no_longer_needed(tx, now - STRANGERS_KEPT, AT_ONCE),
        erasure.outsider,
    )


def _by_age(now: datetime, untouched: timedelta) -> dict[str, Callable[[Transaction], object]]:
    """What only has to be old enough, by what it is."""
    settled = now - SETTLED_KEPT
    return {
        "failures got over": updates.forgive,
        "updates": lambda tx: updates.prune(tx, now - UPDATES_KEPT),
        "failed updates": lambda tx: updates.forget_failures(tx, now - FAILURES_KEPT),
        "what was told": lambda tx: deliveries.prune(tx, settled),
        "what was given up": lambda tx: deliveries.prune_given_up(tx, now - GIVEN_UP_KEPT),
        "invitations": lambda tx: invitations.prune(tx, settled),
        "standing links": lambda tx: links.prune(tx, settled),
        "briefs of nobody": lambda tx: briefs_due.prune(tx, settled),
        "wrong links": lambda tx: wrong_links.prune(tx, now - GUESSES_KEPT),
        "waits": lambda tx: pacing.prune(tx, now),
    }


async def _one_by_one(
    database: Database,
    what: str,
    find: Callable[[Transaction], list[T]],
    erase: Callable[[Transaction, T], object],
) -> None:
    """Erase all that is found, portion by portion; not who is in use again when it is their turn."""
    for _ in range(PORTIONS):
        portion = await database.read(find)
        gone = [
            await _by_itself(database, f"{what} {each}", _if_still_found(each, find, erase))
            for each in portion
        ]
        if len(portion) < AT_ONCE or not any(gone):
            break


def _if_still_found(
    found: T, find: Callable[[Transaction], list[T]], erase: Callable[[Transaction, T], object]
) -> Callable[[Transaction], object]:
    return lambda tx: erase(tx, found) if found in find(tx) else None


async def _by_itself(database: Database, what: str, step: Callable[[Transaction], object]) -> bool:
    """Take one step; False, and the log says so, where it cannot be taken."""
    try:
        await database.transaction(step)
    except Exception as error:
        if is_in_trouble(error):
            raise
        log.exception("%s: what is to be forgotten could not be; trying again in an hour", what)
        return False
    return True
