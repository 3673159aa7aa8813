"""How people come in: the first lead by the link printed at start, managers by a lead's invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.people.tokens import new_token, token_hash
from bot.storage.queries import invitations, people
from bot.storage.queries.invitations import Invitation, Refusal
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction

INVITATION_LIVES = timedelta(days=7)


def claim_token(tx: Transaction, now: datetime) -> str | None:
    """A fresh one-time token for the first lead; None once there is one.

    Earlier ones go on working until then: replicas that start together each print one.
    """
    if people.with_role(tx, "lead"):
        return None
    token = new_token()
    invitations.create(tx, token_hash(token), "lead", None, now, now + INVITATION_LIVES)
    return token


def has_lead(tx: Transaction) -> bool:
    """Whether somebody leads the team: then a link has nothing to give to its members."""
    return bool(people.with_role(tx, "lead"))


def invite_manager(tx: Transaction, lead: Person, now: datetime) -> tuple[str, datetime]:
    """A token that lets one manager in, and until when."""
    token, until = new_token(), now + INVITATION_LIVES
    invitations.create(tx, token_hash(token), "manager", lead.id, now, until)
    return token, until


def join(tx: Transaction, person: Person, token: str, now: datetime) -> Invitation | Refusal:
    """Use a link: the person gets the role it gives, or the reason why not."""
    found = invitations.redeem(tx, token_hash(token), person.id, now)
    if isinstance(found, Refusal):
        return found
    if found.role == "lead":
        return found if _claim(tx, person, now) else Refusal.USED
    people.grant(tx, person.id, found.role)
    return found


def _claim(tx: Transaction, person: Person, now: datetime) -> bool:
    """The first claimant is lead and admin; a second one comes too late, by whichever link."""
    if not people.claim(tx, person.id):
        return False
    invitations.revoke_claims(tx, now)
    people.grant(tx, person.id, "admin")
    return True


def recognise(tx: Transaction, person: Person, admin_ids: tuple[int, ...]) -> Person:
    """Give the leads named in ADMIN_IDS their roles when they first write."""
    if person.telegram_id not in admin_ids or (person.is_lead and person.is_admin):
        return person
    people.grant(tx, person.id, "lead", "admin")
    return replace(person, is_lead=True, is_admin=True, active=True)
