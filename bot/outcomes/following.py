"""Each working morning every manager is asked, in one message, about what only they know.

What was done with the cards of the last working day, and how it ended with clients whose first card is two
weeks old or who were put off until now. A morning asks about the window since the last one, so each thing is
asked once, and after a downtime nothing is left out. What the message says is read when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bot.people.quiet import waking
from bot.reports.windows import Schedule
from bot.storage.queries import deliveries, follow_ups
from bot.storage.queries.deliveries import DeliveryDraft
from bot.storage.queries.follow_ups import Asked
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction

FOLLOW_UPS = "follow_ups"
"""The kind of delivery."""
REWRITTEN = "follow_ups_rewritten"
"""The kind that writes a morning anew, in its own message: `message` is its id, the rest as it was."""
ASK_AT = time(9, 30)
"""Local: at the desk, before the first call."""
ASK_FOR = timedelta(hours=8)
"""After that a missed morning waits for the next one: in the evening nobody wants to be asked."""
AFTER = timedelta(days=14)
"""From a client's first card until it is asked how it ended."""
LONGEST = timedelta(days=45)
"""Of a window: who was away for longer is not asked about all of it. A button has room for its minutes."""
MOST = 5
"""Clients in a message."""
MOST_DECISIONS = 3
"""Of these, who is asked about both leaves room for the cards."""


@dataclass(frozen=True, slots=True)
class Morning:
    """The window that a morning asks about."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it is; ends are whole minutes."""
        return int((self.end - self.start) / timedelta(minutes=1))

    @classmethod
    def of(cls, end: int, minutes: int) -> Morning:
        """The one that a button carries: its last second since 1970, and its length."""
        moment = datetime.fromtimestamp(end, UTC)
        return cls(moment - timedelta(minutes=minutes), moment)


@dataclass(frozen=True, slots=True)
class Questions:
    """What a morning asks a manager."""

    decisions: tuple[Asked, ...]
    cards: tuple[Asked, ...]
    more: int
    """Clients for whom the message has no room."""

    @property
    def is_empty(self) -> bool:
        return not (self.decisions or self.cards)


def mornings(schedule: Schedule) -> Schedule:
    """When managers are asked: on the studio's working days."""
    return replace(schedule, at=ASK_AT, days=schedule.workdays or schedule.days)


def questions(tx: Transaction, owner_id: int, morning: Morning) -> Questions:
    """What there was to ask a manager on a morning, whatever has been answered since.

    A client is asked about once, and how it ended before what was done with the card.
    """
    span = (morning.start, morning.end)
    decisions = follow_ups.decisions(tx, owner_id, span, AFTER)
    known = {each.client_id for each in decisions}
    cards = [each for each in follow_ups.cards(tx, owner_id, span) if each.client_id not in known]
    first = decisions[: max(MOST_DECISIONS, MOST - len(cards))]
    second = cards[: MOST - len(first)]
    left = len(decisions) + len(cards) - len(first) - len(second)
    return Questions(tuple(first), tuple(second), left)


def post_due(tx: Transaction, schedule: Schedule, now: datetime) -> int:
    """Leave in the outbox what this morning asks, and return how many messages that is.

    Who has blocked the bot is waited for: what was missed is asked together. Of two workers only one posts.
    """
    mornings_ = mornings(schedule)
    end = next(mornings_.ends_until(now))
    if now - end > ASK_FOR:
        return 0
    behind = follow_ups.to_ask(tx, end)
    return sum(_post(tx, person, _morning(mornings_, end, last), now, schedule) for person, last in behind)


def _morning(schedule: Schedule, end: datetime, last_end: datetime | None) -> Morning:
    """From where the last one ended; the first of somebody has one window."""
    start = schedule.ending(end).start if last_end is None else last_end
    return Morning(max(start, end - LONGEST), end)


def _post(tx: Transaction, person: Person, morning: Morning, now: datetime, schedule: Schedule) -> bool:
    if person.blocked_at is not None or not follow_ups.asked(tx, person.id, morning.end):
        return False
    if questions(tx, person.id, morning).is_empty:
        return False
    deliveries.enqueue(tx, [_draft(person, morning, waking(person, now, schedule.zone))], now)
    return True


def _draft(person: Person, morning: Morning, due_at: datetime) -> DeliveryDraft:
    key = f"{person.id}:{morning.end.isoformat()}"
    facts = {"end": int(morning.end.timestamp()), "minutes": morning.minutes}
    return deliveries.letter(FOLLOW_UPS, person.id, person.telegram_id, due_at, key, facts)


def rewrite(tx: Transaction, giver: Person, now: datetime) -> None:
    """Have the mornings of who gave clients away written anew: names of somebody else's do not stay in them.

    Those that are kept as delivered: of the last thirty days.
    """
    mornings = deliveries.messages_of(tx, giver.id, FOLLOW_UPS)
    drafts = [
        deliveries.letter(
            REWRITTEN,
            giver.id,
            giver.telegram_id,
            now,
            key=f"{giver.id}:{message}:{now.isoformat()}",
            facts={**facts, "message": message},
        )
        for message, facts in mornings
    ]
    deliveries.enqueue(tx, drafts, now)
