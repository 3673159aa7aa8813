"""What the outbox tells managers about briefs, and prospects from them: one composer for each kind.

Composers read how things stand when the message is sent, and write nothing. None means that there is nothing
to tell any more: the client was deleted, or the brief is somebody else's by now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.briefs.telling import Kind
from bot.people.access import Action, may
from bot.storage.queries import briefs, clients, people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.deliveries import Delivery
from bot.telegram.briefs import reading
from bot.telegram.briefs.page import reply_button, words_and_files
from bot.telegram.briefs.replying import ANSWERED, is_closed_to_us, name_of
from bot.telegram.callbacks import Verb
from bot.telegram.card import dossier
from bot.telegram.card.dossier import Dossier
from bot.telegram.outgoing import Enclosure, Keyboard, Letter, Post
from bot.telegram.visit import Visit
from questionnaires.interview.events import Thing

Compose = Callable[[Visit, Delivery], Letter | None]
CAPTION = 600
"""Characters of what a client wrote under a file; Telegram takes 1,024 in all."""


def _about(compose: Callable[[Dossier, Delivery], Letter | None]) -> Compose:
    """A letter about a brief that is the reader's and whose client is there."""

    def found(visit: Visit, delivery: Delivery) -> Letter | None:
        about = dossier.own(visit, delivery.draft.facts.get("brief", 0))
        return None if about is None else compose(about, delivery)

    return found


def _sent(found: Dossier, _: Delivery) -> Letter | None:
    """The card, at once, with their words on it."""
    if not found.is_readable:
        return None
    return Post(found.visit.chat, replace(reading.card_page(found), preface="letter_sent"))


def _changed(found: Dossier, delivery: Delivery) -> Letter | None:
    """Only what is new."""
    since = _since(found.brief, delivery)
    rows = [row for row in found.said(since) if row.is_new]
    files = sum(file.created_at >= since for file in found.files) if since else 0
    if not found.is_readable or not (rows or files):
        return None
    leaf, *more = reading.leaves(rows)
    facts = {"client": found.client.name, "rows": leaf, "files": files, "more": bool(more)}
    return Post(found.visit.chat, found.visit.page("brief_changed", _to_card(found), **facts))


def _since(brief: Brief, delivery: Delivery) -> datetime | None:
    """From when on a change has not been told."""
    told = delivery.draft.facts.get("since")
    return datetime.fromisoformat(told) if told else brief.sent_at


def _took_back(found: Dossier, delivery: Delivery) -> Letter | None:
    """How much of what, and nothing of what it was."""
    if found.conversation is None:
        return None  # all of it was withdrawn
    visit = found.visit
    counts = {thing.value: delivery.draft.facts.get(thing.value, 0) for thing in Thing}
    gone_on = ((visit.button("brief_status", Verb.BRIEF_OPEN, found.brief.id),),)
    keyboard = _to_card(found) if found.is_readable else gone_on
    return Post(visit.chat, visit.page("brief_took_back", keyboard, client=found.client.name, **counts))


def _declined(found: Dossier, _: Delivery) -> Letter | None:
    if found.brief.consented_at is not None:
        return None  # they thought better of it
    visit = found.visit
    keyboard = (
        (visit.button("ask_on_phone", Verb.BRIEF_PHONE, found.client.id),),
        (visit.button("brief_status", Verb.BRIEF_OPEN, found.brief.id),),
    )
    return Post(visit.chat, visit.page("brief_declined", keyboard, client=found.client.name))


def _stopped(found: Dossier, _: Delivery) -> Letter | None:
    """At which question, and what they said up to there."""
    if not found.is_readable or found.brief.sent_at is not None or found.conversation is None:
        return None  # they went on
    leaf, *more = reading.leaves(found.said())
    visit, stands = found.visit, found.status
    facts = {
        "client": found.client.name,
        "question": stands.question,
        "of": stands.of,
        "rows": leaf,
        "more": bool(more),
    }
    return Post(visit.chat, visit.page("brief_stopped", _to_card(found, ANSWERED), **facts))


