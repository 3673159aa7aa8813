"""How roles change and people leave: what they held goes to somebody, and there is always a lead."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.briefs import telling, withdrawing
from bot.interviews import Unit
from bot.outcomes import following
from bot.people.quiet import waking
from bot.reports import orphans
from bot.storage.queries import (
    briefs,
    handover,
    invitations,
    links,
    people,
    second_opinions,
    shown,
    team,
)
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from questionnaires.interview import events


class Obstacle(StrEnum):
    """Why something that a person may do cannot be done now."""

    LAST_LEAD = "last_lead"
    """Nobody else would be left to lead the team."""
    IN_SETTINGS = "in_settings"
    """ADMIN_IDS makes them a lead, whatever is said here."""
    NOT_ACTIVE = "not_active"
    NO_TAKER = "no_taker"
    """There are clients and nobody they go to."""


def appoint(tx: Transaction, member: Person) -> Obstacle | None:
    """Make an active member a lead."""
    if not member.active:
        return Obstacle.NOT_ACTIVE
    people.grant(tx, member.id, "lead")
    return None


def relieve(tx: Transaction, member: Person, admin_ids: tuple[int, ...], now: datetime) -> Obstacle | None:
    """Take the lead's role away; they stay as a manager, and their invitations let nobody in any more."""
    obstacle = _lead_stays(tx, member, admin_ids)
    if obstacle is None and member.active:
        invitations.revoke_all_of(tx, member.id, now)
        people.grant(tx, member.id, "manager")
        _only_manager(tx, member)
    return obstacle


def hand_over(unit: Unit, giver: Person, taker: Person) -> Obstacle | None:
    """Give all clients of one member, with their interviews, to another active one, who is told."""
    if not _can_take(taker, giver):
        return Obstacle.NO_TAKER
    unit.release()
    second_opinions.end_of_clients(unit.tx, giver.id, unit.now)
    told_from = waking(taker, unit.now, unit.zone)
    count = handover.all_clients(unit.tx, giver.id, taker, told_from)
    if count:
        following.rewrite(unit.tx, giver, unit.now)
        telling.clients_received(unit.tx, taker, giver.id, count, unit.now, unit.zone)
    return None


def deactivate(
    unit: Unit, member: Person, taker: Person | None, admin_ids: tuple[int, ...]
) -> Obstacle | None:
    """Let a member's roles count no more: clients go to the taker, the rest of their quizzes are called off.

    Whoever comes back later comes back as a manager.
    """
    tx = unit.tx
    obstacle = _lead_stays(tx, member, admin_ids) or _give_away(unit, member, taker)
    if obstacle is not None:
        return obstacle
    _call_off(unit, member)
    second_opinions.end_of_person(tx, member.id, unit.now)
    invitations.revoke_all_of(tx, member.id, unit.now)
    people.grant(tx, member.id, "manager")
    _only_manager(tx, member)
    people.set_expecting(tx, member.id, None)
    people.deactivate(tx, member.id)
    return None


def forget(unit: Unit, person: Person) -> Obstacle | None:
    """Erase a person's data. A member's clients go to `heir_of` first; the last lead cannot go.

    Briefs that they filled in are withdrawn, and the managers concerned are told that.
    """
    if is_last_lead(unit.tx, person):
        return Obstacle.LAST_LEAD
    obstacle = _give_away(unit, person, heir_of(unit.tx, person))
    if obstacle is None:
        orphans.end_all_of(unit.tx, person.id, unit.now, unit.zone)
        withdrawing.forget(unit, person.id)
    return obstacle


def heir_of(tx: Transaction, person: Person) -> Person | None:
    """Who takes the clients of a person who leaves: the longest-serving other active lead."""
    return next((lead for lead in people.with_role(tx, "lead") if lead.id != person.id), None)


def is_last_lead(tx: Transaction, person: Person) -> bool:
    """Whether nobody else leads the team."""
    return person.is_lead and person.active and heir_of(tx, person) is None


def _lead_stays(tx: Transaction, member: Person, admin_ids: tuple[int, ...]) -> Obstacle | None:
    if member.telegram_id in admin_ids:
        return Obstacle.IN_SETTINGS
    return Obstacle.LAST_LEAD if is_last_lead(tx, member) else None


def _only_manager(tx: Transaction, member: Person) -> None:
    people.withdraw(tx, member.id, "lead")
    people.withdraw(tx, member.id, "admin")


def _give_away(unit: Unit, giver: Person, taker: Person | None) -> Obstacle | None:
    """Let the links die, and hand the clients over, if there are any."""
    unit.release()
    has_clients = team.holdings(unit.tx, giver.id).clients > 0
    if has_clients and (taker is None or not _can_take(taker, giver)):
        return Obstacle.NO_TAKER
    links.revoke(unit.tx, giver.id, unit.now)
    briefs.revoke_unopened(unit.tx, giver.id, unit.now)
    return hand_over(unit, giver, taker) if has_clients and taker is not None else None


def _can_take(taker: Person, giver: Person) -> bool:
    return taker.active and taker.id != giver.id


def _call_off(unit: Unit, member: Person) -> None:
    """Cancel the quizzes that are left, which are about nobody yet; their screens stay as they are."""
    called_off = unit.open_of(member.id)
    for conversation in called_off:
        unit.receive(conversation, events.Cancelled())
    seen = [(each.id, each.interview.revision, each.message) for each in called_off]
    unit.release()
    shown.mark(unit.tx, seen)
