"""Nobody guesses a link: a token has 192 random bits, and few wrong ones are looked up at all.

What was tried is counted in the database, so that all replicas count together. Who has a good link and comes
by it first is always looked up, however many others are guessing; and whoever guessed too often reads what
they read before, so nobody learns where the limit is, nor whether a link was good.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage.queries import wrong_links
from bot.storage.transaction import Transaction

EACH, EACH_WITHIN = 10, timedelta(hours=1)
"""Wrong links of one person before theirs are looked up no more, and for how long each counts."""
ALL, ALL_WITHIN = 100, timedelta(minutes=1)
"""Wrong links of all people before those who have tried one are looked up no more."""


def may_try(tx: Transaction, person_id: int, now: datetime) -> bool:
    """Whether a link that somebody came by is looked up."""
    own = wrong_links.count_of(tx, person_id, now - EACH_WITHIN)
    return own == 0 or (own < EACH and wrong_links.count(tx, now - ALL_WITHIN) < ALL)


def note_wrong(tx: Transaction, person_id: int, now: datetime) -> None:
    """Remember that somebody came by a link that leads nowhere."""
    wrong_links.note(tx, person_id, now)
