"""Who is told what about a brief: one function for each, in the transaction of its cause.

A delivery carries ids, and what somebody wrote only where that is what it is about; the words around it are
chosen when it is sent, from how things stand then. Nobody is told in their quiet hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.briefs import reaching
from bot.people.quiet import waking
from bot.storage.queries import briefs, deliveries, erasure, people
from bot.storage.queries.briefs import Brief
from bot.storage.queries.deliveries import Delivery, DeliveryDraft
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from questionnaires.interview.events import Thing


class Kind(StrEnum):
    """What a delivery is about. All but the last two go to the brief's owner."""

    SENT = "brief_sent"
    CHANGED = "brief_changed"
    DECLINED = "brief_declined"
    STOPPED = "brief_stopped"
    TALK = erasure.THEIR_WORDS
    """The prospect's words are in the fact `words`."""
    FILE = "brief_file"
    """One of their files, where the owner asks for it; sent on again if Telegram does not take it at once."""
    TOOK_BACK = "brief_took_back"
    """How many contacts, words and files the prospect took back, each under the name of its `Thing`."""
    WITHDREW = "brief_withdrew"
    REPLY_KEPT = "brief_reply_kept"
    """What the owner wrote to them is kept, as they have blocked the bot since."""
    CLIENTS_RECEIVED = "clients_received"
    """To who took the clients over: `giver` is a person's id, `count` how many."""
    REPLY = "reply"
    """To the prospect: the manager's words are in the fact `words`."""


GATHERING = timedelta(minutes=3)
"""How long changes are gathered before they are told."""
SHOWING = (Kind.SENT, Kind.CHANGED, Kind.STOPPED, Kind.FILE)
"""By these a manager has read what a prospect wrote or sent."""
PIECE = 1_800
"""Characters of what somebody wrote in one message: Telegram takes 4,096 in all, and counts some twice."""


def sent(tx: Transaction, interview_id: int, now: datetime, zone: tzinfo) -> None:
    """The prospect sent the brief. On the phone the manager was there, and needs not be told."""
    brief = briefs.of_interview(tx, interview_id)
    if brief is not None and briefs.mark(tx, brief.id, "sent_at", now):
        _tell_owner(tx, brief, Occasion(Kind.SENT, now), zone)


def changed(tx: Transaction, interview_id: int, now: datetime, zone: tzinfo) -> None:
    """Something was changed or added after sending. What comes together is told together.

    The message tells of everything since its first change, however late it is worded. One that is on its
    way already may have been worded before this change, so that another one is written.
    """
    brief = briefs.of_interview(tx, interview_id)
    if brief is None or brief.sent_at is None or deliveries.waits(tx, interview_id, Kind.CHANGED):
        return
    moment = now.isoformat()
    change = Occasion(Kind.CHANGED, now, GATHERING, key=moment, facts={"since": moment})
    _tell_owner(tx, brief, change, zone)


def took_back(
    tx: Transaction, interview_id: int, thing: Thing, given_at: datetime, now: datetime, zone: tzinfo
) -> None:
    """The prospect took one thing back; who has not been told of it yet has nothing to be told.

    What comes together is told together.

    Args:
        given_at: when the thing had come.
    """
    brief = briefs.of_interview(tx, interview_id)
    if brief is None or not is_known_to_owner(tx, interview_id, given_at):
        return
    if not deliveries.add_to_waiting(tx, interview_id, Kind.TOOK_BACK, lambda facts: _one_more(facts, thing)):
        taking = Occasion(Kind.TOOK_BACK, now, GATHERING, key=now.isoformat(), facts=_one_more({}, thing))
        _tell_owner(tx, brief, taking, zone)


def is_known_to_owner(tx: Transaction, interview_id: int, given_at: datetime) -> bool:
    """Whether a brief's owner has been told of what a prospect gave at a moment."""
    return deliveries.went_out(tx, interview_id, SHOWING, given_at)


