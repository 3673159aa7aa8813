"""The funnel as a message: a picture, a caption that says what to do without it, and buttons around it."""

from __future__ import annotations

from dataclasses import replace

from bot.reports.charts.funnel import draw_funnel
from bot.reports.funnel import Funnel, Kind
from bot.telegram.briefs.page import under_picture
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.funnel.words import OF_WHOM, caption_facts, details_facts
from bot.telegram.length import MESSAGE, fitted
from bot.telegram.outgoing import Button, Drawing, Keyboard, Letter, Page, Post
from bot.telegram.summaries.message import in_seconds
from bot.telegram.summaries.words import short
from bot.telegram.visit import Visit

KINDS = (Kind.QUIZ, Kind.BRIEF)
"""Their place is written into buttons: never reorder."""
MOST_LINES = (36, 24, 16)
"""Of questions, and of lengths; the first that fits into a message is taken."""


def letter(visit: Visit, funnel: Funnel, whose: str | None) -> Letter:
    """With a picture where there is anything to see."""
    page = visit.page("funnel", **caption_facts(visit, funnel, whose))
    if not funnel.begun:
        return Post(visit.chat, replace(page, keyboard=_bare(_buttons(visit, funnel))))
    name, language = whose and short(whose, OF_WHOM), visit.language
    page = replace(page, keyboard=_buttons(visit, funnel))
    return Drawing(visit.chat, lambda: draw_funnel(funnel, name, language), page)


def details(visit: Visit, funnel: Funnel, whose: str | None) -> Page:
    """All figures as text, or as many as there is room for."""
    pages = (visit.page("funnel_details", **details_facts(visit, funnel, whose, most)) for most in MOST_LINES)
    return fitted(pages, MESSAGE)


def _buttons(visit: Visit, funnel: Funnel) -> Keyboard:
    """The other kind of the same days and people, all figures, and other days."""
    place = KINDS.index(funnel.kind)
    other_kind = KINDS[1 - place]
    start, span = in_seconds(funnel.window)
    same = Callback(Verb.FUNNEL_DETAILS, funnel.owner_id or 0, start, span, a=place)
    turned = replace(same, verb=Verb.FUNNEL, a=1 - place)
    around = Callback(Verb.FUNNEL_OTHER, funnel.owner_id or 0, place)
    return (
        (under_picture(visit, f"funnel_{other_kind}", turned), under_picture(visit, "funnel_details", same)),
        (under_picture(visit, "funnel_other", around),),
    )


def _bare(keyboard: Keyboard) -> Keyboard:
    """Without the figures, where there are none."""
    (other_kind, _), around = keyboard
    row: tuple[Button, ...] = (other_kind,)
    return row, around
