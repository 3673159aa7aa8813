"""What a client answered, for its manager: the card, all of their words, the files they sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.briefs.telling import Kind
from bot.storage.queries import deliveries
from bot.storage.queries.deliveries import DeliveryDraft
from bot.telegram.briefs.page import page, readable, reply_button, words_and_files
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import cards, dossier, looks, told
from bot.telegram.card.dossier import Dossier, Said
from bot.telegram.card.told import Told
from bot.telegram.length import units
from bot.telegram.outgoing import Keyboard, Page
from bot.telegram.visit import Visit

LEAF = 2_400
"""Characters of what was said on one page; Telegram takes 4,096 in all."""
WORDS_WHOLE = 1_200
"""Longer words are continued on the next page."""


# --- the card ---------------------------------------------------------------------------------------------


def card_page(found: Dossier) -> Page:
    """The card by the client's own words, or by theirs and the manager's together."""
    drawn = told.of_brief(found)
    if drawn is None:
        return page(found)
    return cards.brief_card(found.visit, drawn, under_card(found))


def under_card(found: Dossier) -> Keyboard:
    """What a brief's card has below the looks; what was asked on the phone is the manager's to change."""
    visit, held = found.visit, found.conversation
    own: Keyboard = ()
    if held is not None and held.is_by_phone:
        keys = visit.keys(held)
        add = keys.button("brief_add", Verb.BRIEF_ADD), keys.button("change_answers", Verb.BRIEF_REVIEW)
        own = (add,)
    back = ((visit.button("to_client", Verb.CLIENT, found.client.id),),)
    return (*reply_button(found), *own, *words_and_files(found), *back)


def look(visit: Visit, callback: Callback) -> bool:
    """A look around the card of a brief whose interview is somebody else's; False where there is none."""
    found = dossier.of_interview(visit, callback.subject)
    if found is None or not found.is_readable:
        return False
    drawn = told.of_brief(found)
    opened = None if drawn is None else _opened(visit, drawn, callback)
    visit.put(opened or card_page(found))
    return True


def _opened(visit: Visit, drawn: Told, callback: Callback) -> Page | None:
    """The look itself; the last step of a correction counts only on the answers it was begun with."""
    if callback.verb is Verb.CORRECT_SECOND and callback.revision != drawn.revision:
        visit.toast("toast_stale")
        return None
    return looks.page(visit, drawn, callback)


# --- their words ------------------------------------------------------------------------------------------


def words_page(found: Dossier, number: int = 0, since: datetime | None = None) -> Page:
    """A page of everything that was answered and written, whole; what came since a moment is marked."""
    visit = found.visit
    every = leaves(found.said(since))
    number = min(number, len(every) - 1)
    turn = tuple(
        visit.button("", Verb.BRIEF_WORDS, found.brief.id, leaf, form.format(leaf + 1, len(every)))
        for leaf, form in ((number - 1, "‹ {}/{}"), (number + 1, "{}/{} ›"))
        if 0 <= leaf < len(every)
    )
    keyboard = (
        *((turn,) if turn else ()),
        *reply_button(found),
        (visit.button("brief_card", Verb.BRIEF_CARD, found.brief.id),),
    )
    return visit.page(
        "brief_words",
        keyboard,
        client=found.client.name,
        rows=every[number],
        files=len(found.files),
        is_partial=found.brief.sent_at is None,
    )


def leaves(rows: Iterable[Said]) -> list[list[Said]]:
    """What was said, in parts that fit a message; at least one, which may be empty."""
    parts: list[list[Said]] = [[]]
    for row in _pieces(rows):
        if parts[-1] and sum(map(_length, [*parts[-1], row])) > LEAF:
            parts.append([])
        parts[-1].append(row)
    return parts


def _pieces(rows: Iterable[Said]) -> Iterable[Said]:
    """Rows that fit a page: each with at most as many words as a page has room for."""
    for row in rows:
        words = [word[at : at + WORDS_WHOLE] for word in row.words for at in range(0, len(word), WORDS_WHOLE)]
        yield replace(row, words=tuple(words[:1]))
        for word in words[1:]:
            yield replace(row, answer=None, words=(word,))


def _length(row: Said) -> int:
    return sum(map(units, (row.short, row.answer or "", *row.words)))


# --- their files ------------------------------------------------------------------------------------------


def _send_files(visit: Visit, callback: Callback, found: Dossier) -> None:
    """Each file once for each message that has the button: a second tap brings nothing twice."""
    place = getattr(visit.incoming, "message_id", None)
    drafts = [_draft(found, file.id, f"{Kind.FILE}:{file.id}:{visit.chat}:{place}") for file in found.files]
    deliveries.enqueue(visit.tx, drafts, visit.unit.now)
    visit.toast("toast_files" if drafts else "toast_no_files")


def _draft(found: Dossier, file: int, dedup_key: str) -> DeliveryDraft:
    visit = found.visit
    return DeliveryDraft(
        kind=Kind.FILE,
        recipient_chat=visit.chat,
        person_id=visit.person.id,
        interview_id=found.brief.interview_id,
        client_id=found.client.id,
        template=Kind.FILE,
        language=visit.language,
        due_at=visit.unit.now,
        dedup_key=dedup_key,
        facts={"brief": found.brief.id, "file": file},
    )


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.BRIEF_CARD: readable(lambda visit, _, found: visit.put(card_page(found))),
    Verb.BRIEF_WORDS: readable(lambda visit, callback, found: visit.put(words_page(found, callback.a))),
    Verb.BRIEF_FILES: readable(_send_files),
}
