"""What somebody writes after an outcome: the amount of what was won, or a word on it.

An amount goes on being waited for, so that a wrong one can be put right; once it is known, other words are
a note. After a note nothing is waited for any more.
"""

from __future__ import annotations

from bot.outcomes.amounts import read_amount
from bot.storage.queries import clients, outcomes
from bot.storage.queries.clients import Client
from bot.storage.queries.outcomes import Told
from bot.telegram.callbacks import Verb
from bot.telegram.ending import outcome as pages
from bot.telegram.ending.awaited import OUTCOME_OF, expect
from bot.telegram.visit import Visit

NOTE_LENGTH = 1_000


def take(visit: Visit, text: str) -> None:
    """Keep what was written with the outcome that it belongs to."""
    client_id = (visit.person.expecting or {})[OUTCOME_OF]
    client = clients.get(visit.tx, visit.person.id, client_id)
    told = None if client is None else outcomes.of_client(visit.tx, visit.person.id, client.id)
    if client is None or told is None or told.outcome.kind == "undecided":
        visit.expect(None)
        visit.say("not_understood", ((visit.button("new_client", Verb.NEW_CLIENT),),))
    elif told.outcome.kind == "won":
        _amount(visit, client, told, text)
    else:
        _note(visit, client, told.note, text)


def _amount(visit: Visit, client: Client, told: Told, text: str) -> None:
    amount = read_amount(text)
    if amount is None and told.outcome.amount is not None:
        _note(visit, client, told.note, text)
        return
    if amount is None:
        without = visit.button("without_amount", Verb.CLIENT, client.id)
        visit.say("outcome_no_amount", ((without,),), client=client.name)
        return
    won = outcomes.Outcome("won", amount)
    outcomes.tell(visit.tx, visit.person.id, client.id, won, visit.unit.now)
    _kept(visit, client)


def _note(visit: Visit, client: Client, earlier: str | None, text: str) -> None:
    """A word is kept below the earlier ones: who writes two messages means both."""
    note = "\n".join(filter(None, (earlier, text.strip())))
    if len(note) > NOTE_LENGTH:
        visit.say("note_too_long", length=len(note), most=NOTE_LENGTH)
        return
    outcomes.annotate(visit.tx, visit.person.id, client.id, note)
    _kept(visit, client)


def _kept(visit: Visit, client: Client) -> None:
    """The page asks for more: another amount, one more word; so that is waited for."""
    expect(visit, client.id)
    visit.put(pages.page(visit, client))
