"""/mylink: a manager's standing link, for a site or a business card. It is shown whenever asked for.

Replacing it or switching it off is asked about first, for it may be printed somewhere; the button that does
it names the link it is about, so a second tap or an old one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.briefs import issuing
from bot.people.tokens import LinkKind, payload, token_hash
from bot.storage.queries import links
from bot.telegram.briefs.page import put, under_picture, while_asked
from bot.telegram.briefs.qr import png
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.outgoing import Button, Picture
from bot.telegram.visit import Visit
from messages import label

ASK, DO = 0, 1
ONLY_TEXT = 1
"""The picture is in the chat already."""
MARK_BYTES = 8


def my_link(visit: Visit) -> None:
    """The link with its picture, or an offer to make one."""
    _as_it_is(visit, Callback(Verb.MY_LINK))


def _as_it_is(visit: Visit, callback: Callback) -> None:
    held = _held(visit)
    if held is None:
        offer = ((visit.button("my_link_make", Verb.MY_LINK_NEW, a=DO),),)
        put(visit, callback, visit.page("my_link_none", offer))
    else:
        _show(visit, callback, held)


def _again(visit: Visit, callback: Callback) -> None:
    held = _held(visit)
    if callback.a == ONLY_TEXT and held is not None:
        visit.put(visit.page("my_link", link=visit.house.link(held)))
    else:
        my_link(visit)


def _show(visit: Visit, callback: Callback, held: str) -> None:
    """The link comes as a message of its own, to be copied; the picture below it has the buttons."""
    link = visit.house.link(held)
    put(visit, callback, visit.page("my_link", link=link))
    new, off = (Callback(verb, other=_mark(held), a=ASK) for verb in (Verb.MY_LINK_NEW, Verb.MY_LINK_OFF))
    keyboard = ((under_picture(visit, "new_link", new), under_picture(visit, "my_link_off", off)),)
    visit.out.append(Picture(visit.chat, png(link), visit.page("my_link_picture", keyboard)))


def _new(visit: Visit, callback: Callback) -> None:
    held = _held(visit)
    if callback.other != _mark(held):
        visit.toast("toast_stale_link")
    elif callback.a == ASK and held is not None:
        _ask(visit, callback, "my_link_replace")
    else:
        _show(visit, callback, issuing.new_standing_link(visit.tx, visit.person.id, visit.unit.now))


def _off(visit: Visit, callback: Callback) -> None:
    held = _held(visit)
    if held is None or callback.other != _mark(held):
        visit.toast("toast_stale_link")
    elif callback.a == ASK:
        _ask(visit, callback, "my_link_end")
    else:
        issuing.drop_standing_link(visit.tx, visit.person.id, visit.unit.now)
        visit.toast("toast_link_off")
        my_link(visit)


def _ask(visit: Visit, callback: Callback, template: str) -> None:
    """The same button once more, with what it means."""
    sure = Button(label(f"{template}_yes", visit.language), write(replace(callback, a=DO, b=0)))
    keyboard = ((sure,), (visit.button("leave_as_is", Verb.MY_LINK, a=ONLY_TEXT),))
    put(visit, callback, visit.page(template, keyboard))


def _held(visit: Visit) -> str | None:
    """What the link carries now."""
    token = links.open_of(visit.tx, visit.person.id)
    return None if token is None else payload(LinkKind.STANDING, token)


def _mark(held: str | None) -> int:
    """What tells a link from the one before it, and gives neither away."""
    return 0 if held is None else int.from_bytes(token_hash(held)[:MARK_BYTES]) >> 1


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.MY_LINK: _again,
    Verb.MY_LINK_NEW: while_asked(_new),
    Verb.MY_LINK_OFF: _off,
}
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = dict.fromkeys(BY_VERB, _as_it_is)
