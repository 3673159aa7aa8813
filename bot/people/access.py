"""The one place that decides who may do what: a table of actions, standings, and whose a thing is.

Whose a client or an interview is, is answered by the query that looks for it; so these are allowed for one's
own only. Whether a thing makes sense just now (the last lead stays) is not asked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.storage.queries.people import Person


class Standing(StrEnum):
    """What somebody is to the team."""

    STRANGER = "stranger"
    FORMER = "former"
    """Was on the team and is not active now."""
    MANAGER = "manager"
    LEAD = "lead"


class Whose(StrEnum):
    """To whom it belongs what somebody wants to act on."""

    OWN = "own"
    OTHERS = "others"


class Action(StrEnum):
    """What a person may want to do here."""

    COME_IN = "come_in"
    """Say hello, or use a link."""
    READ_PRIVACY = "read_privacy"
    SEE_DATA = "see_data"
    """Learn what is held about a person."""
    BE_FORGOTTEN = "be_forgotten"
    """Have a person's data erased."""
    SET_UP = "set_up"
    """Choose a language; read how this works."""
    FILL_IN = "fill_in"
    """Agree to a brief, answer it, call it off, and ask a person."""
    USE = "use"
    """Run quizzes, see clients and cards."""
    SEND_BRIEFS = "send_briefs"
    """Make and revoke links for clients, see what they answered, and write back."""
    INVITE = "invite"
    """Let managers in."""
    WITHDRAW = "withdraw"
    """Make an invitation void."""
    SEE_TEAM = "see_team"
    RENAME = "rename"
    APPOINT = "appoint"
    """Make a manager a lead."""
    RELIEVE = "relieve"
    """Take the lead's role away."""
    HAND_OVER = "hand_over"
    """Give all clients of one member to another."""
    DEACTIVATE = "deactivate"
    ACTIVATE = "activate"
    SEE_OUTBOX = "see_outbox"
    """See what could not be delivered, and have it tried again."""
    SEE_SUMMARY = "see_summary"
    """Read the team's summaries, have them sent, and look at the cards they name."""
    EXPORT = "export"
    """Have results and answers about clients as a file."""
    CALIBRATE = "calibrate"
    """See what the scoring would learn from confirmed clients, and decide whether it is used."""


NOBODY: frozenset[Standing] = frozenset()
EVERYBODY = frozenset(Standing)
TEAM = frozenset({Standing.MANAGER, Standing.LEAD})
LEADS = frozenset({Standing.LEAD})

TABLE: Mapping[Action, Mapping[Whose, frozenset[Standing]]] = {
    action: {Whose.OWN: own, Whose.OTHERS: others}
    for action, own, others in (
        (Action.COME_IN, EVERYBODY, NOBODY),
        (Action.READ_PRIVACY, EVERYBODY, NOBODY),
        (Action.SEE_DATA, EVERYBODY, NOBODY),
        (Action.BE_FORGOTTEN, EVERYBODY, NOBODY),
        (Action.SET_UP, EVERYBODY, NOBODY),
        (Action.FILL_IN, EVERYBODY, NOBODY),
        (Action.USE, TEAM, NOBODY),
        (Action.SEND_BRIEFS, TEAM, NOBODY),
        (Action.INVITE, LEADS, NOBODY),
        (Action.WITHDRAW, LEADS, LEADS),
        (Action.SEE_TEAM, LEADS, LEADS),
        (Action.RENAME, LEADS, LEADS),
        (Action.APPOINT, NOBODY, LEADS),
        (Action.RELIEVE, LEADS, LEADS),
        (Action.HAND_OVER, LEADS, LEADS),
        (Action.DEACTIVATE, NOBODY, LEADS),
        (Action.ACTIVATE, NOBODY, LEADS),
        (Action.SEE_OUTBOX, LEADS, NOBODY),
        (Action.SEE_SUMMARY, LEADS, LEADS),
        (Action.EXPORT, TEAM, LEADS),
        (Action.CALIBRATE, LEADS, NOBODY),
    )
}

OPERATIONS = frozenset({Action.SEE_OUTBOX})
"""About the running of the bot: for those leads only who are admins, too."""


def standing(person: Person) -> Standing:
    """What a person is to the team. A lead is a manager too."""
    if not (person.is_lead or person.is_manager):
        return Standing.STRANGER
    if not person.active:
        return Standing.FORMER
    return Standing.LEAD if person.is_lead else Standing.MANAGER


def may(person: Person, action: Action, whose: Whose = Whose.OWN) -> bool:
    """Whether the table allows it."""
    is_let = person.is_admin or action not in OPERATIONS
    return is_let and standing(person) in TABLE[action][whose]


def whose(person: Person, owner_id: int) -> Whose:
    """Whether what belongs to `owner_id` is the person's own."""
    return Whose.OWN if person.id == owner_id else Whose.OTHERS
