"""What could not be delivered, or not be handled, as an admin sees it: how much, since when, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from bot.storage.queries import parked, updates
from bot.storage.queries.parked import Pile
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.outgoing import Button, Page
from bot.telegram.visit import Visit
from messages import label

PILES = 8
"""Shown of each sort: kinds and reasons are few, and a screen is small."""
REASON_SHOWN = 80
"""Characters."""


def outbox_page(visit: Visit) -> Page:
    """The piles, and a button to try each again that was given up."""
    given_up = parked.given_up(visit.tx, PILES)
    keyboard = (
        *((_try_again(visit, pile),) for pile in given_up),
        (visit.button("look_again", Verb.OUTBOX),),
    )
    waiting = parked.waiting(visit.tx, PILES)
    return visit.page(
        "outbox",
        keyboard,
        given_up=_rows(visit, given_up),
        waiting=_rows(visit, waiting),
        failed=_failed(visit),
    )


def _failed(visit: Visit) -> list[dict[str, object]]:
    """Updates that were given up. Who sent one got an apology; nobody can try it again."""
    piles = updates.parked_piles(visit.tx, PILES)
    return [asdict(pile) | {"since": visit.local(pile.since)} for pile in piles]


def _rows(visit: Visit, piles: list[Pile]) -> list[dict[str, object]]:
    return [
        asdict(pile)
        | {"kind": _named(visit, pile.kind), "since": visit.local(pile.since)}
        | {"reason": pile.reason and pile.reason[:REASON_SHOWN]}
        for pile in piles
    ]


def _named(visit: Visit, kind: str) -> str:
    """A kind of delivery in words; one that a newer release posted has only its name."""
    try:
        return label(f"delivery_{kind}", visit.language)
    except KeyError:
        return kind


def _try_again(visit: Visit, pile: Pile) -> Button:
    text = label("try_again", visit.language, kind=_named(visit, pile.kind))
    return visit.button("", Verb.TRY_AGAIN, pile.id, text=text)


def _again(visit: Visit, callback: Callback) -> None:
    count = parked.try_again(visit.tx, callback.subject, visit.unit.now)
    visit.toast("toast_try_again" if count else "toast_nothing_to_try")
    visit.put(outbox_page(visit))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.OUTBOX: lambda visit, _: visit.put(outbox_page(visit)),
    Verb.TRY_AGAIN: _again,
}
