"""The page of one brief: where it stands, and what there is to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.briefs.status import Stage, Status
from bot.storage.queries import clients
from bot.storage.queries.clients import Client
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.card import dossier
from bot.telegram.card.dossier import Dossier
from bot.telegram.outgoing import Button, Keyboard, Page, Post, Replace
from bot.telegram.visit import Visit
from messages import label, languages

RENEWABLE = (Stage.MADE, Stage.OPENED, Stage.DECLINED, Stage.EXPIRED, Stage.REVOKED, Stage.STOPPED)
UNDER_PICTURE = 1
REVOCABLE = (Stage.MADE, Stage.OPENED, Stage.DECLINED)
"""Nobody agreed yet, and somebody still may."""


def page(found: Dossier) -> Page:
    """What to do comes as buttons; the text says where it stands."""
    stands, visit = found.status, found.visit
    return visit.page(
        "brief",
        _buttons(found),
        client=found.client.name,
        stage=str(stands.stage),
        via=found.brief.via,
        at=visit.local(stands.at),
        question=stands.question,
        of=stands.of,
        until=visit.local(found.brief.expires_at),
    )


def in_words(visit: Visit, stands: Status) -> str:
    """Where a brief stands, in a few words for a list."""
    return label(f"stage_{stands.stage}", visit.language, question=stands.question, of=stands.of)


def _buttons(found: Dossier) -> Keyboard:
    return (*(_reading(found) if found.is_readable else ()), *_link_buttons(found), *_around(found))


def _reading(found: Dossier) -> Keyboard:
    """What was answered, before anything about the link."""
    visit, brief = found.visit, found.brief
    rows: list[tuple[Button, ...]] = [(visit.button("brief_card", Verb.BRIEF_CARD, brief.id),)]
    return (*rows, *words_and_files(found), *reply_button(found))


def words_and_files(found: Dossier) -> Keyboard:
    """The client's own words, and what they sent."""
    visit, brief = found.visit, found.brief
    row = [visit.button("brief_words", Verb.BRIEF_WORDS, brief.id)]
    if found.files:
        text = label("brief_files", visit.language, count=len(found.files))
        row.append(visit.button("", Verb.BRIEF_FILES, brief.id, text=text))
    return (tuple(row),)


def reply_button(found: Dossier, a: int = 0) -> Keyboard:
    """To write to who answered, through the bot; `a` as `replying` reads it."""
    visit = found.visit
    return (
        ((visit.button("brief_reply", Verb.BRIEF_REPLY, found.brief.id, a),),) if found.has_prospect else ()
    )


def _link_buttons(found: Dossier) -> Keyboard:
    """A new link in any language; the one in which the client was written to comes first."""
    visit, brief, stage = found.visit, found.brief, found.status.stage
    rows: list[tuple[Button, ...]] = []
    if stage is Stage.ASKING and brief.via == "phone" and brief.interview_id is not None:
        rows.append((visit.button("go_on_phone", Verb.BRIEF_RESUME, brief.interview_id),))
    if stage in RENEWABLE:
        order = sorted(languages(), key=lambda language: language != brief.language)
        rows.append(tuple(_renew(found, language) for language in order))
    if stage in REVOCABLE:
        rows.append((visit.button("revoke_link", Verb.BRIEF_REVOKE, brief.id),))
    if stage in RENEWABLE:
        rows.append((visit.button("ask_on_phone", Verb.BRIEF_PHONE, found.client.id),))
    return tuple(rows)


def _renew(found: Dossier, language: str) -> Button:
    text = label("new_link_in", found.visit.language, spoken=label(f"language_{language}", language))
    return found.visit.button("", Verb.BRIEF_RENEW, found.brief.id, languages().index(language), text)


def _around(found: Dossier) -> Keyboard:
    return ((found.visit.button("to_client", Verb.CLIENT, found.client.id),),)


# --- finding what a button is about -----------------------------------------------------------------------


def with_brief(do: Callable[[Visit, Callback, Dossier], None]) -> Callable[[Visit, Callback], None]:
    """A button about a brief of the person's own; anybody else's is not there."""

    def act(visit: Visit, callback: Callback) -> None:
        found = dossier.own(visit, callback.subject)
        if found is None:
            visit.toast("toast_no_brief", is_alert=True)
        else:
            do(visit, callback, found)

    return act


def with_client(do: Callable[[Visit, Callback, Client], None]) -> Callable[[Visit, Callback], None]:
    """A button about a client of the person's own; anybody else's is not there."""

    def act(visit: Visit, callback: Callback) -> None:
        client = clients.get(visit.tx, visit.person.id, callback.subject)
        if client is None:
            visit.toast("toast_no_brief", is_alert=True)
        else:
            do(visit, callback, client)

    return act


def while_asked(do: Callable[[Visit, Callback], None]) -> Callable[[Visit, Callback], None]:
    """A button that asks a client; where the studio asks its clients nothing any more, that is said."""

    def act(visit: Visit, callback: Callback) -> None:
        if visit.unit.scripts.brief is None:
            put(visit, callback, visit.page("brief_off"))
        else:
            do(visit, callback)

    return act


def readable(do: Callable[[Visit, Callback, Dossier], None]) -> Callable[[Visit, Callback], None]:
    """A button about what was answered; the page says so where nothing is to be read."""

    def act(visit: Visit, callback: Callback, found: Dossier) -> None:
        if found.is_readable:
            do(visit, callback, found)
        else:
            visit.toast("toast_nothing_to_read")
            show(visit, callback, found)

    return with_brief(act)


def show(visit: Visit, callback: Callback, found: Dossier) -> None:
    """The page, where the button is."""
    put(visit, callback, page(found))


def put(visit: Visit, callback: Callback, shown: Page) -> None:
    """A page where the button is; below a picture, which has no text that another could take the place of."""
    if callback.b == UNDER_PICTURE:
        visit.out.append(Post(visit.chat, shown))
    else:
        visit.put(shown)


def in_place(visit: Visit, callback: Callback, shown: Page) -> Post | Replace:
    """The same, for what is said later."""
    return Post(visit.chat, shown) if callback.b == UNDER_PICTURE else visit.in_place(shown)


def under_picture(visit: Visit, name: str, callback: Callback) -> Button:
    """A button that knows that it hangs under a picture."""
    return Button(label(name, visit.language), write(replace(callback, b=UNDER_PICTURE)))
