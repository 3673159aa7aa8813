"""Commands. A scope only hides a command from a menu; whether somebody may use it is checked here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.interviews import Conversation
from bot.people import guessing
from bot.people.access import Action, may
from bot.people.joining import has_lead, join
from bot.people.tokens import read_payload
from bot.storage.queries import people
from bot.storage.queries.invitations import Invitation, Refusal
from bot.telegram import gate
from bot.telegram.briefs import standing, whom
from bot.telegram.briefs.replying import REPLYING
from bot.telegram.calibration import asking as calibrating
from bot.telegram.callbacks import Verb
from bot.telegram.desk import clients as client_list
from bot.telegram.desk import outbox, own_data
from bot.telegram.desk import settings as settings_pages
from bot.telegram.desk import team as team_pages
from bot.telegram.desk.roles import RENAMING
from bot.telegram.documents import exporting, onepage
from bot.telegram.funnel import asking as funnel
from bot.telegram.practice import starting
from bot.telegram.prospects import arriving, extras, filling, own
from bot.telegram.quiz import views
from bot.telegram.quiz.naming import NAME_LENGTH, name_client, proper_name
from bot.telegram.segments import asking as segments
from bot.telegram.summaries import asking, periods, turning
from bot.telegram.visit import Visit
from questionnaires.interview import State, events

Handler = Callable[[Visit, str], None]


def handle(visit: Visit, text: str) -> None:
    """Carry out a command; an unknown one explains itself."""
    _carry_out(visit, text, BY_NAME)


def repeat(visit: Visit, text: str) -> None:
    """Answer a command that had its effect already; nothing is changed."""
    _carry_out(visit, text, REPEATED)


def _carry_out(visit: Visit, text: str, by_name: Mapping[str, Handler]) -> None:
    head, *words = text.split()
    command = head[1:].partition("@")[0]  # in a private chat it is meant for this bot, whatever it says
    name, rest = command.lower(), " ".join(words)
    if name not in by_name and may(visit.person, Action.USE):
        visit.say("unknown_command", command=f"/{name[:32]}")
    elif gate.lets_command(visit.person, name):
        by_name.get(name, help_)(visit, rest)
    elif own.is_outside(visit) and extras.last_of(visit) is not None:
        own.help_(visit)  # who has a brief is no stranger
    else:
        gate.refuse_command(visit)


# --- for everybody ----------------------------------------------------------------------------------------


def start(visit: Visit, payload: str) -> None:
    """Come in by a link, or say hello."""
    if read_payload(payload) is not None:
        arriving.open_link(visit, payload)
    elif periods.is_link(payload):
        asking.open_link(visit, payload)
    elif payload:
        _by_link(visit, payload)
    else:
        welcome(visit)


def _by_link(visit: Visit, token: str) -> None:
    is_member = may(visit.person, Action.USE)
    if is_member and has_lead(visit.tx):
        welcome(visit)  # the link stays good for whom it is meant for
        return
    found = _join(visit, token)
    if isinstance(found, Refusal):
        if is_member:
            welcome(visit)
        else:
            visit.say("link_problem", why=str(found))
        return
    people.rename(visit.tx, visit.person.id, visit.name)
    visit.person = people.by_id(visit.tx, visit.person.id) or visit.person
    if found.role == "lead":
        turning.by_default(visit)
        visit.hang_menu()
        visit.say("claimed", settings_pages.first_buttons(visit), name=visit.name)
    else:
        welcome(visit)


def _join(visit: Visit, token: str) -> Invitation | Refusal:
    """Use a link; who has tried too many that lead nowhere reads what they read before."""
    if not guessing.may_try(visit.tx, visit.person.id, visit.unit.now):
        return Refusal.UNKNOWN
    found = join(visit.tx, visit.person, token, visit.unit.now)
    if found is Refusal.UNKNOWN:
        guessing.note_wrong(visit.tx, visit.person.id, visit.unit.now)
    return found


def welcome(visit: Visit) -> None:
    """The hello that suits the role, and the menu that goes with it."""
    if own.is_outside(visit):
        if not own.start(visit):
            gate.greet_stranger(visit)
        return
    visit.hang_menu()
    if visit.person.is_lead:
        turning.by_default(visit)
        visit.say("welcome_lead", settings_pages.first_buttons(visit), name=visit.name)
    else:
        visit.say("welcome_manager", settings_pages.first_buttons(visit), name=visit.name)


def privacy(visit: Visit, _: str) -> None:
    """What is stored, and how to delete it."""
    if own.is_outside(visit):
        own.privacy(visit)
        return
    visit.say("privacy", days=visit.house.retention_days, contact=visit.house.contact)


def help_(visit: Visit, _: str) -> None:
    """How this works."""
    if own.is_outside(visit):
        own.help_(visit)
        return
    visit.put(settings_pages.help_page(visit))


# --- for the team -----------------------------------------------------------------------------------------


def quiz(visit: Visit, name: str) -> None:
    """A quiz about a client; without a name, unfinished ones are offered first."""
    waiting = [] if name else _open_quizzes(visit)
    unnamed = [conversation for conversation in waiting if conversation.interview.state is State.NAMING]
    named = [conversation for conversation in waiting if conversation not in unnamed]
    if named:
        views.offer_to_go_on(visit, named, visit.button("new_client", Verb.NEW_CLIENT, a=1))
    elif unnamed:
        visit.unit.receive(unnamed[0], events.Resumed())
        views.show(visit, unnamed[0])
    else:
        begin(visit, name)


def begin(visit: Visit, name: str = "") -> None:
    """A new quiz, with the name if there is one; one that was begun and has no client yet is as new."""
    conversation = _unnamed(visit)
    if conversation is None:
        conversation = visit.unit.start(visit.person.id, visit.chat)
    else:
        visit.unit.receive(conversation, events.Resumed())
    if name:
        name_client(visit, conversation, name)
    views.show(visit, conversation)


def _unnamed(visit: Visit) -> Conversation | None:
    unnamed = (held for held in _open_quizzes(visit) if held.interview.state is State.NAMING)
    return next((held for held in unnamed if held.interview.client is None), None)


def _open_quizzes(visit: Visit) -> list[Conversation]:
    """Those about clients, the last touched first: practice is asked for by its own command."""
    return [held for held in visit.unit.open_of(visit.person.id) if not held.interview.practice]


def clients(visit: Visit, search: str) -> None:
    """The manager's clients, or those whose name contains the text."""
    visit.put(client_list.clients_page(visit, 0, search[:NAME_LENGTH]))


