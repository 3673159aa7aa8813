"""What is held about whoever asks, and having it erased: for everybody, whatever their role."""

from __future__ import annotations

from collections.abc import Callable

from bot import leaving
from bot.leaving import Obstacle
from bot.people.access import Standing, standing
from bot.storage.queries import people, team
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.outgoing import Page
from bot.telegram.prospects import own
from bot.telegram.visit import Visit
from messages import label


def data_page(visit: Visit) -> Page:
    """What is held, by category, for how long, and whom to ask. No client and no result is on it."""
    person = visit.person
    keyboard = ((visit.button("forget_me", Verb.FORGET, person.id),),)
    return visit.page(
        "mydata",
        keyboard,
        telegram_id=person.telegram_id,
        name=people.name_of(visit.tx, person.id),
        spoken=label(f"language_{person.language}", visit.language) if person.language else None,
        role=label(f"role_{standing(person)}", visit.language),
        since=visit.local(person.created_at),
        held=team.holdings(visit.tx, person.id),
        is_member=standing(person) is not Standing.STRANGER,
        days=visit.house.retention_days,
        contact=visit.house.contact,
    )


def show(visit: Visit) -> None:
    """What is held about whoever asks, and what they said in briefs of their own."""
    if own.is_prospect(visit):
        own.show_data(visit)
    else:
        visit.put(data_page(visit))
        own.show_briefs(visit)


def ask_to_forget(visit: Visit) -> None:
    """Explain what will be gone and who gets the clients; the last lead learns why it cannot be."""
    if own.is_prospect(visit):
        visit.put(own.forget_page(visit))
        return
    if leaving.is_last_lead(visit.tx, visit.person):
        _refuse(visit, Obstacle.LAST_LEAD)
        return
    heir = leaving.heir_of(visit.tx, visit.person)
    keyboard = (
        (visit.button("forget_yes", Verb.FORGET_YES, visit.person.id),),
        (visit.button("leave_as_is", Verb.MY_DATA, visit.person.id),),
    )
    count = team.holdings(visit.tx, visit.person.id).clients
    visit.put(
        visit.page(
            "forget",
            keyboard,
            clients=count,
            heir=people.name_of(visit.tx, heir.id) if heir and count else None,
            is_member=standing(visit.person) is not Standing.STRANGER,
        )
    )


def _forget(visit: Visit, callback: Callback) -> None:
    """Erase, for good. What is sent afterwards knows nobody's name."""
    people.lock_roles(visit.tx)
    person = people.by_id(visit.tx, visit.person.id) or visit.person
    obstacle = leaving.forget(visit.unit, person)
    if obstacle is not None:
        _refuse(visit, obstacle)
        return
    visit.changed(person)
    visit.toast("toast_forgotten")
    visit.put(visit.page("forgotten"))


def _refuse(visit: Visit, why: Obstacle) -> None:
    keyboard = ((visit.button("team", Verb.TEAM),),) if visit.person.is_lead else ()
    visit.put(visit.page("forget_refused", keyboard, why=str(why), contact=visit.house.contact))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.MY_DATA: lambda visit, _: show(visit),
    Verb.FORGET: lambda visit, _: ask_to_forget(visit),
    Verb.FORGET_YES: _forget,
}
