"""Settings, help and invitations: what is reached from a welcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.outcomes.following import ASK_AT
from bot.people.access import Action, may
from bot.people.joining import invite_manager
from bot.storage.queries import invitations, people
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.ending import follow_up
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.prospects import own
from bot.telegram.visit import Visit
from messages import label, languages

QUIET_HOURS: tuple[tuple[int, int] | None, ...] = (None, (20, 8), (21, 9), (22, 8))
"""Hours of the local day in which nothing is delivered; which of them is written into buttons."""
DOUBLE_TAP = timedelta(seconds=3)
"""Within this time of the first, a second tap on an invitation was a slip of the finger."""


def first_buttons(visit: Visit) -> Keyboard:
    """Under a welcome."""
    rows: list[tuple[Button, ...]] = [
        (visit.button("new_client", Verb.NEW_CLIENT),),
        (visit.button("clients", Verb.CLIENTS),),
    ]
    if visit.unit.scripts.brief is not None:
        rows[1] = (*rows[1], visit.button("my_link_button", Verb.MY_LINK))
    if may(visit.person, Action.INVITE):
        rows.append((visit.button("team", Verb.TEAM), visit.button("invite_manager", Verb.INVITE)))
    return (*rows, (visit.button("settings", Verb.SETTINGS), visit.button("help", Verb.HELP)))


# --- settings, help, invitations --------------------------------------------------------------------------


def settings_page(visit: Visit) -> Page:
    """The languages to choose from; for the team the quiet hours, too."""
    if own.is_outside(visit):
        return own.settings_page(visit)
    spoken = [
        (visit.button("", Verb.LANGUAGE, a=place, text=visit.language_name(language)),)
        for place, language in enumerate(languages())
    ]
    asked = follow_up.wish_button(visit)
    quiet = tuple(_quiet_button(visit, place) for place in range(len(QUIET_HOURS)))
    keyboard = (*spoken, (asked,), quiet[:2], quiet[2:], *_leads_settings(visit))
    return visit.page("settings", keyboard, zone=visit.house.zone.key, ask_at=f"{ASK_AT:%H:%M}")


def _leads_settings(visit: Visit) -> Keyboard:
    is_told = may(visit.person, Action.SEE_SUMMARY)
    return ((visit.button("subscription", Verb.SUBSCRIPTION),),) if is_told else ()


def _quiet_button(visit: Visit, place: int) -> Button:
    """From when to when nothing is delivered; what is in use is marked."""
    hours = QUIET_HOURS[place]
    name = "{:02}–{:02}".format(*hours) if hours else label("quiet_never", visit.language)
    is_used = (visit.person.quiet_from, visit.person.quiet_to) == (hours or (None, None))
    return visit.button("", Verb.QUIET, a=place, text=f"• {name} •" if is_used else name)


def _quiet(visit: Visit, callback: Callback) -> None:
    if callback.a < len(QUIET_HOURS):
        people.set_quiet(visit.tx, visit.person.id, QUIET_HOURS[callback.a])
        visit.person = people.by_id(visit.tx, visit.person.id) or visit.person
        visit.toast("toast_quiet")
    visit.put(settings_page(visit))


def _ask_in_the_morning(visit: Visit, callback: Callback) -> None:
    follow_up.wish(visit, callback)
    visit.put(settings_page(visit))


def help_page(visit: Visit) -> Page:
    """How this works."""
    return visit.page(
        "help", first_buttons(visit), days=visit.house.expiry_days, is_lead=may(visit.person, Action.INVITE)
    )


def invite(visit: Visit) -> None:
    """A link that lets one manager in."""
    token, until = invite_manager(visit.tx, visit.person, visit.unit.now)
    visit.say("invitation", link=visit.house.link(token), until=visit.local(until))


def _invite_once(visit: Visit, _: Callback) -> None:
    """The second half of a double tap makes no second link."""
    newest = next(iter(invitations.open_of(visit.tx, visit.person.id, visit.unit.now)), None)
    if newest is None or visit.unit.now - newest.created_at > DOUBLE_TAP:
        invite(visit)


def _language(visit: Visit, callback: Callback) -> None:
    if callback.a < len(languages()):
        people.set_language(visit.tx, visit.person.id, languages()[callback.a])
        visit.person = people.by_id(visit.tx, visit.person.id) or visit.person
        visit.hang_menu()
        visit.toast("toast_language")
    visit.put(settings_page(visit))
    if own.is_outside(visit):
        own.where_it_stands(visit)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.SETTINGS: lambda visit, _: visit.put(settings_page(visit)),
    Verb.LANGUAGE: _language,
    Verb.QUIET: _quiet,
    Verb.FOLLOW_UPS: _ask_in_the_morning,
    Verb.INVITE: _invite_once,
}
