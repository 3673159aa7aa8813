"""Invitation links: only the hash of a token is stored, a link works once, expires, and can be revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from bot.storage.queries.people import Role
from bot.storage.tables import invitations
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets somebody in, without its token."""

    id: int
    role: Role
    issued_by: int | None
    """The lead who made it; None for the link that is printed at start."""
    created_at: datetime
    expires_at: datetime


class Refusal(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    USED = "used"
    EXPIRED = "expired"


_COLUMNS = (
    invitations.c.id,
    invitations.c.role,
    invitations.c.issued_by,
    invitations.c.created_at,
    invitations.c.expires_at,
)
_UNUSED = (invitations.c.used_at.is_(None), invitations.c.revoked_at.is_(None))


def create(
    tx: Transaction, token_hash: bytes, role: Role, issued_by: int | None, now: datetime, expires_at: datetime
) -> int:
    """Store an invitation and return its id."""
    row = {
        "token_hash": token_hash,
        "role": role,
        "issued_by": issued_by,
        "created_at": now,
        "expires_at": expires_at,
    }
    added = tx.connection.execute(insert(invitations).values(row).returning(invitations.c.id))
    return int(added.scalar_one())


def redeem(tx: Transaction, token_hash: bytes, person_id: int, now: datetime) -> Invitation | Refusal:
    """Use an invitation up and return it, or say why it lets nobody in.

    The row is locked first: of two who come at once with one link, the second is told that it was used.
    """
    state = (invitations.c.revoked_at, invitations.c.used_at)
    of_token = select(*_COLUMNS, *state).where(invitations.c.token_hash == token_hash)
    row = tx.connection.execute(of_token.with_for_update()).first()
    if row is None:
        return Refusal.UNKNOWN
    *cells, revoked_at, used_at = row
    invitation = Invitation(*cells)
    refusal = _refusal(invitation, revoked_at, used_at, now)
    if refusal is not None:
        return refusal
    _set(tx, invitations.c.id == invitation.id, used_by=person_id, used_at=now)
    return invitation


def open_of(tx: Transaction, issued_by: int, now: datetime) -> list[Invitation]:
    """Return a lead's invitations that would still let somebody in, the newest first."""
    return _open(tx, now, invitations.c.issued_by == issued_by)


def open_of_team(tx: Transaction, now: datetime) -> list[Invitation]:
    """Return all leads' invitations that would still let somebody in, the newest first."""
    return _open(tx, now, invitations.c.issued_by.is_not(None))


def revoke(tx: Transaction, issued_by: int, invitation_id: int, now: datetime) -> None:
    """Make a lead's own unused invitation void; anybody else's stays as it is."""
    _set(tx, invitations.c.id == invitation_id, invitations.c.issued_by == issued_by, revoked_at=now)


def revoke_of_team(tx: Transaction, invitation_id: int, now: datetime) -> bool:
    """Make any lead's unused invitation void; False when there is none."""
    issued = (invitations.c.id == invitation_id, invitations.c.issued_by.is_not(None))
    return _set(tx, *issued, revoked_at=now) == 1


def revoke_all_of(tx: Transaction, issued_by: int, now: datetime) -> None:
    """Make all unused invitations of a lead void."""
    _set(tx, invitations.c.issued_by == issued_by, revoked_at=now)


def revoke_claims(tx: Transaction, now: datetime) -> None:
    """Make all links for a first lead void, which nobody issued: they were printed at a start."""
    _set(tx, invitations.c.issued_by.is_(None), invitations.c.role == "lead", revoked_at=now)


def prune(tx: Transaction, before: datetime) -> int:
    """Forget invitations used, revoked or expired before a moment; return how many."""
    moments = (invitations.c.used_at, invitations.c.revoked_at, invitations.c.expires_at)
    over = or_(*(moment < before for moment in moments))
    return tx.connection.execute(delete(invitations).where(over)).rowcount


def _refusal(
    invitation: Invitation, revoked_at: datetime | None, used_at: datetime | None, now: datetime
) -> Refusal | None:
    if revoked_at is not None:
        return Refusal.REVOKED
    if used_at is not None:
        return Refusal.USED
    return Refusal.EXPIRED if invitation.expires_at <= now else None


def _open(tx: Transaction, now: datetime, *conditions: Any) -> list[Invitation]:
    found = select(*_COLUMNS).where(*conditions, *_UNUSED, invitations.c.expires_at > now)
    return [Invitation(*row) for row in tx.connection.execute(found.order_by(invitations.c.id.desc()))]


def _set(tx: Transaction, *conditions: Any, **values: Any) -> int:
    return tx.connection.execute(update(invitations).where(*conditions, *_UNUSED).values(values)).rowcount
