"""A personal link for one client: in which language to write, the two messages to send on, renew and revoke.

At most one link to a client can be answered: whoever asks for another is shown where that one stands. Of a
link only the hash is stored, so it is told once; to see one again means a new one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.briefs import issuing
from bot.storage.queries import people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.clients import Client
from bot.telegram.briefs.page import page, put, show, under_picture, while_asked, with_brief, with_client
from bot.telegram.briefs.qr import png
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import dossier
from bot.telegram.card.dossier import Dossier
from bot.telegram.outgoing import Button, Keyboard, Page, Picture, Post
from bot.telegram.visit import Visit
from messages import label, languages
from questionnaires.interview.script import in_language

DOUBLE_TAP = timedelta(seconds=3)
"""Within this time of a new link, another tap that asks for one was a slip of the finger."""


def offer(visit: Visit, client: Client) -> None:
    """In which language to write to a client; where a link is out already, how it stands."""
    out = dossier.waiting(visit, client.id)
    visit.put(_offer(visit, client) if out is None else page(out))


def offer_new(visit: Visit, client: Client) -> None:
    """The same for a client who was created just now, perhaps by a slip: it can be undone."""
    undo = visit.button("delete_client", Verb.DELETE, client.id)
    visit.put(_offer(visit, client, undo))


def _offer(visit: Visit, client: Client, undo: Button | None = None) -> Page:
    """The manager's own language first; or to ask on the phone."""
    order = sorted(languages(), key=lambda language: language != visit.language)
    keyboard = (
        *((_in(visit, client, language),) for language in order),
        (visit.button("ask_on_phone", Verb.BRIEF_PHONE, client.id),),
        (undo or visit.button("to_client", Verb.CLIENT, client.id),),
    )
    days = visit.house.brief_link_days
    return visit.page("brief_offer", keyboard, client=client.name, days=days, is_new=undo is not None)


def _in(visit: Visit, client: Client, language: str) -> Button:
    text = label("link_in", visit.language, spoken=label(f"language_{language}", language))
    return visit.button("", Verb.BRIEF_LINK, client.id, languages().index(language), text)


# --- what the buttons do ----------------------------------------------------------------------------------


def _link(visit: Visit, callback: Callback, client: Client) -> None:
    out = dossier.waiting(visit, client.id)
    if out is None:
        _issue(visit, client, callback.a)
    else:
        _is_out(visit, callback, out)


def _renew(visit: Visit, callback: Callback, found: Dossier) -> None:
    """A new link in place of this one; but not where another is out, or somebody is answering."""
    out = dossier.waiting(visit, found.client.id)
    if out is not None and (out.brief.id != found.brief.id or out.brief.consented_at is not None):
        _is_out(visit, callback, out)
    else:
        _issue(visit, found.client, callback.a)


def _is_out(visit: Visit, callback: Callback, out: Dossier) -> None:
    """The button is about an earlier link. The second half of a double tap needs no words."""
    if visit.unit.now - out.brief.created_at > DOUBLE_TAP:
        visit.toast("toast_link_is_out")
        show(visit, callback, out)


def _revoke(visit: Visit, callback: Callback, found: Dossier) -> None:
    is_revoked = issuing.revoke(visit.tx, visit.person.id, found.brief.id, visit.unit.now)
    visit.toast("toast_revoked" if is_revoked else None)
    show(visit, callback, dossier.own(visit, found.brief.id) or found)


def _newest(visit: Visit, callback: Callback, client: Client) -> None:
    """What a button about a client shows that had its effect already."""
    found = next(iter(dossier.of_client(visit, client.id)), None)
    put(visit, callback, _offer(visit, client) if found is None else page(found))


# --- the two messages -------------------------------------------------------------------------------------


def _issue(visit: Visit, client: Client, place: int) -> None:
    """One message to forward as it is, with nothing on it that is for the manager; one with the picture."""
    language = languages()[place] if place < len(languages()) else visit.language
    days = visit.house.brief_link_days
    issued = issuing.issue(visit.tx, visit.person.id, client.id, language, visit.unit.now, days)
    assert issued is not None, f"client {client.id} is not there any more"
    link = visit.house.link(issued.payload)
    visit.out.append(Post(visit.chat, Page("brief_message", language, _signature(visit, language, link))))
    until = visit.local(issued.brief.expires_at)
    caption = visit.page("brief_picture", _under(visit, issued.brief), client=client.name, until=until)
    visit.out.append(Picture(visit.chat, png(link), caption))


def _signature(visit: Visit, language: str, link: str) -> dict[str, str | None]:
    """Who writes, as the client reads it."""
    name = visit.unit.scripts.studio.name
    studio = visit.house.studio or (in_language(name, language) if name else None)
    return {"studio": studio, "manager": people.name_of(visit.tx, visit.person.id), "link": link}


def _under(visit: Visit, brief: Brief) -> Keyboard:
    language = languages().index(brief.language)
    return (
        (
            under_picture(visit, "new_link", Callback(Verb.BRIEF_RENEW, brief.id, a=language)),
            under_picture(visit, "revoke_link", Callback(Verb.BRIEF_REVOKE, brief.id)),
        ),
        (under_picture(visit, "brief_status", Callback(Verb.BRIEF_OPEN, brief.id)),),
    )


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.BRIEF_NEW: while_asked(with_client(lambda visit, _, client: offer(visit, client))),
    Verb.BRIEF_LINK: while_asked(with_client(_link)),
    Verb.BRIEF_OPEN: with_brief(show),
    Verb.BRIEF_RENEW: while_asked(with_brief(_renew)),
    Verb.BRIEF_REVOKE: with_brief(_revoke),
}
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.BRIEF_NEW: BY_VERB[Verb.BRIEF_NEW],
    Verb.BRIEF_LINK: with_client(_newest),
    Verb.BRIEF_OPEN: BY_VERB[Verb.BRIEF_OPEN],
    Verb.BRIEF_RENEW: with_brief(lambda visit, callback, found: _newest(visit, callback, found.client)),
    Verb.BRIEF_REVOKE: with_brief(show),
}
"""A link cannot be told twice: where it stands is shown, and a new one can be made there."""
