"""Summaries turned on and off for oneself; on which days, and what of an empty one. Groups: `groups`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.people.access import Action, may
from bot.reports import daily, weekly
from bot.storage.queries import subscriptions
from bot.storage.queries.subscriptions import Subscription, WhenEmpty
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

WEEK = range(1, 8)
EMPTY: tuple[WhenEmpty, ...] = ("silent", "word")
"""Their place is written into buttons: never reorder."""


# --- for oneself ------------------------------------------------------------------------------------------


def by_default(visit: Visit) -> None:
    """The first lead is sent the summary without asking for it; who ends that is not asked again."""
    if may(visit.person, Action.SEE_SUMMARY) and subscriptions.none_ever(visit.tx):
        _turn_on(visit)


def subscribe(visit: Visit, _: object = None) -> None:
    """/subscribe, or the button."""
    _turn_on(visit)
    visit.toast("toast_subscribed")
    visit.put(page(visit))


def unsubscribe(visit: Visit, _: object = None) -> None:
    """/unsubscribe, or the button."""
    subscriptions.end(visit.tx, visit.person.telegram_id, None, visit.unit.now)
    visit.toast("toast_unsubscribed")
    visit.put(page(visit))


def page(visit: Visit, _: object = None) -> Page:
    """Whether and when a lead is sent summaries, with what there is to change."""
    own = _own(visit)
    schedule = visit.house.schedule
    return visit.page(
        "summary_subscription",
        _buttons(visit, own),
        at=f"{schedule.at:%H:%M}",
        zone=schedule.zone.key,
        next=None if own is None else visit.local(_next_end(visit, own)),
        bot=visit.house.username,
    )


def _turn_on(visit: Visit) -> Subscription:
    return daily.turn_on(visit.tx, visit.person, visit.house.schedule, visit.unit.now, group=None)


def _own(visit: Visit) -> Subscription | None:
    return subscriptions.of_chat(visit.tx, visit.person.telegram_id, None)


def _next_end(visit: Visit, own: Subscription) -> datetime:
    return visit.house.schedule_on(own.days).next_end(visit.unit.now)


def _buttons(visit: Visit, own: Subscription | None) -> Keyboard:
    if own is None:
        return ((visit.button("subscribe", Verb.SUBSCRIBE),),)
    days = tuple(_day(visit, own, day) for day in WEEK)
    return (
        days[:4],
        days[4:],
        *((_empty(visit, own, place),) for place in range(len(EMPTY))),
        (_week_page(visit, own),),
        (visit.button("unsubscribe", Verb.UNSUBSCRIBE),),
    )


def _day(visit: Visit, own: Subscription, day: int) -> Button:
    """What it does stands in the button: the second of two taps changes nothing."""
    is_on = day in own.days
    name = label(f"weekday_{day}", visit.language)
    callback = Callback(Verb.SUMMARY_DAY, own.id, a=day, b=int(not is_on))
    return Button(f"• {name} •" if is_on else name, write(callback))


def _empty(visit: Visit, own: Subscription, place: int) -> Button:
    name = label(f"empty_{EMPTY[place]}", visit.language)
    is_used = own.empty == EMPTY[place]
    return visit.button("", Verb.SUMMARY_EMPTY, own.id, place, text=f"• {name} •" if is_used else name)


def _week_page(visit: Visit, own: Subscription) -> Button:
    """What it does stands in the button, as with days."""
    is_on = own.week_end is not None
    callback = Callback(Verb.WEEK_PAGE, own.id, a=int(not is_on))
    return Button(label(f"onepage_weekly_{'off' if is_on else 'on'}", visit.language), write(callback))


def _set_week_page(visit: Visit, callback: Callback) -> None:
    own = _own(visit)
    if own is not None and callback.subject == own.id:
        want_weeks(visit, own, is_wanted=callback.a == 1)
    visit.put(page(visit))


def want_weeks(visit: Visit, subscription: Subscription, *, is_wanted: bool) -> None:
    """Have the page of each week sent to a chat, or not any more."""
    if is_wanted:
        weekly.turn_on(visit.tx, subscription, visit.house.schedule, visit.unit.now)
    else:
        weekly.turn_off(visit.tx, subscription)


def _set_day(visit: Visit, callback: Callback) -> None:
    own = _own(visit)
    if own is not None and callback.a in WEEK:
        days = own.days | {callback.a} if callback.b else own.days - {callback.a}
        if days:
            subscriptions.change(visit.tx, own.id, days=days, empty=own.empty)
        else:
            visit.toast("toast_one_day", is_alert=True)
    visit.put(page(visit))


def _set_empty(visit: Visit, callback: Callback) -> None:
    own = _own(visit)
    if own is not None and callback.a < len(EMPTY):
        subscriptions.change(visit.tx, own.id, days=own.days, empty=EMPTY[callback.a])
    visit.put(page(visit))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.SUBSCRIPTION: lambda visit, _: visit.put(page(visit)),
    Verb.SUBSCRIBE: subscribe,
    Verb.UNSUBSCRIBE: unsubscribe,
    Verb.SUMMARY_DAY: _set_day,
    Verb.SUMMARY_EMPTY: _set_empty,
    Verb.WEEK_PAGE: _set_week_page,
}
