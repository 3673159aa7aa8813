"""Around the quizzes: buttons that belong to none of them, each with what answers it."""

from __future__ import annotations

from collections.abc import Callable

from bot.telegram.briefs import links, reading, replying, standing
from bot.telegram.calibration import asking as calibrating
from bot.telegram.calibration import deciding
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.desk import client_card, clients, commands, outbox, own_data, phone, roles, settings, team
from bot.telegram.documents import exporting, onepage
from bot.telegram.ending import follow_up, outcome
from bot.telegram.funnel import asking as funnel
from bot.telegram.practice import answering, comparing, inviting, starting
from bot.telegram.segments import asking as segments
from bot.telegram.summaries import asking, details, turning
from bot.telegram.visit import Visit


def handle(visit: Visit, callback: Callback) -> None:
    """Do what a button outside an interview asks for."""
    BY_VERB[callback.verb](visit, callback)


def repeat(visit: Visit, callback: Callback) -> None:
    """Answer a button that had its effect already; nothing is changed."""
    REPEATED.get(callback.verb, _where_it_stands)(visit, callback)


def _where_it_stands(visit: Visit, _: Callback) -> None:
    commands.where_it_stands(visit)


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
    Verb.HELP: lambda visit, _: commands.help_(visit, ""),
    **settings.BY_VERB,
    **team.BY_VERB,
    **roles.BY_VERB,
    **own_data.BY_VERB,
    **outbox.BY_VERB,
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


def _reply_again(visit: Visit, callback: Callback) -> None:
    """The question for the words, as long as it is open; else how the brief stands."""
    if callback.a == replying.CANCEL or replying.is_asked(visit, callback.subject):
        BY_VERB[Verb.BRIEF_REPLY](visit, callback)
    else:
        BY_VERB[Verb.BRIEF_OPEN](visit, callback)


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
    **roles.REPEATED,
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
    Verb.BRIEF_REPLY: _reply_again,
    **{verb: BY_VERB[verb] for verb in LOOKS},
}
"""What shows how things are after a button whose answer may have been lost; a link cannot be told twice."""
