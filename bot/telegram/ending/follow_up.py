"""The morning's message: a few clients, each numbered as in the text, and a button for every answer.

A tap writes the same message again with what is answered by now, so one message is the morning's whole work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.outcomes import following
from bot.outcomes.following import Morning, Questions
from bot.storage.queries import card_uses, follow_ups, joint, outcomes, results
from bot.storage.queries.card_uses import USES, Use
from bot.storage.queries.follow_ups import Asked
from bot.storage.queries.outcomes import Outcome
from bot.telegram.briefs.page import under_picture
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.card import cards
from bot.telegram.ending.words import in_words
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

NAME_SHOWN, ON_BUTTON = 60, 30
"""Characters of a client's name in the text, and on a button."""


def page(visit: Visit, morning: Morning) -> Page | None:
    """What the morning asks, with what is answered by now; None where there is nothing to ask any more."""
    asked = following.questions(visit.tx, visit.person.id, morning)
    if asked.is_empty:
        return None
    ids = [each.client_id for each in (*asked.decisions, *asked.cards)]
    ended = outcomes.latest_for_clients(visit.tx, ids)
    uses = card_uses.latest(visit.tx, [each.interview_id or 0 for each in asked.cards])
    return visit.page(
        "follow_ups",
        _buttons(visit, morning, asked, uses),
        decisions=_decisions(visit, asked, ended),
        cards=_cards(visit, asked, uses, ended),
        more=asked.more,
    )


def _decisions(visit: Visit, asked: Questions, ended: Mapping[int, Outcome]) -> list[dict[str, Any]]:
    """Clients of whom it is asked how it ended."""
    return [
        {
            "number": number,
            "client": each.name[:NAME_SHOWN],
            "at": visit.local(each.at).date(),
            "was_put_off": each.interview_id is None,
            "said": in_words(visit, ended[each.client_id]) if each.client_id in ended else None,
        }
        for number, each in enumerate(asked.decisions, start=1)
    ]


def _cards(
    visit: Visit, asked: Questions, uses: Mapping[int, Use], ended: Mapping[int, Outcome]
) -> list[dict[str, Any]]:
    """Clients of whom it is asked what was done with the card; an outcome says enough."""
    ids = [each.client_id for each in asked.cards]
    alone, together = results.latest_for_clients(visit.tx, ids), joint.latest_for_clients(visit.tx, ids)
    return [
        {
            "number": number,
            "client": each.name[:NAME_SHOWN],
            "about": cards.segment_names(visit, together.get(each.client_id, alone.get(each.client_id))),
            "said": _said(visit, each, uses, ended),
        }
        for number, each in enumerate(asked.cards, start=1 + len(asked.decisions))
    ]


def _said(visit: Visit, each: Asked, uses: Mapping[int, Use], ended: Mapping[int, Outcome]) -> str | None:
    if each.client_id in ended:
        return in_words(visit, ended[each.client_id])
    use = uses.get(each.interview_id or 0)
    return None if use is None else label(f"use_{use}", visit.language)


# --- buttons ----------------------------------------------------------------------------------------------


def _buttons(visit: Visit, morning: Morning, asked: Questions, uses: Mapping[int, Use]) -> Keyboard:
    decisions = [(_to_outcome(visit, number, each),) for number, each in enumerate(asked.decisions, start=1)]
    first = 1 + len(asked.decisions)
    used = [
        tuple(_use(visit, morning, number, each, use, uses) for use in USES)
        for number, each in enumerate(asked.cards, start=first)
    ]
    more = [(visit.button("clients", Verb.CLIENTS),)] if asked.more else []
    return (*decisions, *used, *more)


def _to_outcome(visit: Visit, number: int, each: Asked) -> Button:
    """Opens below: the message with the other questions stays."""
    below = under_picture(visit, "outcome", Callback(Verb.OUTCOME, each.client_id))
    return Button(f"{number} · {each.name[:ON_BUTTON]}", below.data)


def _use(
    visit: Visit, morning: Morning, number: int, each: Asked, use: Use, uses: Mapping[int, Use]
) -> Button:
    callback = Callback(
        Verb.FOLLOW_UP_USE,
        each.interview_id or 0,
        revision=int(morning.end.timestamp()),
        a=USES.index(use),
        b=morning.minutes,
    )
    name = f"{number} {label(f'use_{use}', visit.language)}"
    is_said = uses.get(each.interview_id or 0) == use
    return Button(f"• {name} •" if is_said else name, write(callback))


# --- taps -------------------------------------------------------------------------------------------------


def _answer(visit: Visit, callback: Callback) -> None:
    """A button of the morning's message."""
    _tell(visit, callback)
    _show(visit, callback)


def _show(visit: Visit, callback: Callback) -> None:
    """The message as it stands; names of clients who are somebody else's by now do not stay in it."""
    shown = page(visit, Morning.of(callback.revision, callback.b))
    visit.put(shown or visit.page("follow_ups_over"))


def _tell(visit: Visit, callback: Callback) -> None:
    """What became of a card, said here or beside the message to the client."""
    if callback.a >= len(USES):
        visit.toast("toast_unknown")
        return
    use = USES[callback.a]
    is_kept = card_uses.tell(visit.tx, visit.person.id, callback.subject, use, visit.unit.now)
    visit.toast(f"toast_{use}" if is_kept else "toast_gone", is_alert=not is_kept)


def wish_button(visit: Visit) -> Button:
    """Turns the mornings off, or on again; what it does stands in the button."""
    is_wanted = follow_ups.reached(visit.tx, visit.person.id).wanted
    name = "follow_ups_on" if is_wanted else "follow_ups_off"
    return visit.button(name, Verb.FOLLOW_UPS, a=int(not is_wanted))


def wish(visit: Visit, callback: Callback) -> None:
    """Who wants it again is not asked about the time between."""
    follow_ups.want(visit.tx, visit.person.id, wanted=bool(callback.a))
    mornings = following.mornings(visit.house.schedule)
    follow_ups.asked(visit.tx, visit.person.id, next(mornings.ends_until(visit.unit.now)))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.CARD_USE: _tell,
    Verb.FOLLOW_UP_USE: _answer,
}
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = {Verb.FOLLOW_UP_USE: _show}
