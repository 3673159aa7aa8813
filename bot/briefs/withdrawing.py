"""What a prospect's wish to be forgotten does to what a manager has of them."""

from __future__ import annotations

from datetime import tzinfo

from bot.briefs import telling
from bot.interviews import Unit
from bot.storage.queries import briefs, clients, erasure
from bot.storage.queries.briefs import Brief
from bot.storage.transaction import Transaction


def forget(unit: Unit, person_id: int) -> None:
    """Erase a person and withdraw their briefs; each manager learns that it happened, and no more.

    What the unit holds must have been released: rows change beneath it.
    """
    theirs = [brief for brief in briefs.of_prospect(unit.tx, person_id) if _was_given(brief)]
    erasure.person(unit.tx, person_id, unit.now)
    for brief in theirs:
        if brief.via == "standing":
            _unname(unit, brief)
        telling.withdrew(unit.tx, brief, unit.now, unit.zone)


def _was_given(brief: Brief) -> bool:
    """Whether the manager had anything of it: what somebody only looked at is not missed."""
    is_there = brief.withdrawn_at is None and brief.revoked_at is None
    return is_there and (brief.consented_at is not None or brief.via == "link")


def _unname(unit: Unit, brief: Brief) -> None:
    """The client named after the person goes, or is called by a date where interviews are about them."""
    if brief.client_id is None:
        return
    if clients.is_asked_about(unit.tx, brief.owner_id, brief.client_id):
        _rename(unit.tx, brief.owner_id, brief.client_id, unit.zone)
    else:
        erasure.client(unit.tx, brief.owner_id, brief.client_id, unit.now)


def _rename(tx: Transaction, owner_id: int, client_id: int, zone: tzinfo) -> None:
    known = clients.get(tx, owner_id, client_id)
    if known is not None:
        clients.rename(tx, owner_id, client_id, f"{known.created_at.astimezone(zone):%Y-%m-%d}")
