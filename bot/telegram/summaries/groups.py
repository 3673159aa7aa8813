"""Summaries turned on and off in a group or a topic, by the words that a lead writes there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.config.errors import WrongValue
from bot.config.values import weekdays
from bot.people.access import Action, may
from bot.reports import daily
from bot.storage.queries import subscriptions
from bot.storage.queries.subscriptions import WhenEmpty
from bot.telegram.incoming import Written
from bot.telegram.outgoing import Page, Post
from bot.telegram.summaries.turning import EMPTY, WEEK, want_weeks
from bot.telegram.visit import Visit
from messages import label

WEEKLY = "weekly"
"""The word that speaks of the week's page."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What stands after the command."""

    days: frozenset[int] | None = None
    """ISO weekdays; None = as it was, at first the studio's."""
    empty: WhenEmpty | None = None
    is_weekly: bool = False


def in_group(visit: Visit, written: Written) -> bool:
    """Take a lead's command in a group; False where it is none of these, or not theirs to give."""
    head, *words = (written.text or "").lower().split() or [""]
    name, _, bot = head.removeprefix("/").partition("@")
    act = IN_GROUP.get(name) if head.startswith("/") else None
    is_meant = not bot or bot == visit.house.username.lower()
    if act is None or not is_meant or not may(visit.person, Action.SEE_SUMMARY):
        return False
    wish = _wish(words)
    said = visit.page("summary_group_which") if wish is None else act(visit, written, wish)
    visit.out.append(Post(visit.chat, said, thread=written.thread))
    return True


def _wish(words: list[str]) -> Wish | None:
    """None = not understood."""
    wish = Wish()
    for word in words:
        if word == WEEKLY:
            wish = replace(wish, is_weekly=True)
        elif word in EMPTY:
            wish = replace(wish, empty=word)
        elif (days := _days(word)) is not None:
            wish = replace(wish, days=days | (wish.days or frozenset()))
        else:
            return None
    return wish


def _days(word: str) -> frozenset[int] | None:
    try:
        found = weekdays(word)
    except WrongValue:
        return None
    assert isinstance(found, frozenset)
    return found


def _subscribe(visit: Visit, written: Written, wish: Wish) -> Page:
    """`word` asks for a word about empty days, `mon,fri` for these days, `weekly` for the page of a week."""
    group = (written.chat_id, written.thread)
    known = daily.turn_on(visit.tx, visit.person, visit.house.schedule, visit.unit.now, group)
    meant = replace(known, days=wish.days or known.days, empty=wish.empty or known.empty)
    subscriptions.change(visit.tx, meant.id, days=meant.days, empty=meant.empty)
    if wish.is_weekly:
        want_weeks(visit, meant, is_wanted=True)
        return visit.page("onepage_group_on", **_when(visit))
    named = [label(f"weekday_{day}", visit.language) for day in WEEK if day in meant.days]
    return visit.page("summary_group_on", **_when(visit), days=named)


def _unsubscribe(visit: Visit, written: Written, wish: Wish) -> Page:
    """`weekly` ends the week's page alone."""
    known = subscriptions.of_chat(visit.tx, written.chat_id, written.thread)
    if wish.is_weekly and known is not None:
        want_weeks(visit, known, is_wanted=False)
        return visit.page("onepage_group_off", **_when(visit))
    subscriptions.end(visit.tx, written.chat_id, written.thread, visit.unit.now)
    return visit.page("summary_group_off", **_when(visit))


def _when(visit: Visit) -> dict[str, Any]:
    schedule = visit.house.schedule
    return {"at": f"{schedule.at:%H:%M}", "zone": schedule.zone.key}


IN_GROUP: Mapping[str, Callable[[Visit, Written, Wish], Page]] = {
    "subscribe": _subscribe,
    "unsubscribe": _unsubscribe,
}
