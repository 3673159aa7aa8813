"""What was written and sent in a brief, one by one, and a button for each that takes it back.

It is asked once more before. Then it is erased, on the screen it belongs to only; whoever was told of it
learns that it was taken back, and no more (`bot.briefs.telling`).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.briefs import items, telling
from bot.briefs.items import Item
from bot.interviews import Conversation
from bot.storage.queries.briefs import Brief
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.front import buttons, pages, screens
from bot.telegram.front.buttons import FILE, in_short
from bot.telegram.front.who import who_asks
from bot.telegram.outgoing import Page
from bot.telegram.prospects import filling
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from messages import label
from questionnaires.interview.script import in_language

LOOKS = (Verb.BRIEF_GIVEN, Verb.TAKE_BACK)
VERBS = (*LOOKS, Verb.TAKE_BACK_YES)
LEAF = 6
"""Things on one page, each with a button."""
SHOWN, SHOWN_WHOLE = 160, 1_200
"""Characters of a text in the list, and where it is asked about."""


def handle(visit: Visit, callback: Callback) -> None:
    """Do what a button asks for; after a day nothing is taken back any more."""
    found = filling.found_by(visit, callback)
    if found is None:
        visit.toast("toast_brief_gone", is_alert=True)
        return
    conversation, brief = found
    visit.settle(conversation, callback.revision)
    if not filling.is_changeable(visit, conversation, brief):
        visit.toast("toast_brief_settled", is_alert=True)
        views.show(visit, conversation)
    elif callback.verb in LOOKS:
        _look(visit, conversation, brief, callback)
    elif callback.revision != conversation.interview.revision:
        views.show_stale(visit, conversation, callback)
    else:
        _take_back(visit, conversation, callback)


def _take_back(visit: Visit, conversation: Conversation, callback: Callback) -> None:
    every = items.of(visit.tx, conversation)
    item = _meant(every, callback)
    if item is not None:
        visit.unit.receive(conversation, items.taking_back(item, every))
    visit.toast("toast_taken_back" if item else "toast_nothing_to_take_back")
    views.show(visit, conversation)


def _look(visit: Visit, conversation: Conversation, brief: Brief, callback: Callback) -> None:
    """The list, or one thing with what taking it back means; what is gone is not asked about."""
    every = items.of(visit.tx, conversation)
    asked = _meant(every, callback) if callback.verb is Verb.TAKE_BACK else None
    if not every or (callback.verb is Verb.TAKE_BACK and asked is None):
        visit.toast("toast_nothing_to_take_back")
        views.show(visit, conversation)
        return
    page = (
        _list(visit, conversation, every, callback.a)
        if asked is None
        else _question(visit, conversation, brief, asked)
    )
    shown = screens.by_phone(page, conversation) if conversation.is_by_phone else page
    visit.show(conversation, shown, is_view=True)


def _meant(every: Sequence[Item], callback: Callback) -> Item | None:
    """The thing of this brief that a button carries."""
    is_file = callback.a == FILE
    return next((item for item in every if (item.id, item.is_file) == (callback.other, is_file)), None)


# --- pages ------------------------------------------------------------------------------------------------


def _list(visit: Visit, conversation: Conversation, every: Sequence[Item], number: int) -> Page:
    leaves = [every[start : start + LEAF] for start in range(0, len(every), LEAF)]
    number = min(number, len(leaves) - 1)
    shown = list(enumerate(leaves[number], start=number * LEAF + 1))
    paper = pages.GivenList(tuple(_line(visit, conversation, item, place, SHOWN) for place, item in shown))
    named = [(place, item, _in_words(visit, item)) for place, item in shown]
    keyboard = buttons.given(visit.keys(conversation), named, (number, len(leaves)))
    return pages.page(paper, visit.language, keyboard)


def _question(visit: Visit, conversation: Conversation, brief: Brief, item: Item) -> Page:
    is_known = telling.is_known_to_owner(visit.tx, conversation.id, item.created_at)
    paper = pages.TakingBack(
        item=_line(visit, conversation, item, 0, SHOWN_WHOLE),
        who=who_asks(visit, brief.owner_id, visit.language),
        is_known=is_known,
    )
    return pages.page(paper, visit.language, buttons.taking_back(visit.keys(conversation), item))


def _line(visit: Visit, conversation: Conversation, item: Item, number: int, most: int) -> pages.Given:
    asked = conversation.interview.script.questions.get(item.question) if item.question else None
    return pages.Given(
        number=number,
        short=in_language(asked.short, visit.language) if asked else None,
        is_file=item.is_file,
        words=in_short(_in_words(visit, item), most),
    )


def _in_words(visit: Visit, item: Item) -> str:
    """A file by its name and what stands below it."""
    if not item.is_file:
        return item.words
    return " · ".join(filter(None, (item.name or label("brief_photo", visit.language), item.words)))
