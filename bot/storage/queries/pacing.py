"""How fast all replicas together send: a letter has a moment of its own, chats and the bot have their rest.

Telegram takes about 30 messages in a second from a bot, one in a second for a chat and 20 in a minute for a
group; whoever sends more is told to wait. So the moments at which letters go out are given away here, evenly,
each to one letter only. That the next one is free can be read from `begun_at` of the last: there is nothing
to be returned by a worker that dies, as its moments pass.

Figures: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, select, text, update

from bot.storage.columns import Moment, for_both
from bot.storage.tables import deliveries, flood_waits
from bot.storage.transaction import Transaction

GAP = timedelta(milliseconds=40)
"""Between two letters of the bot: 25 in a second, which leaves something for answers to taps."""
AHEAD = timedelta(seconds=1)
"""How far in advance moments are given away: a worker is lent what it can send within that time."""
CHAT_RESTS, GROUP_RESTS = timedelta(seconds=1), timedelta(seconds=3)
"""After a letter, before the next one to the same chat."""
BELIEVABLE = 2 * AHEAD
"""A moment further ahead was given by a clock that was wrong; to heed it could stop everything for hours."""
MAKE_IT_THE_BOT = 3
"""Chats that are told to wait at once: Telegram does not say whom it means, the chat or the whole bot."""

NOW = bindparam("now", type_=Moment())
_TURN = text("SELECT pg_advisory_xact_lock(20310305, 19)")
"""Of two numbers: locks of people have one, so that nobody's Telegram id is equal to it."""

_BEGUN = deliveries.c.begun_at
_BELIEVABLE, _CHATS_SINCE, _GROUPS_SINCE = (
    bindparam(name, type_=Moment()) for name in ("believable", "chats_since", "groups_since")
)
_LAST = select(func.max(_BEGUN)).where(_BEGUN <= _BELIEVABLE)
_BEGIN = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_delivery"))
    .values(begun_at=bindparam("moment", type_=Moment()))
)
_WAIT = for_both(
    lambda insert: (statement := insert(flood_waits)).on_conflict_do_update(
        index_elements=["chat"], set_={"until": statement.excluded.until}
    )
)
_BOT_WAITS = (
    select(flood_waits.c.until)
    .where(flood_waits.c.until > NOW)
    .order_by(flood_waits.c.until.desc())
    .offset(MAKE_IT_THE_BOT - 1)
    .limit(1)
)


def free_moments(tx: Transaction, now: datetime) -> list[datetime]:
    """Return the moments that no letter has yet, from `now` up to `AHEAD`, at most 25.

    Until the transaction ends nobody else is given any; what is not taken by `begin` stays free.
    """
    if tx.dialect == "postgresql":  # SQLite has one writer
        tx.connection.execute(_TURN)
    last = tx.connection.scalar(_LAST, {"believable": now + BELIEVABLE})
    first = now if last is None else max(now, last + GAP)
    return [first + place * GAP for place in range(math.ceil((now + AHEAD - first) / GAP))]


def begin(tx: Transaction, moments: Mapping[int, datetime]) -> None:
    """Give each delivery its moment."""
    if moments:
        values = [{"of_delivery": id, "moment": moment} for id, moment in moments.items()]
        tx.connection.execute(_BEGIN, values)


def wait(tx: Transaction, chat: int, until: datetime) -> None:
    """Let a chat be until a moment, as Telegram asked; its last word counts."""
    tx.connection.execute(_WAIT[tx.dialect], {"chat": chat, "until": until})


def bot_waits_until(tx: Transaction, now: datetime) -> datetime | None:
    """Return how long nobody is to be written to; None while that is nobody's wish.

    As long as so many chats wait that it must be the bot that Telegram tells to wait.
    """
    return tx.connection.scalar(_BOT_WAITS, {"now": now})


def forget(tx: Transaction, chat: int) -> None:
    """Forget that a chat was to be let be."""
    tx.connection.execute(delete(flood_waits).where(flood_waits.c.chat == chat))


def prune(tx: Transaction, now: datetime) -> int:
    """Forget waits that are over; return how many."""
    return tx.connection.execute(delete(flood_waits).where(flood_waits.c.until <= now)).rowcount


def told_to_wait() -> Select[Any]:
    """The chats that Telegram wants left alone at `NOW`."""
    return select(flood_waits.c.chat).where(flood_waits.c.until > NOW)


def resting() -> Select[Any]:
    """The chats that a letter went to, or is about to go to, so recently that the next one has to wait.

    Its parameters are those of `rests_at`.
    """
    is_over = and_(deliveries.c.recipient_chat > 0, _BEGUN <= _CHATS_SINCE)
    return select(deliveries.c.recipient_chat).where(_BEGUN > _GROUPS_SINCE, _BEGUN <= _BELIEVABLE, ~is_over)


def rests_at(now: datetime) -> dict[str, datetime]:
    """The parameters of `resting` at a moment."""
    return {
        "chats_since": now - CHAT_RESTS,
        "groups_since": now - GROUP_RESTS,
        "believable": now + BELIEVABLE,
    }
