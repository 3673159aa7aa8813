"""Whether somebody still reaches a brief by what they hold: a button of its introduction, or having begun."""

from __future__ import annotations

from datetime import datetime

from bot.briefs.refusals import Refusal, closed_to, is_theirs
from bot.storage.queries import briefs, clients
from bot.storage.queries.briefs import Brief
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction


def with_link(tx: Transaction, person: Person, brief_id: int, mark: int) -> Brief | None:
    """The brief, locked, for who has its link: the mark of a personal one, or who came by a standing one.

    Args:
        mark: as the button carried it, see `Brief.mark`.
    """
    brief = briefs.locked(tx, brief_id)
    if brief is None or brief.via == "phone":
        return None
    has_link = brief.mark == mark if brief.token_hash is not None else brief.person_id == person.id
    return brief if has_link else None


def reached(tx: Transaction, person: Person, brief_id: int, mark: int, now: datetime) -> Brief | Refusal:
    """The brief whose introduction somebody has before them, while it may be agreed to."""
    brief = with_link(tx, person, brief_id, mark)
    return Refusal.UNKNOWN if brief is None else closed_to(tx, brief, person, now) or brief


def begun(tx: Transaction, person: Person, brief_id: int) -> Brief | None:
    """The brief if the person agreed to it, and it is still there."""
    brief = briefs.of_person(tx, person.id, brief_id)
    return brief if brief is not None and is_theirs(brief, person) else None


def talked_about(tx: Transaction, person: Person, brief_id: int, now: datetime) -> Brief | None:
    """The brief that a text is about whose writer was asked for it: begun, or still open to them."""
    brief = briefs.locked(tx, brief_id)
    if brief is None or brief.via == "phone":
        return None
    is_open = is_theirs(brief, person) or closed_to(tx, brief, person, now) is None
    return brief if is_open else None


def answers_reach(tx: Transaction, brief: Brief) -> bool:
    """Whether a manager may answer who wrote about a brief: not once its client is deleted."""
    is_there = brief.client_id is None or clients.get(tx, brief.owner_id, brief.client_id) is not None
    return brief.person_id is not None and brief.via != "phone" and brief.withdrawn_at is None and is_there


def bind(tx: Transaction, person: Person, brief: Brief) -> None:
    """Who writes before agreeing has the link to themselves: an answer must not reach anybody else."""
    if brief.person_id is None:
        briefs.reserve(tx, brief.id, person.id)
