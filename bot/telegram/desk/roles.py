"""What a lead changes about a member: name, role, clients, and whether they are active."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import leaving
from bot.leaving import Obstacle
from bot.people.access import Action, may, whose
from bot.storage.queries import people, team
from bot.storage.queries.team import Member
from bot.telegram import gate
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.colleagues import PAGE, short, turn
from bot.telegram.desk.team import facts_of, member_page, team_page
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

RENAMING = "rename"
"""Key of `people.expecting`: whose new name is awaited."""


def _acting(do: Callable[[Visit, Callback, Member], None]) -> Callable[[Visit, Callback], None]:
    """A button that changes a member: one lead at a time, who still is one, about somebody who is there."""

    def act(visit: Visit, callback: Callback) -> None:
        people.lock_roles(visit.tx)
        visit.person = people.by_id(visit.tx, visit.person.id) or visit.person
        member = team.member(visit.tx, callback.subject)
        if not gate.lets_button(visit.person, callback):
            gate.refuse_button(visit, callback)
        elif member is None:
            visit.toast("toast_no_member", is_alert=True)
            visit.put(team_page(visit, 0))
        else:
            do(visit, callback, member)

    return act


def _settle(visit: Visit, member: Member, obstacle: Obstacle | None, done: str) -> None:
    """Say how it went, and show the member as they are now."""
    if obstacle is None:
        visit.toast(done)
    else:
        visit.toast(f"toast_{obstacle}", is_alert=True)
    now = team.member(visit.tx, member.id)
    visit.put(team_page(visit, 0) if now is None else member_page(visit, now))


def _settle_role(visit: Visit, member: Member, obstacle: Obstacle | None, done: str) -> None:
    """The same where it was about a role."""
    if obstacle is None:
        visit.changed(member.person)
    _settle(visit, member, obstacle, done)


# --- name and role ----------------------------------------------------------------------------------------


def _ask_name(visit: Visit, callback: Callback, member: Member) -> None:
    visit.expect({RENAMING: member.id})
    keyboard = ((visit.button("cancel_rename", Verb.MEMBER, member.id),),)
    visit.put(visit.page("rename_member", keyboard, name=member.name))


def _ask_name_again(visit: Visit, callback: Callback, member: Member) -> None:
    """What a tap shows that came before: the question, as long as it is open."""
    if visit.person.expecting == {RENAMING: member.id}:
        _ask_name(visit, callback, member)
    else:
        visit.put(member_page(visit, member))


def take_name(visit: Visit, name: str) -> None:
    """The name that a lead was asked for."""
    member_id = (visit.person.expecting or {})[RENAMING]
    visit.expect(None)
    if not may(visit.person, Action.RENAME, whose(visit.person, member_id)):
        visit.say("not_allowed")
        return
    if team.member(visit.tx, member_id) is not None:
        people.rename(visit.tx, member_id, name)
    member = team.member(visit.tx, member_id)
    visit.put(team_page(visit, 0) if member is None else member_page(visit, member))


def _appoint(visit: Visit, callback: Callback, member: Member) -> None:
    _settle_role(visit, member, leaving.appoint(visit.tx, member.person), "toast_role")


def _relieve(visit: Visit, callback: Callback, member: Member) -> None:
    obstacle = leaving.relieve(visit.tx, member.person, visit.house.admin_ids, visit.unit.now)
    if obstacle is None and member.id == visit.person.id:
        visit.changed(member.person)
        visit.put(visit.page("lead_laid_down"))
    else:
        _settle_role(visit, member, obstacle, "toast_role")


def _activate(visit: Visit, callback: Callback, member: Member) -> None:
    people.set_active(visit.tx, member.id)
    _settle_role(visit, member, None, "toast_activated")


# --- clients, and leaving ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Errand:
    """Something that needs somebody to take the clients: its buttons and its pages."""

    choose: Verb
    ask: Verb
    do: Verb
    template: str
    yes: str


HANDING_OVER = Errand(Verb.HAND_OVER, Verb.HAND_OVER_TO, Verb.HAND_OVER_YES, "hand_over", "hand_over_yes")
DEACTIVATING = Errand(
    Verb.DEACTIVATE, Verb.DEACTIVATE_TO, Verb.DEACTIVATE_YES, "deactivate", "deactivate_yes"
)


def _choose(errand: Errand) -> Callable[[Visit, Callback, Member], None]:
    """Ask to whom the clients go; who has none is not asked."""
    return lambda visit, callback, member: _proceed(visit, errand, member, None, callback.a)


def _ask(errand: Errand) -> Callable[[Visit, Callback, Member], None]:
    """Ask once more, with everything that will happen."""
    return lambda visit, callback, member: _proceed(visit, errand, member, _taker(visit, member, callback))


def _proceed(visit: Visit, errand: Errand, member: Member, taker: Member | None, number: int = 0) -> None:
    if taker is None and member.clients:
        visit.put(_choice(visit, errand, member, number))
    elif taker is None and errand is HANDING_OVER:
        visit.put(member_page(visit, member))
    else:
        visit.put(_question(visit, errand, member, taker))


def _hand_over(visit: Visit, callback: Callback, member: Member) -> None:
    taker = _taker(visit, member, callback)
    if taker is None:
        obstacle: Obstacle | None = Obstacle.NO_TAKER
    else:
        obstacle = leaving.hand_over(visit.unit, member.person, taker.person)
    _settle(visit, member, obstacle, "toast_handed_over")


def _deactivate(visit: Visit, callback: Callback, member: Member) -> None:
    taker = _taker(visit, member, callback)
    heir = None if taker is None else taker.person
    obstacle = leaving.deactivate(visit.unit, member.person, heir, visit.house.admin_ids)
    _settle_role(visit, member, obstacle, "toast_deactivated")


def _taker(visit: Visit, member: Member, callback: Callback) -> Member | None:
    """The active colleague that a button names."""
    taker = team.member(visit.tx, callback.other)
    return taker if taker is not None and taker.person.active and taker.id != member.id else None


def _choice(visit: Visit, errand: Errand, member: Member, number: int) -> Page:
    found = team.colleagues(visit.tx, member.id, number * PAGE, PAGE)
    takers = [
        (_button(errand.ask, member, taker, short(taker, place)),)
        for place, taker in enumerate(found.entries, start=number * PAGE + 1)
    ]
    keyboard = (*takers, *turn(visit, errand.choose, number, found.count, member.id), *_back(visit, member))
    return visit.page(
        f"{errand.template}_choose", keyboard, **facts_of(visit, member), colleagues=found.count
    )


def _question(visit: Visit, errand: Errand, member: Member, taker: Member | None) -> Page:
    yes = _button(errand.do, member, taker, label(errand.yes, visit.language))
    facts = facts_of(visit, member) | {"taker": taker.name if taker else None}
    return visit.page(errand.template, ((yes,), *_back(visit, member)), **facts)


def _button(verb: Verb, member: Member, taker: Member | None, text: str) -> Button:
    return Button(text, write(Callback(verb, member.id, other=taker.id if taker else 0)))


def _back(visit: Visit, member: Member) -> Keyboard:
    return ((visit.button("leave_as_is", Verb.MEMBER, member.id),),)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.RENAME: _acting(_ask_name),
    Verb.APPOINT: _acting(_appoint),
    Verb.RELIEVE: _acting(_relieve),
    Verb.ACTIVATE: _acting(_activate),
    Verb.HAND_OVER: _acting(_choose(HANDING_OVER)),
    Verb.HAND_OVER_TO: _acting(_ask(HANDING_OVER)),
    Verb.HAND_OVER_YES: _acting(_hand_over),
    Verb.DEACTIVATE: _acting(_choose(DEACTIVATING)),
    Verb.DEACTIVATE_TO: _acting(_ask(DEACTIVATING)),
    Verb.DEACTIVATE_YES: _acting(_deactivate),
}
ASKING = (Verb.HAND_OVER, Verb.HAND_OVER_TO, Verb.DEACTIVATE, Verb.DEACTIVATE_TO)
"""They change nothing, however often they are carried out."""
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.RENAME: _acting(_ask_name_again),
    **{verb: BY_VERB[verb] for verb in ASKING},
}
"""All others show the member as they are now."""
