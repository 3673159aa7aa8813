"""/brief NAME: whom it is about. A name that nobody has yet becomes a new client, as it does for a quiz."""

from __future__ import annotations

from collections.abc import Sequence

from bot.storage.queries import clients
from bot.storage.queries.clients import Client
from bot.telegram.briefs import links
from bot.telegram.callbacks import Verb
from bot.telegram.outgoing import Keyboard
from bot.telegram.visit import Visit

OFFERED = 8
RECENT = 6


def brief(visit: Visit, name: str | None) -> None:
    """Go on with the client of that name; ask which, or of whom, where that is not clear.

    Args:
        name: empty where none was given; None for one that cannot be a name, about which a word was said.
    """
    if name is None:
        return
    if not name:
        _choose(visit, None, clients.recent(visit.tx, visit.person.id, RECENT))
        return
    known = clients.by_name(visit.tx, visit.person.id, name)
    if len(known) == 1:
        links.offer(visit, known[0])
    elif known:
        _choose(visit, known[0].name, known[:OFFERED])
    else:
        _create(visit, name)


def again(visit: Visit, name: str) -> None:
    """The same with nobody created."""
    known = clients.by_name(visit.tx, visit.person.id, name) if name else []
    brief(visit, name if known else "")


def _create(visit: Visit, name: str) -> None:
    """A slip of the pen is undone by deleting the client, from the same page."""
    client = clients.create(visit.tx, visit.unit.new_id(), visit.person.id, name, visit.unit.now)
    links.offer_new(visit, client)


def _choose(visit: Visit, name: str | None, found: Sequence[Client]) -> None:
    """Namesakes are told apart by the day since which they are known."""
    rows = [
        {"number": place, "name": each.name, "since": visit.local(each.created_at)}
        for place, each in enumerate(found, 1)
    ]
    keyboard: Keyboard = tuple(
        (visit.button("", Verb.BRIEF_NEW, each.id, text=f"{place}. {each.name[:36]}"),)
        for place, each in enumerate(found, 1)
    )
    visit.say("brief_whom", keyboard, name=name, rows=rows)