def _one_more(counts: Mapping[str, Any], thing: Thing) -> dict[str, Any]:
    return {**counts, thing.value: counts.get(thing.value, 0) + 1}


def declined(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The client said no. Who came by a standing link and left is nobody's client."""
    if brief.client_id is not None:
        _tell_owner(tx, brief, Occasion(Kind.DECLINED, now), zone)


def stopped(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The prospect went no further; what was answered is kept."""
    _tell_owner(tx, brief, Occasion(Kind.STOPPED, now, key=now.isoformat()), zone)


def talk(tx: Transaction, brief: Brief, words: str, now: datetime, zone: tzinfo, cause: int) -> None:
    """The prospect wants to talk to a person; a long text is told in parts, which come in order.

    Args:
        cause: the update that brought the words, so that no other is taken for the same.
    """
    for at in range(0, len(words), PIECE):
        part = {"words": words[at : at + PIECE]}
        _tell_owner(tx, brief, Occasion(Kind.TALK, now, key=f"{cause}:{at}", facts=part), zone)


def withdrew(tx: Transaction, brief: Brief, now: datetime, zone: tzinfo) -> None:
    """The prospect had everything of theirs erased."""
    _tell_owner(tx, brief, Occasion(Kind.WITHDREW, now), zone)


def reply(tx: Transaction, brief: Brief, words: str, now: datetime, zone: tzinfo, cause: int) -> bool:
    """The manager writes to the prospect; False when there is nobody to reach any more."""
    prospect = people.by_id(tx, brief.person_id or 0) if reaching.answers_reach(tx, brief) else None
    if prospect is None:
        return False
    facts = {"words": words, "is_known_kept": prospect.blocked_at is not None}
    _tell(tx, prospect, brief, Occasion(Kind.REPLY, now, key=str(cause), facts=facts), zone)
    return True


def kept_back(tx: Transaction, delivery: Delivery, now: datetime, zone: tzinfo) -> None:
    """A delivery met a chat that blocked the bot: who wrote a reply believes it on its way; they are told."""
    prospect, facts = delivery.draft.person_id, delivery.draft.facts
    if delivery.draft.kind != Kind.REPLY or prospect is None or facts.get("is_known_kept"):
        return
    brief = briefs.of_person(tx, prospect, facts.get("brief", 0))
    if brief is not None:
        _tell_owner(tx, brief, Occasion(Kind.REPLY_KEPT, now, key=str(delivery.id)), zone)


def clients_received(
    tx: Transaction, taker: Person, giver_id: int, count: int, now: datetime, zone: tzinfo
) -> None:
    """Somebody was given a colleague's clients."""
    facts = {"giver": giver_id, "count": count}
    key = f"{giver_id}:{taker.id}:{now.isoformat()}"
    _tell(tx, taker, None, Occasion(Kind.CLIENTS_RECEIVED, now, key=key, facts=facts), zone)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that somebody is to be told, once for each key."""

    kind: Kind
    now: datetime
    wait: timedelta = timedelta(0)
    key: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def _tell_owner(tx: Transaction, brief: Brief, occasion: Occasion, zone: tzinfo) -> None:
    owner = people.by_id(tx, brief.owner_id)
    if owner is not None and brief.via != "phone":
        _tell(tx, owner, brief, occasion, zone)


def _tell(tx: Transaction, recipient: Person, brief: Brief | None, occasion: Occasion, zone: tzinfo) -> None:
    facts = dict(occasion.facts) if brief is None else {"brief": brief.id, **occasion.facts}
    draft = DeliveryDraft(
        kind=occasion.kind,
        recipient_chat=recipient.telegram_id,
        person_id=recipient.id,
        interview_id=brief.interview_id if brief else None,
        client_id=brief.client_id if brief else None,
        template=occasion.kind,
        language="",
        due_at=waking(recipient, occasion.now + occasion.wait, zone),
        dedup_key=f"{occasion.kind}:{brief.id if brief else ''}:{occasion.key}",
        facts=facts,
    )
    deliveries.enqueue(tx, [draft], occasion.now)
