"""How long each thing is kept that is not kept for ever, and the job that forgets it.

What is not named here goes with a person or a client (`queries/erasure.py`), or names nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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
"""People and clients in one transaction."""
PORTIONS = 20
"""Such transactions in a row; what others did gets in between them, and who is left over goes an hour later.
So many strangers that a month would become longer would have to be 48,000 a day."""


def forget(tx: Transaction, now: datetime, untouched: timedelta) -> bool:
    """Forget what has been kept for long enough: of people and clients no more than go into a transaction.

    Args:
        untouched: how long a client is kept whom nobody touches.

    Returns:
        Whether some may be left over.
    """
    updates.forgive(tx)
    updates.prune(tx, now - UPDATES_KEPT)
    updates.forget_failures(tx, now - FAILURES_KEPT)
    deliveries.prune(tx, now - SETTLED_KEPT)
    deliveries.prune_given_up(tx, now - GIVEN_UP_KEPT)
    invitations.prune(tx, now - SETTLED_KEPT)
    links.prune(tx, now - SETTLED_KEPT)
    briefs_due.prune(tx, now - SETTLED_KEPT)
    wrong_links.prune(tx, now - GUESSES_KEPT)
    pacing.prune(tx, now)
    old_clients = clients.untouched_since(tx, now - untouched, AT_ONCE)
    for owner, client in old_clients:
        erasure.client(tx, owner, client, now)
    old_calls = interviews.old_calls(tx, now - untouched, AT_ONCE)
    erasure.practice(tx, old_calls, now)
    strangers = outsiders.no_longer_needed(tx, now - STRANGERS_KEPT, AT_ONCE)
    for person in strangers:
        erasure.outsider(tx, person)
    return AT_ONCE in (len(old_clients), len(old_calls), len(strangers))
