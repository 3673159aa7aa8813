"""How briefs come about on the manager's side: personal links, the standing one, and asking on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.interviews import Conversation, Unit
from bot.people.tokens import LinkKind, new_id, new_token, payload, token_hash
from bot.storage.queries import briefs, clients, links
from bot.storage.queries.briefs import Brief
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Issued:
    """A brief with what its deep link carries. This is the only time that the link can be shown."""

    brief: Brief
    payload: str


def issue(
    tx: Transaction, owner_id: int, client_id: int, language: str, now: datetime, days: int
) -> Issued | None:
    """Make a personal link to a brief about the owner's client; links nobody agreed to before are void.

    Args:
        language: in which the client is written to.
        days: for how long one may agree.

    Returns:
        None when the owner has no such client.
    """
    if clients.get(tx, owner_id, client_id) is None:
        return None
    briefs.revoke_links_of_client(tx, owner_id, client_id, now)
    token = new_token()
    brief = Brief(
        id=new_id(now),
        owner_id=owner_id,
        client_id=client_id,
        person_id=None,
        interview_id=None,
        via="link",
        language=language,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    briefs.create(tx, brief)
    return Issued(brief, payload(LinkKind.PERSONAL, token))


def renew(
    tx: Transaction, owner_id: int, brief_id: int, language: str, now: datetime, days: int
) -> Issued | None:
    """Make a new link in place of one that was not agreed to. None when there is no such brief of theirs."""
    old = briefs.own(tx, owner_id, brief_id)
    if old is None or old.client_id is None:
        return None
    return issue(tx, owner_id, old.client_id, language, now, days)


def revoke(tx: Transaction, owner_id: int, brief_id: int, now: datetime) -> bool:
    """Make the owner's link void; False when there is none, or somebody agreed already."""
    return briefs.revoke(tx, owner_id, brief_id, now)


def new_standing_link(tx: Transaction, owner_id: int, now: datetime) -> str:
    """Give the owner a standing deep link, and return what it carries; one before it stops working."""
    token = new_token()
    links.replace(tx, owner_id, token, token_hash(token), now)
    return payload(LinkKind.STANDING, token)


def drop_standing_link(tx: Transaction, owner_id: int, now: datetime) -> bool:
    """Let the owner's standing link stop working; False when there was none."""
    return links.revoke(tx, owner_id, now)


def begin_by_phone(unit: Unit, owner_id: int, client_id: int, chat: int) -> Conversation | None:
    """Begin a brief that the owner fills in with the client on the phone. None when they have no such client.

    The words are the client's, so it is a brief like any other; nobody has to be told of it.
    """
    client = clients.get(unit.tx, owner_id, client_id)
    if client is None or unit.scripts.brief is None:
        return None
    conversation = unit.start_brief(owner_id, chat, client_id, brief_owner=owner_id)
    brief = Brief(
        id=unit.new_id(),
        owner_id=owner_id,
        client_id=client_id,
        person_id=owner_id,
        interview_id=conversation.id,
        via="phone",
        language=conversation.language or "",
        token_hash=None,
        created_at=unit.now,
        expires_at=unit.now,
        opened_at=unit.now,
        consented_at=unit.now,
    )
    briefs.create(unit.tx, brief)
    return conversation
