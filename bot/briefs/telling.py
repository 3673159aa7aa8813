"""Who is told what about a brief: one function for each, in the transaction of its cause.

A delivery carries ids, and what somebody wrote only where that is what it is about; the words around it are
chosen when it is sent, from how things stand then. Nobody is told in their quiet hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.people.quiet import waking
from bot.storage.database import Transaction
from bot.storage.queries import briefs, deliveries, people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.people import Person


class Kind(StrEnum):
    """What a delivery is about. All but the last two go to the brief's owner."""

    SENT = "brief_sent"
    CHANGED = "brief_changed"
    DECLINED = "brief_declined"
    STOPPED = "brief_stopped"
    TALK = "brief_talk"
    """The prospect's words are in the fact `words`."""
    WITHDREW = "brief_withdrew"
    CLIENTS_RECEIVED = "clients_received"
    """To who took the clients over: `giver` is a person's id, `count` how many."""
    REPLY = "reply"
    """To the prospect: the manager's words are in the fact `words`."""


GATHERING = timedelta(minutes=3)
"""How long changes are gathered before they are told."""


def sent(tx: Transaction, interview_id: int, now: datetime, zone: tzinfo) -> None:
    """The prospect sent the brief. On the phone the manager was there, and needs not be told."""
    brief = briefs.of_interview(tx, interview_id)
    if brief is not None and briefs.mark(tx, brief.id, "sent_at", now):
        _tell_owner(tx, brief, Kind.SENT, now, zone)


def changed(tx: Transaction, interview_id: int, now: datetime, zone: tzinfo) -> None:
    """Something was changed or added after sending. What comes together is told together, and once.

    What the owner was told of is the brief's `told_revision`; whoever words a message moves it on.
    """
    brief = briefs.of_interview(tx, interview_id)
    if brief is not None and brief.sent_at is not None:
        _tell_owner(tx, brief, Kind.CHANGED, now + GATHERING, zone, brief.told_revision)


def declined(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The client said no. Who came by a standing link and left is nobody's client."""
    if brief.client_id is not None:
        _tell_owner(tx, brief, Kind.DECLINED, now, zone)


def stopped(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The prospect went no further; what was answered is kept."""
    _tell_owner(tx, brief, Kind.STOPPED, now, zone, now.isoformat())


def talk(tx: Transaction, brief: Brief, words: str, now: datetime, zone: tzinfo, cause: int) -> None:
    """The prospect wants to talk to a person.

    Args:
        cause: the update that brought the words, so that no other is taken for the same.
    """
    _tell_owner(tx, brief, Kind.TALK, now, zone, cause, {"words": words})


def withdrew(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The prospect had everything of theirs erased."""
    _tell_owner(tx, brief, Kind.WITHDREW, now, zone)


def reply(tx: Transaction, brief: Brief, words: str, now: datetime, zone: tzinfo, cause: int) -> bool:
    """The manager writes to the prospect; False when there is nobody to reach any more."""
    if brief.person_id is None or brief.via == "phone" or brief.withdrawn_at is not None:
        return False
    prospect = people.by_id(tx, brief.person_id)
    if prospect is None:
        return False
    _tell(tx, prospect, brief, Kind.REPLY, waking(prospect, now, zone), now, cause, {"words": words})
    return True


def clients_received(
    tx: Transaction, taker: Person, giver_id: int, count: int, now: datetime, zone: tzinfo
) -> None:
    """Somebody was given a colleague's clients."""
    draft = DeliveryDraft(
        kind=Kind.CLIENTS_RECEIVED,
        recipient_chat=taker.telegram_id,
        person_id=taker.id,
        interview_id=None,
        client_id=None,
        template=Kind.CLIENTS_RECEIVED,
        language="",
        due_at=waking(taker, now, zone),
        dedup_key=f"{Kind.CLIENTS_RECEIVED}:{giver_id}:{taker.id}:{now.isoformat()}",
        facts={"giver": giver_id, "count": count},
    )
    deliveries.enqueue(tx, [draft], now)


def _tell_owner(
    tx: Transaction,
    brief: Brief,
    kind: Kind,
    due: datetime,
    zone: tzinfo,
    occasion: object = "",
    facts: Mapping[str, Any] = {},
) -> None:
    owner = people.by_id(tx, brief.owner_id)
    if owner is not None and brief.via != "phone":
        _tell(tx, owner, brief, kind, waking(owner, due, zone), due, occasion, facts)


def _tell(
    tx: Transaction,
    recipient: Person,
    brief: Brief,
    kind: Kind,
    due: datetime,
    now: datetime,
    occasion: object,
    facts: Mapping[str, Any],
) -> None:
    draft = DeliveryDraft(
        kind=kind,
        recipient_chat=recipient.telegram_id,
        person_id=recipient.id,
        interview_id=brief.interview_id,
        client_id=brief.client_id,
        template=kind,
        language="",
        due_at=due,
        dedup_key=f"{kind}:{brief.id}:{occasion}",
        facts={"brief": brief.id, **facts},
    )
    deliveries.enqueue(tx, [draft], now)
