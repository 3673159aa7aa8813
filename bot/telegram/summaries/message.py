"""The summary as a message: a picture, a caption that says it all without it, and buttons to the cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from bot.reports.actions import Action
from bot.reports.summary import Summary
from bot.reports.windows import Window
from bot.telegram.briefs.page import under_picture
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.length import CAPTION, fitted
from bot.telegram.outgoing import Button, Drawing, Keyboard, Letter, Page, Post
from bot.telegram.summaries.drawing import picture
from bot.telegram.summaries.periods import is_worth_a_page
from bot.telegram.summaries.words import Room, group_actions, short, summary_facts, window_facts
from bot.telegram.visit import Visit
from messages import label

ROOMS = (
    Room(),
    Room(client=28, owner=16),
    Room(client=28, owner=16, observations=1),
    Room(client=24, owner=12, mixes=1, observations=1),
    Room(client=20, owner=12, segment=16, segments=8, mixes=1, observations=1),
    Room(client=20, owner=12, segment=12, segments=6, mixes=0, observations=0),
)
"""From everything to what must be said; the first that fits is taken."""
OF_WHOM, ON_BUTTON = 24, 30
"""Characters of a manager's name above the text, and of a client's on a button."""


def private(visit: Visit, summary: Summary, whose: str | None = None, thread: int | None = None) -> Letter:
    """For a lead: clients by name, each a button to its card."""
    page = _fitted(visit, summary, whose)
    return _letter(visit, summary, replace(page, keyboard=_buttons(visit, summary)), thread)


def for_group(visit: Visit, summary: Summary, thread: int | None) -> Letter:
    """For a group: no client is named, nobody's work stands beside another's; the rest opens in private."""
    unnamed = summary.without_names()
    page = _fitted(visit, unnamed, None, is_group=True, actions=group_actions(unnamed), more=0)
    link = visit.house.link(payload(summary.window))
    keyboard = ((Button(label("summary_private", visit.language), url=link),),)
    return _letter(visit, unnamed, replace(page, keyboard=keyboard), thread)


def quiet(visit: Visit, window: Window, keyboard: Keyboard = (), thread: int | None = None) -> Letter:
    """The short word about a window in which nothing happened."""
    facts = window_facts(window, visit.house.schedule)
    return Post(visit.chat, visit.page("summary_empty", keyboard, **facts), thread=thread)


def to_details(summary: Summary, page: int = 0) -> Callback:
    """What leads to the rest of the same window, as it is by then."""
    start, span = in_seconds(summary.window)
    return Callback(Verb.SUMMARY_DETAILS, summary.owner_id or 0, start, span, a=page)


def action_buttons(actions: Sequence[Action], first: int = 1) -> Keyboard:
    """Buttons to the cards of actions, numbered as the text numbers them."""
    return tuple(
        (
            Button(
                f"{number} · {short(each.client_name, ON_BUTTON)}",
                write(Callback(Verb.SUMMARY_CARD, each.interview_id, each.client_id)),
            ),
        )
        for number, each in enumerate(actions, start=first)
        if each.interview_id
    )


def payload(window: Window) -> str:
    """What a deep link to a window carries: moments, and nothing secret. Who may read it is asked there."""
    return "summary_{}_{}".format(*in_seconds(window))


def in_seconds(window: Window) -> tuple[int, int]:
    """When it begins, since 1970, and how long it is: whole seconds that leave nothing of it out."""
    start = int(window.start.timestamp())
    return start, ceil(window.end.timestamp()) - start


def _buttons(visit: Visit, summary: Summary) -> Keyboard:
    details = under_picture(visit, "summary_details", to_details(summary))
    other = under_picture(visit, "summary_other", Callback(Verb.SUMMARY_OTHER, summary.owner_id or 0))
    page = ((_one_page(visit, summary),),) if is_worth_a_page(summary.window) else ()
    return (*action_buttons(summary.first_actions), (details, other), *page)


def _one_page(visit: Visit, summary: Summary) -> Button:
    start, span = in_seconds(summary.window)
    return under_picture(visit, "onepage", Callback(Verb.ONE_PAGE, summary.owner_id or 0, start, span))


def _letter(visit: Visit, summary: Summary, page: Page, thread: int | None) -> Letter:
    return Drawing(visit.chat, picture(visit, summary), page, thread)


def _fitted(visit: Visit, summary: Summary, whose: str | None, **instead: object) -> Page:
    """The caption with as much as fits, even where it has to say that it may be a repeat."""
    name = whose and short(whose, OF_WHOM)
    captions = (
        visit.page("summary", **{**summary_facts(visit, summary, name, room), **instead}) for room in ROOMS
    )
    longest = fitted((replace(caption, may_be_repeat=True) for caption in captions), CAPTION)
    return replace(longest, may_be_repeat=False)
