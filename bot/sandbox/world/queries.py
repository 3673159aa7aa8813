"""Callback queries: each lives a while and is answered once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.rules.refusals import query_expired


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot said to a tap: a toast, or a dialog when `show_alert`; an empty text shows nothing."""

    text: str = ""
    show_alert: bool = False
    url: str | None = None


@dataclass(slots=True)
class Query:
    """One tap on a callback button."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    asked: datetime
    answer: Answer | None = None


class Queries:
    """All taps so far.

    Args:
        lifetime: how long a query can be answered; Telegram's is not documented, minutes in practice.
    """

    def __init__(self, lifetime: timedelta) -> None:
        self.lifetime = lifetime
        self._all: dict[str, Query] = {}

    def ask(self, user_id: int, chat_id: int, message_id: int, data: str, now: datetime) -> Query:
        """Notes a tap."""
        query = Query(str(7_000_000_000 + len(self._all)), user_id, chat_id, message_id, data, now)
        self._all[query.id] = query
        return query

    def answer(self, query_id: str, answer: Answer, now: datetime) -> Query:
        """Answers a tap.

        Raises:
            Refused: 400 when it is unknown, answered, or older than its lifetime.
        """
        query = self._all.get(query_id)
        if query is None or query.answer is not None or now - query.asked > self.lifetime:
            raise query_expired()
        query.answer = answer
        return query

    @property
    def unanswered(self) -> tuple[Query, ...]:
        """Taps whose spinner still turns."""
        return tuple(query for query in self._all.values() if query.answer is None)