def brief(visit: Visit, name: str) -> None:
    """A link for a client, who then answers for themselves."""
    if _can_ask(visit):
        whom.brief(visit, proper_name(visit, name) if name else "")


def _can_ask(visit: Visit) -> bool:
    """Whether the studio asks its clients anything; where it does not, that is said."""
    if visit.unit.scripts.brief is None:
        visit.say("brief_off")
    return visit.unit.scripts.brief is not None


def my_link(visit: Visit, _: str) -> None:
    """The manager's standing link."""
    if _can_ask(visit):
        standing.my_link(visit)


def settings(visit: Visit, _: str) -> None:
    """The language, and the quiet hours."""
    visit.put(settings_pages.settings_page(visit))


def cancel(visit: Visit, _: str) -> None:
    """Call off what was asked for just now: words to a client, a name. Else what was touched last."""
    if own.is_outside(visit):
        own.cancel(visit)
        return
    conversation = visit.unit.at_hand(visit.person.id)
    if REPLYING in visit.given_up:
        visit.say("brief_reply_not")
    elif RENAMING in visit.given_up and may(visit.person, Action.SEE_TEAM):
        team_pages.show_member(visit, visit.given_up[RENAMING])
    elif conversation is None:
        visit.say("nothing_to_cancel")
    elif conversation.is_brief:
        filling.cancel(visit, conversation)
    else:
        visit.unit.receive(conversation, events.Cancelled())
        conversation.move_down()
        views.show(visit, conversation)


def invite(visit: Visit, _: str) -> None:
    """A link that lets one manager in."""
    settings_pages.invite(visit)


def where_it_stands(visit: Visit) -> None:
    """What was touched last, as it is: a quiz or a brief; without one, the hello."""
    if own.is_outside(visit):
        if not own.where_it_stands(visit):
            gate.greet_stranger(visit)
        return
    conversation = visit.unit.at_hand(visit.person.id)
    if conversation is None:
        welcome(visit)
    else:
        views.show(visit, conversation)


def _start_again(visit: Visit, payload: str) -> None:
    """A link to a brief shows where it leads; other links have had their effect."""
    if read_payload(payload) is not None:
        arriving.open_again(visit, payload)
    elif periods.is_link(payload):
        asking.open_link(visit, payload)
    elif own.is_outside(visit):
        where_it_stands(visit)
    else:
        welcome(visit)


BY_NAME: dict[str, Handler] = {
    "start": start,
    "privacy": privacy,
    "mydata": lambda visit, _: own_data.show(visit),
    "forget": lambda visit, _: own_data.ask_to_forget(visit),
    "quiz": quiz,
    "practice": starting.practise,
    "clients": clients,
    "brief": brief,
    "mylink": my_link,
    "settings": settings,
    "cancel": cancel,
    "help": help_,
    "invite": invite,
    "team": lambda visit, _: visit.put(team_pages.team_page(visit, 0)),
    "outbox": lambda visit, _: visit.put(outbox.outbox_page(visit)),
    "summary": asking.command,
    "funnel": funnel.command,
    "segments": segments.command,
    "subscribe": turning.subscribe,
    "unsubscribe": turning.unsubscribe,
    "report": onepage.command,
    "export": exporting.command,
    "calibrate": calibrating.command,
}
REPEATED: dict[str, Handler] = BY_NAME | {
    "start": _start_again,
    "quiz": lambda visit, _: where_it_stands(visit),
    "practice": lambda visit, _: where_it_stands(visit),
    "brief": whom.again,
    "cancel": lambda visit, _: where_it_stands(visit),
    "invite": lambda visit, _: visit.put(team_pages.team_page(visit, 0)),
}
"""The rest changes nothing, however often it is carried out. A lost link cannot be told twice: the page of
the team has the invitation, to be withdrawn."""