def _to_card(found: Dossier, reply: int = 0) -> Keyboard:
    card = found.visit.button("brief_card", Verb.BRIEF_CARD, found.brief.id)
    return ((card,), *words_and_files(found), *reply_button(found, reply))


def _file(found: Dossier, delivery: Delivery) -> Letter | None:
    """One of their files, anew."""
    file = next((each for each in found.files if each.id == delivery.draft.facts["file"]), None)
    if file is None:
        return None
    said = file.caption or ""
    words = said if len(said) <= CAPTION else said[: CAPTION - 1] + "…"
    page = found.visit.page("brief_file", client=found.client.name, words=words)
    return Enclosure(found.visit.chat, file.kind, file.file_id, page)


# --- where there may be no client -------------------------------------------------------------------------


def _talk(visit: Visit, delivery: Delivery) -> Letter | None:
    """Their words; who came by a standing link and has not agreed yet is known by their own name."""
    brief = briefs.own(visit.tx, visit.person.id, delivery.draft.facts.get("brief", 0))
    words = delivery.draft.facts.get("words")
    if brief is None or words is None or brief.withdrawn_at is not None:
        return None
    found = dossier.of(visit, brief)
    rows = [
        *([(visit.button("brief_reply", Verb.BRIEF_REPLY, brief.id, ANSWERED),)] if brief.person_id else []),
        *([(visit.button("brief_status", Verb.BRIEF_OPEN, brief.id),)] if found else []),
    ]
    writer = people.name_of(visit.tx, brief.person_id) if brief.person_id else None
    facts = {"client": found.client.name if found else None, "writer": writer, "words": words}
    return Post(visit.chat, visit.page("brief_talk", tuple(rows), **facts))


def _withdrew(visit: Visit, delivery: Delivery) -> Letter | None:
    brief = briefs.own(visit.tx, visit.person.id, delivery.draft.facts.get("brief", 0))
    if brief is None:
        return None
    client = clients.get(visit.tx, visit.person.id, brief.client_id) if brief.client_id else None
    keyboard = ((visit.button("to_client", Verb.CLIENT, client.id),),) if client else ()
    return Post(visit.chat, visit.page("brief_withdrew", keyboard, client=client.name if client else None))


def _reply_kept(visit: Visit, delivery: Delivery) -> Letter | None:
    """That a reply has not come; nothing where the client has let the bot write again meanwhile."""
    brief = briefs.own(visit.tx, visit.person.id, delivery.draft.facts.get("brief", 0))
    if brief is None or brief.withdrawn_at is not None or not is_closed_to_us(visit, brief):
        return None
    found = dossier.of(visit, brief)
    keyboard = ((visit.button("brief_status", Verb.BRIEF_OPEN, brief.id),),) if found else ()
    return Post(visit.chat, visit.page("brief_reply_kept", keyboard, name=name_of(visit, brief)))


def _clients_received(visit: Visit, delivery: Delivery) -> Letter | None:
    facts = delivery.draft.facts
    giver = people.name_of(visit.tx, facts["giver"])
    keyboard = ((visit.button("clients", Verb.CLIENTS),),)
    return Post(visit.chat, visit.page("clients_received", keyboard, giver=giver, count=facts["count"]))


def _to_member(compose: Compose) -> Compose:
    """A letter for who is on the team still: it may have waited until after they left."""
    return lambda visit, delivery: compose(visit, delivery) if may(visit.person, Action.SEND_BRIEFS) else None


_EVERY: Mapping[str, Compose] = {
    Kind.SENT: _about(_sent),
    Kind.CHANGED: _about(_changed),
    Kind.DECLINED: _about(_declined),
    Kind.STOPPED: _about(_stopped),
    Kind.TALK: _talk,
    Kind.TOOK_BACK: _about(_took_back),
    Kind.WITHDREW: _withdrew,
    Kind.REPLY_KEPT: _reply_kept,
    Kind.CLIENTS_RECEIVED: _clients_received,
    Kind.FILE: _about(_file),
}
LETTERS: Mapping[str, Compose] = {kind: _to_member(compose) for kind, compose in _EVERY.items()}
"""The manager's kinds; what goes to prospects is worded in `prospects.talking`."""
