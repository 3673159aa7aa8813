"""Around the quizzes: buttons that belong to none of them; here the settings, help and invitations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.outcomes.following import ASK_AT
from bot.people.access import Action, may
from bot.people.joining import invite_manager
from bot.storage.queries import invitations, people
from bot.telegram.briefs import links, phone, reading, replying, standing
from bot.telegram.calibration import asking as calibrating
from bot.telegram.calibration import deciding
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.desk import clients, commands, outbox, own_data, roles, team
from bot.telegram.desk.visit import Visit
from bot.telegram.documents import exporting, onepage
from bot.telegram.ending import follow_up, outcome
from bot.telegram.front import own
from bot.telegram.funnel import asking as funnel
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.practice import answering, comparing, inviting, starting
from bot.telegram.segments import asking as segments
from bot.telegram.summaries import asking, client_card, details, turning
from messages import label, languages

QUIET_HOURS: tuple[tuple[int, int] | None, ...] = (None, (20, 8), (21, 9), (22, 8))
"""Hours of the local day in which nothing is delivered; which of them is written into buttons."""
DOUBLE_TAP = timedelta(seconds=3)
"""Within this time of the first, a second tap on an invitation was a slip of the finger."""


def handle(visit: Visit, callback: Callback) -> None:
    """Do what a button outside an interview asks for."""
    BY_VERB[callback.verb](visit, callback)


def repeat(visit: Visit, callback: Callback) -> None:
    """Answer a button that had its effect already; nothing is changed."""
    REPEATED.get(callback.verb, _where_it_stands)(visit, callback)


def _where_it_stands(visit: Visit, _: Callback) -> None:
    commands.where_it_stands(visit)


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
        (visit.button("", Verb.LANGUAGE, a=place, text=_language_name(visit, language)),)
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


def _language_name(visit: Visit, language: str) -> str:
    """A language by its own name; the one in use is marked."""
    name = label(f"language_{language}", language)
    return f"• {name} •" if language == visit.language else name


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


def _new_client(visit: Visit, callback: Callback) -> None:
    """A new quiz; if one is open already, and it was not said to begin another, going on is offered."""
    if callback.a:
        commands.begin(visit)
    else:
        commands.quiz(visit, "")


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.NEW_CLIENT: _new_client,
    Verb.CLIENTS: clients.show_clients,
    Verb.CLIENT: clients.show_client,
    Verb.OPEN_CARD: clients.open_card,
    Verb.ASK_AGAIN: clients.ask_again,
    Verb.DELETE: clients.delete,
    Verb.DELETE_YES: clients.delete_yes,
    Verb.SETTINGS: lambda visit, _: visit.put(settings_page(visit)),
    Verb.LANGUAGE: _language,
    Verb.HELP: lambda visit, _: commands.help_(visit, ""),
    Verb.INVITE: _invite_once,
    **team.BY_VERB,
    **roles.BY_VERB,
    **own_data.BY_VERB,
    **outbox.BY_VERB,
    Verb.QUIET: _quiet,
    **links.BY_VERB,
    **standing.BY_VERB,
    **phone.BY_VERB,
    **reading.BY_VERB,
    **replying.BY_VERB,
    **asking.BY_VERB,
    **details.BY_VERB,
    **client_card.BY_VERB,
    **turning.BY_VERB,
    **funnel.BY_VERB,
    **outcome.BY_VERB,
    **follow_up.BY_VERB,
    Verb.FOLLOW_UPS: _ask_in_the_morning,
    **segments.BY_VERB,
    **exporting.BY_VERB,
    **onepage.BY_VERB,
    **starting.BY_VERB,
    **inviting.BY_VERB,
    **answering.BY_VERB,
    **comparing.BY_VERB,
    **calibrating.BY_VERB,
    **deciding.BY_VERB,
}
LOOKS = (
    Verb.CLIENTS,
    Verb.CLIENT,
    Verb.DELETE,
    Verb.SETTINGS,
    Verb.HELP,
    Verb.TEAM,
    Verb.MEMBER,
    Verb.MY_DATA,
    Verb.FORGET,
    Verb.OUTBOX,
    Verb.SUMMARY,
    Verb.SUMMARY_OTHER,
    Verb.SUMMARY_DETAILS,
    Verb.SUMMARY_CARD,
    Verb.SUBSCRIPTION,
    *funnel.BY_VERB,
    Verb.CARD_USE,
    Verb.SEGMENTS,
    *exporting.BY_VERB,
    *onepage.BY_VERB,
    Verb.SECOND,
    Verb.COMPARISON,
    Verb.CALIBRATE,
    Verb.CALIBRATE_DETAILS,
    Verb.CALIBRATE_ACCEPT,
    Verb.CALIBRATIONS,
    Verb.CALIBRATION,
)
"""They change nothing, however often they are carried out."""
ABOUT_A_MEMBER = tuple(roles.BY_VERB)
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = {
    **dict.fromkeys(ABOUT_A_MEMBER, team.BY_VERB[Verb.MEMBER]),
    **dict.fromkeys((Verb.INVITE, Verb.WITHDRAW), lambda visit, _: visit.put(team.team_page(visit, 0))),
    Verb.LANGUAGE: BY_VERB[Verb.SETTINGS],
    Verb.TRY_AGAIN: BY_VERB[Verb.OUTBOX],
    Verb.QUIET: BY_VERB[Verb.SETTINGS],
    Verb.DELETE_YES: clients.repeat_deletion,
    **dict.fromkeys(turning.BY_VERB, BY_VERB[Verb.SUBSCRIPTION]),
    **dict.fromkeys((Verb.CALIBRATE_ACCEPT_YES, Verb.CALIBRATION_YES), BY_VERB[Verb.CALIBRATIONS]),
    **links.REPEATED,
    **standing.REPEATED,
    **dict.fromkeys((Verb.SECOND_ASK, Verb.SECOND_WITHDRAW), BY_VERB[Verb.SECOND]),
    Verb.BRIEF_PHONE: BY_VERB[Verb.BRIEF_NEW],
    **outcome.REPEATED,
    **follow_up.REPEATED,
    Verb.FOLLOW_UPS: BY_VERB[Verb.SETTINGS],
    Verb.BRIEF_REPLY: BY_VERB[Verb.BRIEF_OPEN],
    **{verb: BY_VERB[verb] for verb in LOOKS},
}
"""What shows how things are after a button whose answer may have been lost; a link cannot be told twice."""
