"""Asking a client on the phone: the manager reads the questions out and enters the client's own words."""

from __future__ import annotations

from collections.abc import Callable

from bot.briefs import issuing
from bot.storage.queries import briefs
from bot.storage.queries.clients import Client
from bot.telegram.briefs.page import page, while_asked, with_client
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import dossier
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from questionnaires.interview import events


def _begin(visit: Visit, _: Callback, client: Client) -> None:
    """Begin, or go on with what was begun; nobody is asked twice at once, so a link that is out is void."""
    out = dossier.waiting(visit, client.id)
    if out is not None and out.conversation is not None:
        if out.brief.via != "phone":
            visit.toast("toast_is_answering")
            visit.put(page(out))
            return
        visit.unit.receive(out.conversation, events.Resumed())
        views.show(visit, out.conversation)
        return
    briefs.revoke_links_of_client(visit.tx, visit.person.id, client.id, visit.unit.now)
    begun = issuing.begin_by_phone(visit.unit, visit.person.id, client.id, visit.chat)
    if begun is None:
        visit.toast("toast_no_brief", is_alert=True)
    else:
        views.show(visit, begun)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.BRIEF_PHONE: while_asked(with_client(_begin))}
