"""Whether a copy is one of this bot's databases, and what changes in one that comes back."""

from __future__ import annotations

from sqlalchemy import true, update

from bot.storage import migrate
from bot.storage.admission import CHECK
from bot.storage.errors import BadBackup
from bot.storage.queries import settings
from bot.storage.tables import deliveries, interviews
from bot.storage.transaction import Transaction


def prove(tx: Transaction) -> None:
    """Refuse what is not a database of this or an earlier release that these keys open.

    Raises:
        BadBackup: there are no tables of this bot in it.
        DatabaseNewer, WrongKey: see there.
    """
    found = migrate.current_revision(tx.connection)
    if found is None:
        raise BadBackup("There are no tables of Firstcall in it; expected a database that the bot has used.")
    migrate.refuse_newer(found)
    settings.value(tx, CHECK)


def come_back(tx: Transaction) -> None:
    """Make ready to go on after a time of which nothing is known.

    Chats may show what came later: every open interview is shown again. What was still to be sent may have
    been sent since: it says so when it comes.
    """
    still_open = interviews.c.finished_at.is_(None)
    unshown = {"shown_revision": interviews.c.revision - 1}
    tx.connection.execute(update(interviews).where(still_open).values(unshown))
    waiting = {"may_have_come": true(), "lease_owner": None, "lease_until": None}
    tx.connection.execute(update(deliveries).where(deliveries.c.state == "pending").values(waiting))
