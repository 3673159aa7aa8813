"""The card behind an action: a lead reads what the manager reads, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.storage.queries import people, team
from bot.storage.queries.people import Person
from bot.telegram.briefs import reading
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import cards, dossier, told
from bot.telegram.desk import clients
from bot.telegram.outgoing import Page, Post
from bot.telegram.visit import Visit


def show(visit: Visit, callback: Callback) -> None:
    """A client's card: one's own with its buttons, a colleague's to read."""
    owner = team.owner_of(visit.tx, callback.other)
    if owner is not None and owner.id == visit.person.id:
        _own(visit, callback)
        return
    page = None if owner is None else _read(visit, owner, callback)
    if owner is None or page is None:
        visit.toast("toast_client_gone", is_alert=True)
        return
    facts = {**page.facts, "owner": people.name_of(visit.tx, owner.id)}
    visit.out.append(Post(visit.chat, visit.page("summary_card", **facts)))


def _own(visit: Visit, callback: Callback) -> None:
    """With its buttons; a brief's, too, comes below the summary."""
    asked = dossier.of_interview(visit, callback.subject)
    if asked is not None and asked.is_readable:
        visit.out.append(Post(visit.chat, reading.card_page(asked)))
    else:
        clients.open_card(visit, replace(callback, verb=Verb.OPEN_CARD))


def _read(visit: Visit, owner: Person, callback: Callback) -> Page | None:
    """The card as its owner finds it, in the reader's language."""
    as_owner = replace(visit, person=replace(owner, language=visit.language), out=[])
    asked = dossier.of_interview(as_owner, callback.subject)
    if asked is not None:
        is_meant = asked.client.id == callback.other and asked.is_readable
        drawn = told.of_brief(asked) if is_meant else None
    else:
        held = visit.unit.get((callback.subject, owner.id))
        is_meant = held is not None and held.interview.client == callback.other
        drawn = told.of_quiz(as_owner, held) if held is not None and is_meant else None
    return None if drawn is None else cards.card_page(as_owner, drawn, ())


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.SUMMARY_CARD: show}
