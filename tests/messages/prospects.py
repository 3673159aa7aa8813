"""Facts for every page a prospect reads, made of the types that those pages are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from bot.telegram.front import pages
from bot.telegram.front.pages import Files, Offered, Paper, Said, Who

FULL, NONE = Files(5, 5), Files(0, 5)


def of_prospects(evil: str, when: datetime) -> dict[str, list[Mapping[str, Any]]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for paper in _papers(evil, when):
        found.setdefault(paper.template, []).append(pages.page(paper, "en").facts)
    return found


def _papers(evil: str, when: datetime) -> Iterator[Paper]:
    known, unknown = Who(evil, evil, evil, "within two hours"), Who(None, None)
    rows = (Said("Deadline", evil, (evil, evil)), Said("Budget", None, ()), Said("Contact", None, (evil,)))
    for who in (known, unknown):
        yield from _about(who, evil, when, rows)
    yield from _questions(evil)
    yield pages.Paused()
    yield pages.GivenList((pages.Given(1, evil, False, evil), pages.Given(2, None, True, evil)))
    yield pages.ContactAsked()
    yield from (pages.ContactDone(given) for given in (True, False))
    yield pages.Languages()
    yield pages.Elsewhere()
    yield pages.OnlyPrivate("https://t.me/a_bot")
    yield pages.OwnWords((evil, evil))


def _about(who: Who, evil: str, when: datetime, rows: tuple[Said, ...]) -> Iterator[Paper]:
    """What speaks of the one who asks."""
    yield from (pages.Intro(who, is_preview) for is_preview in (True, False))
    yield from (pages.Closed(why, who) for why in ("expired", "used", "revoked", "too_many", "unknown"))
    yield from (pages.Declined(who, until is not None, until) for until in (when, None))
    for next_step, files, until in product((evil, None), (FULL, NONE), (when, None)):
        yield pages.Thanks(who, next_step, rows, files, until, evil if until else None)
    for paper in (
        pages.Stopped,
        pages.Expired,
        pages.Nudged,
        pages.Talk,
        pages.TalkTold,
        pages.TooMuch,
        pages.Settled,
        pages.Forget,
        pages.NothingToCancel,
    ):
        yield paper(who)
    yield pages.Answered(who, evil)
    yield from (pages.Helped(who, is_known) for is_known in (True, False))
    yield from (pages.Privacy(who, days) for days in (1, 730))
    yield pages.OwnData(700, evil, "日本語", when, 730, who)
    yield pages.OwnData(700, None, None, when, 1, who)
    yield pages.OwnBrief(who, when, when, rows, (evil,))
    yield pages.OwnBrief(who, when, None, (), ())
    for short, is_file, is_known in product((evil, None), (True, False), (True, False)):
        yield pages.TakingBack(pages.Given(0, short, is_file, evil), who, is_known)


def _questions(evil: str) -> Iterator[Paper]:
    """What asks, and what lists what was answered."""
    options = (Offered(evil, evil), Offered("No", None))
    for to_go in (1, 2, 5, 8):
        yield pages.Asked(evil, options, to_go, False, False, (evil, evil), FULL, evil)
    yield pages.Asked(evil, options[1:], 1, True, True, (), NONE, None)
    yield pages.Collected(evil, 2, (evil,), FULL, evil)
    yield pages.Collected(evil, 1, (), NONE, None)
    rows = (Said("Deadline", evil, (evil,)), Said("Budget", None, ()))
    for is_sent, notice in product((True, False), (evil, None)):
        yield pages.Reviewed(rows, FULL if notice else NONE, is_sent, notice)
