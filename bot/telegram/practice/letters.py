"""What the outbox tells the two of a second opinion; None where there is nothing to tell any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.opinions.telling import Kind
from bot.people.access import Action, may
from bot.storage.queries import people, second_opinions
from bot.storage.queries.deliveries import Delivery
from bot.storage.queries.second_opinions import Opinion
from bot.telegram.callbacks import Verb
from bot.telegram.outgoing import Letter, Page, Post
from bot.telegram.practice import comparing
from bot.telegram.visit import Visit


def _about(word: Callable[[Visit, Opinion], Page | None]) -> Callable[[Visit, Delivery], Letter | None]:
    """A letter to one of the two, for as long as they are on the team and it was not withdrawn."""

    def compose(visit: Visit, delivery: Delivery) -> Letter | None:
        opinion = second_opinions.get(visit.tx, visit.person.id, delivery.draft.facts.get("opinion", 0))
        if opinion is None or not may(visit.person, Action.USE):
            return None
        page = word(visit, opinion)
        return None if page is None else Post(visit.chat, page)

    return compose


def _asked(visit: Visit, opinion: Opinion) -> Page | None:
    if not opinion.is_open:
        return None
    keyboard = (
        (visit.button("second_begin", Verb.SECOND_BEGIN, opinion.id),),
        (visit.button("second_not", Verb.SECOND_DECLINE, opinion.id),),
    )
    asker = people.name_of(visit.tx, opinion.asked_by_id) or "?"
    return visit.page("second_asked", keyboard, client=second_opinions.call(visit.tx, opinion), name=asker)


def _declined(visit: Visit, opinion: Opinion) -> Page | None:
    colleague = people.name_of(visit.tx, opinion.asked_id) or "?"
    keyboard = ((visit.button("second_opinion", Verb.SECOND, opinion.first_id),),)
    return visit.page(
        "second_declined", keyboard, client=second_opinions.call(visit.tx, opinion), name=colleague
    )


LETTERS: Mapping[str, Callable[[Visit, Delivery], Letter | None]] = {
    Kind.ASKED: _about(_asked),
    Kind.DECLINED: _about(_declined),
    Kind.COMPARED: _about(comparing.page),
}
