"""What prospects ask around their brief: where it stands, help, the language, and their own data."""

from __future__ import annotations

from collections.abc import Iterable

from bot.people.access import Action, Standing, may, standing
from bot.storage.queries import attachments, briefs, people
from bot.storage.queries.briefs import Brief
from bot.telegram.callbacks import Verb
from bot.telegram.front import pages, screens
from bot.telegram.front.who import who_asks
from bot.telegram.length import units
from bot.telegram.outgoing import Keyboard, Page, Post
from bot.telegram.prospects import extras, filling
from bot.telegram.visit import Visit
from messages import label, languages

LEAF, PIECE = 3_700, 1_800
"""How much of what they wrote is in one message, as Telegram counts, which takes 4,096; and letters of a text
in one piece: some count twice."""


def is_outside(visit: Visit) -> bool:
    """Whether somebody is not of the team: whatever they read is a page of the front."""
    return not may(visit.person, Action.USE)


def is_prospect(visit: Visit) -> bool:
    """Whether somebody is known here for a brief of theirs, and was never of the team."""
    is_stranger = standing(visit.person) is Standing.STRANGER
    return is_stranger and bool(briefs.of_prospect(visit.tx, visit.person.id))


def start(visit: Visit) -> bool:
    """Bring what they were at to the bottom of the chat; False when there is nothing."""
    brief = extras.last_of(visit)
    if brief is not None:
        filling.go_on(visit, brief)
    return brief is not None


def where_it_stands(visit: Visit) -> bool:
    """The same for a command that had its effect already: shown where it is."""
    brief = extras.last_of(visit)
    if brief is not None:
        filling.look(visit, brief, Verb.BRIEF_SCREEN)
    return brief is not None


def help_(visit: Visit) -> None:
    """How this works."""
    brief = extras.last_of(visit)
    who = who_asks(visit, brief.owner_id if brief else None, visit.language)
    visit.put(pages.page(pages.Helped(who, brief is not None), visit.language))


def privacy(visit: Visit) -> None:
    """What is stored, who reads it, how long."""
    paper = pages.Privacy(_who(visit), visit.house.retention_days)
    visit.put(pages.page(paper, visit.language))


def cancel(visit: Visit) -> None:
    """Call off what is being filled in; what was sent stays sent."""
    conversation = extras.under_way(visit)
    if conversation is not None:
        filling.cancel(visit, conversation)
    else:
        visit.put(pages.page(pages.NothingToCancel(_who(visit)), visit.language))


def settings_page(visit: Visit) -> Page:
    """The languages, each by its own name; the one in use is marked."""
    rows = tuple(
        (visit.button("", Verb.LANGUAGE, a=place, text=visit.language_name(language)),)
        for place, language in enumerate(languages())
    )
    return pages.page(pages.Languages(), visit.language, rows)


# --- their data -------------------------------------------------------------------------------------------


def show_data(visit: Visit) -> None:
    """What is held by category, then everything they said. No assessment is on it."""
    person = visit.person
    paper = pages.OwnData(
        telegram_id=person.telegram_id,
        name=people.name_of(visit.tx, person.id),
        spoken=label(f"language_{person.language}", visit.language) if person.language else None,
        since=visit.local(person.created_at),
        days=visit.house.retention_days,
        who=_who(visit),
    )
    visit.put(pages.page(paper, visit.language, _forget_button(visit)))
    show_briefs(visit)


def show_briefs(visit: Visit) -> None:
    """Everything they said for themselves, whatever they are to the team by now."""
    for brief in briefs.of_prospect(visit.tx, visit.person.id):
        if brief.withdrawn_at is None and brief.revoked_at is None:
            show_brief(visit, brief)


def show_brief(visit: Visit, brief: Brief) -> None:
    """One questionnaire: the answers and the files, then all words in full, those under files too."""
    held = visit.unit.get((brief.interview_id, visit.person.id)) if brief.interview_id else None
    if held is None:
        return
    files = attachments.of_interview(visit.tx, visit.person.id, held.id)
    words = [text for texts in screens.words_of(visit, held).values() for text in texts]
    rows = screens.chosen(held, visit.language)
    paper = pages.OwnBrief(
        who=who_asks(visit, brief.owner_id, visit.language),
        since=visit.local(brief.consented_at or brief.created_at),
        sent=visit.local(brief.sent_at) if brief.sent_at else None,
        rows=rows,
        files=tuple(file.name or label("brief_photo", visit.language) for file in files),
    )
    _say(visit, pages.page(paper, visit.language))
    for leaf in leaves([*words, *(file.caption for file in files if file.caption)]):
        _say(visit, pages.page(pages.OwnWords(leaf), visit.language))


def leaves(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Texts in parts that fit a message, none cut but one that alone does not fit."""
    parts: list[tuple[str, ...]] = []
    for text in texts:
        for piece in (text[at : at + PIECE] for at in range(0, len(text), PIECE)):
            if parts and sum(map(_length, (*parts[-1], piece))) <= LEAF:
                parts[-1] = (*parts[-1], piece)
            else:
                parts.append((piece,))
    return parts


def _length(text: str) -> int:
    """With what stands between two texts."""
    return units(text) + 2


def _say(visit: Visit, page: Page) -> None:
    visit.out.append(Post(visit.chat, page))


def _forget_button(visit: Visit) -> Keyboard:
    return ((visit.button("forget_me", Verb.FORGET, visit.person.id),),)


def forget_page(visit: Visit) -> Page:
    """What will be gone, and what the manager sees then."""
    keyboard = (
        (visit.button("forget_yes", Verb.FORGET_YES, visit.person.id),),
        (visit.button("leave_as_is", Verb.MY_DATA, visit.person.id),),
    )
    return pages.page(pages.Forget(_who(visit)), visit.language, keyboard)


def _who(visit: Visit) -> pages.Who:
    brief = extras.last_of(visit)
    return who_asks(visit, brief.owner_id if brief else None, visit.language)
