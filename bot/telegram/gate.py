"""Every command and every button, and the action it asks for: nothing is done that did not pass here.

Handlers behind the gate need not ask again whether somebody may; only whether the thing is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.people.access import Action, Standing, Whose, may, standing, whose
from bot.storage.queries.people import Person
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.visit import Visit

COMMANDS: Mapping[str, Action] = {
    "start": Action.COME_IN,
    "privacy": Action.READ_PRIVACY,
    "mydata": Action.SEE_DATA,
    "forget": Action.BE_FORGOTTEN,
    "quiz": Action.USE,
    "practice": Action.USE,
    "clients": Action.USE,
    "settings": Action.SET_UP,
    "cancel": Action.FILL_IN,
    "help": Action.SET_UP,
    "brief": Action.SEND_BRIEFS,
    "mylink": Action.SEND_BRIEFS,
    "invite": Action.INVITE,
    "team": Action.SEE_TEAM,
    "outbox": Action.SEE_OUTBOX,
    "summary": Action.SEE_SUMMARY,
    "funnel": Action.SEE_SUMMARY,
    "segments": Action.SEE_SUMMARY,
    "subscribe": Action.SEE_SUMMARY,
    "unsubscribe": Action.SEE_SUMMARY,
    "report": Action.SEE_SUMMARY,
    "export": Action.EXPORT,
    "calibrate": Action.CALIBRATE,
}
PEOPLE: Mapping[Verb, Action] = {
    Verb.MEMBER: Action.SEE_TEAM,
    Verb.RENAME: Action.RENAME,
    Verb.APPOINT: Action.APPOINT,
    Verb.RELIEVE: Action.RELIEVE,
    Verb.HAND_OVER: Action.HAND_OVER,
    Verb.HAND_OVER_TO: Action.HAND_OVER,
    Verb.HAND_OVER_YES: Action.HAND_OVER,
    Verb.DEACTIVATE: Action.DEACTIVATE,
    Verb.DEACTIVATE_TO: Action.DEACTIVATE,
    Verb.DEACTIVATE_YES: Action.DEACTIVATE,
    Verb.ACTIVATE: Action.ACTIVATE,
    Verb.MY_DATA: Action.SEE_DATA,
    Verb.FORGET: Action.BE_FORGOTTEN,
    Verb.FORGET_YES: Action.BE_FORGOTTEN,
}
"""Buttons about a person, whose id is the subject."""
OWN_DATA = (Verb.MY_DATA, Verb.FORGET, Verb.FORGET_YES)
OTHERS: Mapping[Verb, Action] = {
    Verb.INVITE: Action.INVITE,
    Verb.TEAM: Action.SEE_TEAM,
    Verb.WITHDRAW: Action.WITHDRAW,
    Verb.OUTBOX: Action.SEE_OUTBOX,
    Verb.TRY_AGAIN: Action.SEE_OUTBOX,
    Verb.SETTINGS: Action.SET_UP,
    Verb.LANGUAGE: Action.SET_UP,
    Verb.HELP: Action.SET_UP,
    **{verb: Action.FILL_IN for verb in Verb if verb.is_of_front},
    **{verb: Action.SEND_BRIEFS for verb in Verb if Verb.BRIEF_NEW <= verb < Verb.QUIET},
    **{verb: Action.SEE_SUMMARY for verb in Verb if Verb.SUMMARY <= verb <= Verb.SUMMARY_EMPTY},
    **{verb: Action.SEE_SUMMARY for verb in Verb if Verb.FUNNEL <= verb <= Verb.FUNNEL_PERIOD},
    Verb.SEGMENTS: Action.SEE_SUMMARY,
    **dict.fromkeys((Verb.ONE_PAGE, Verb.WEEK_PAGE), Action.SEE_SUMMARY),
    **dict.fromkeys((Verb.EXPORT, Verb.EXPORT_DAYS, Verb.EXPORT_MAKE), Action.EXPORT),
    **{verb: Action.CALIBRATE for verb in Verb if Verb.CALIBRATE <= verb <= Verb.CALIBRATION_YES},
    **{verb: Action.USE for verb in Verb if verb.is_of_quiz},
    **dict.fromkeys((Verb.NEW_CLIENT, Verb.CLIENTS, Verb.CLIENT, Verb.OPEN_CARD, Verb.ASK_AGAIN), Action.USE),
    **dict.fromkeys((Verb.DELETE, Verb.DELETE_YES, Verb.OUTCOME, Verb.OUTCOME_SET), Action.USE),
    **dict.fromkeys((Verb.CARD_USE, Verb.FOLLOW_UP_USE, Verb.FOLLOW_UPS, Verb.QUIET), Action.USE),
    **{verb: Action.USE for verb in Verb if Verb.PRACTICE <= verb <= Verb.COMPARISON},
}
"""All others: about quizzes and clients of one's own, about the team's figures, or about nobody."""


def lets_command(person: Person, name: str) -> bool:
    """Whether a person may give a command; an unknown one is as good as help."""
    return may(person, COMMANDS.get(name, Action.USE))


def lets_button(person: Person, callback: Callback) -> bool:
    """Whether a person may do what a button asks for, to whom it asks it for."""
    if callback.verb in PEOPLE:
        return may(person, PEOPLE[callback.verb], whose(person, callback.subject))
    return may(person, OTHERS[callback.verb], Whose.OWN)


def refuse_command(visit: Visit) -> None:
    """What somebody reads who may not: the team that it is for leads, everybody else a polite way in."""
    if may(visit.person, Action.USE):
        visit.say("not_allowed")
    else:
        greet_stranger(visit)


def refuse_button(visit: Visit, callback: Callback) -> None:
    """The same for a button, which tells outsiders nothing at all; a page from better days is covered."""
    if standing(visit.person) is Standing.MANAGER and callback.verb not in OWN_DATA:
        visit.put(visit.page("not_allowed"))
    else:
        visit.toast("toast_unknown")


def greet_stranger(visit: Visit) -> None:
    """A polite way in, nothing else."""
    visit.say("welcome_stranger", studio=visit.house.studio, contact=visit.house.contact)
