"""The team as a lead sees it: the list with open invitations, and a page for each member."""

from __future__ import annotations

from collections.abc import Callable

from bot.opinions.habit import habit_of
from bot.people.access import Action, Standing, may, standing, whose
from bot.storage.queries import invitations, people, second_opinions, team
from bot.storage.queries.invitations import Invitation
from bot.storage.queries.team import Member
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.colleagues import PAGE, short, turn
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

INVITATIONS_SHOWN = 8
AGREEMENTS_SHOWN = 3


def team_page(visit: Visit, number: int) -> Page:
    """A page of the team; the first one has the open invitations, too."""
    found = team.page(visit.tx, number * PAGE, PAGE)
    waiting = invitations.open_of_team(visit.tx, visit.unit.now)[:INVITATIONS_SHOWN] if number == 0 else []
    members = list(enumerate(found.entries, start=number * PAGE + 1))
    keyboard = (
        *((_to_member(visit, place, member),) for place, member in members),
        *turn(visit, Verb.TEAM, number, found.count),
        *((_withdraw(visit, place, each),) for place, each in enumerate(waiting, start=1)),
        (visit.button("invite_manager", Verb.INVITE),),
    )
    rows = [{"number": place, **facts_of(visit, member)} for place, member in members]
    invited = [_invited(visit, place, each) for place, each in enumerate(waiting, start=1)]
    return visit.page("team", keyboard, rows=rows, count=found.count, invitations=invited)


def member_page(visit: Visit, member: Member) -> Page:
    """One member, with what the lead may do about them."""
    return visit.page(
        "member",
        _member_buttons(visit, member),
        **facts_of(visit, member),
        since=visit.local(member.person.created_at),
        agreements=_agreements(visit, member),
    )


def _agreements(visit: Visit, member: Member) -> list[dict[str, object]]:
    """How far the member and those they scored calls with agree: the last ones first, and no ranking."""
    last = second_opinions.partners(visit.tx, member.id)[:AGREEMENTS_SHOWN]
    return [
        {
            "name": people.name_of(visit.tx, each.person_id) or "?",
            "habit": habit_of(visit.tx, member.id, each.person_id),
        }
        for each in last
    ]


def facts_of(visit: Visit, member: Member) -> dict[str, object]:
    """A member as the pages tell of them."""
    return {
        "name": member.name,
        "role": label(f"role_{standing(member.person)}", visit.language),
        "clients": member.clients,
        "is_self": member.id == visit.person.id,
    }


# --- parts of the pages -----------------------------------------------------------------------------------


def _to_member(visit: Visit, place: int, member: Member) -> Button:
    return visit.button("", Verb.MEMBER, member.id, text=short(member, place))


def _member_buttons(visit: Visit, member: Member) -> Keyboard:
    """Only what is allowed and makes sense for this member now."""
    is_former, is_lead = not member.person.active, standing(member.person) is Standing.LEAD
    offered = (
        ("rename_member", Verb.RENAME, Action.RENAME, True),
        ("make_lead", Verb.APPOINT, Action.APPOINT, not is_lead and not is_former),
        ("take_lead", Verb.RELIEVE, Action.RELIEVE, is_lead),
        ("hand_over", Verb.HAND_OVER, Action.HAND_OVER, member.clients > 0),
        ("deactivate", Verb.DEACTIVATE, Action.DEACTIVATE, not is_former),
        ("activate", Verb.ACTIVATE, Action.ACTIVATE, is_former),
    )
    of_whom = whose(visit.person, member.id)
    return (
        *(
            (visit.button(name, verb, member.id),)
            for name, verb, action, makes_sense in offered
            if makes_sense and may(visit.person, action, of_whom)
        ),
        (visit.button("to_team", Verb.TEAM),),
    )


def _withdraw(visit: Visit, place: int, invitation: Invitation) -> Button:
    text = label("withdraw", visit.language, number=place)
    return visit.button("", Verb.WITHDRAW, invitation.id, text=text)


def _invited(visit: Visit, place: int, invitation: Invitation) -> dict[str, object]:
    by = people.name_of(visit.tx, invitation.issued_by) if invitation.issued_by else None
    return {"number": place, "by": by or "?", "until": visit.local(invitation.expires_at)}


# --- what the buttons do ----------------------------------------------------------------------------------


def show_member(visit: Visit, person_id: int) -> None:
    """A member's page; the team's where there is no such member."""
    member = team.member(visit.tx, person_id)
    if member is None:
        visit.toast("toast_no_member", is_alert=True)
        visit.put(team_page(visit, 0))
    else:
        visit.put(member_page(visit, member))


def _withdraw_invitation(visit: Visit, callback: Callback) -> None:
    is_withdrawn = invitations.revoke_of_team(visit.tx, callback.subject, visit.unit.now)
    visit.toast("toast_withdrawn" if is_withdrawn else "toast_no_invitation")
    visit.put(team_page(visit, 0))


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.TEAM: lambda visit, callback: visit.put(team_page(visit, callback.a)),
    Verb.MEMBER: lambda visit, callback: show_member(visit, callback.subject),
    Verb.WITHDRAW: _withdraw_invitation,
}
