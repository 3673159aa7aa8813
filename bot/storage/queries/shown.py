"""What people have before their eyes of their interviews: which revision, by which message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    null,
    or_,
    select,
    text,
    union,
    update,
)

from bot.storage.columns import IdList, among
from bot.storage.prepared import Prepared
from bot.storage.queries.interviews import Key, keys_of
from bot.storage.tables import flood_waits, interviews, people
from bot.storage.transaction import Transaction

_SHOWN = Prepared(
    ("of_id", "shown", "message"),
    update(interviews)
    .where(interviews.c.id == bindparam("of_id"), interviews.c.shown_revision <= bindparam("shown"))
    .values(
        shown_revision=bindparam("shown"),
        message_id=case(
            (and_(interviews.c.message_id.is_(None), interviews.c.revision > bindparam("shown")), null()),
            else_=bindparam("message"),
        ),
    ),
)
"""An interview that has left its message since stays without one. If a late report brought it back, who shows
it next would edit what is gone, and then send the screen that is on its way a second time."""
_THEIRS = interviews.alias("theirs")
_HOLD = (
    select(interviews.c.id)
    .where(
        interviews.c.id.in_(
            union(  # and not two conditions: PostgreSQL would look through all that is unfinished
                select(func.unnest(bindparam("ids", type_=IdList()))),
                select(_THEIRS.c.id)
                .join(people, people.c.id == _THEIRS.c.person_id)
                .where(among(people.c.telegram_id, "people"), _THEIRS.c.finished_at.is_(None)),
            )
        )
    )
    .order_by(interviews.c.id)
    .with_for_update(key_share=True, of=interviews)
)
_SHOWN_IF_FREE = (
    text(
        "WITH report AS (SELECT * FROM unnest(:ids, :shown, :messages) AS each_one(id, shown, message)), "
        "free AS (SELECT id FROM interviews WHERE id = ANY(:ids) ORDER BY id "
        "FOR NO KEY UPDATE SKIP LOCKED), "
        "done AS (UPDATE interviews SET shown_revision = report.shown, message_id = "
        "CASE WHEN interviews.message_id IS NULL AND interviews.revision > report.shown THEN NULL "
        "ELSE report.message END "
        "FROM report JOIN free USING (id) "
        "WHERE interviews.id = report.id AND interviews.shown_revision <= report.shown) "
        "SELECT id FROM free"
    )
    .bindparams(*(bindparam(name, type_=IdList()) for name in ("ids", "shown", "messages")))
    .columns(column("id", BigInteger))
)
_SWEPT = update(interviews).where(among(interviews.c.id, "ids")).values(swept_at=bindparam("now"))
_REVISION = select(interviews.c.revision).where(interviews.c.id == bindparam("id"))


def hold(tx: Transaction, ids: Iterable[int], telegram_ids: Iterable[int]) -> None:
    """Lock what a batch may move: interviews by id, and the unfinished ones of some people.

    Before anything that sending taught is written down: `mark` locks more, and from then on a batch must not
    wait for a lock any more, or two replicas, each with a tap on what the other has just shown, would wait in
    a circle. Nor may it wait for interviews with locks on deliveries: who erases a client has the interviews.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(_HOLD, {"ids": list(ids), "people": list(telegram_ids)}).all()


def mark(tx: Transaction, shown: Iterable[tuple[int, int, int | None]]) -> set[int]:
    """Record what people have before their eyes: (interview, revision, id of the message that shows it).

    A report about an older revision than the recorded one changes nothing, in whatever order they come; one
    about a revision after which the interview left its message says nothing of where it is by now.
    Nothing is waited for: what another replica is moving just now is left out. See `hold`.

    Returns:
        The interviews that another replica is moving just now, of which nothing was recorded.
    """
    reports = sorted(shown)
    if tx.dialect == "postgresql" and reports:
        return _shown_if_free(tx, reports)
    _SHOWN.write_each(tx, reports)  # a writer is alone in SQLite
    return set()


def _shown_if_free(tx: Transaction, reports: Sequence[tuple[int, int, int | None]]) -> set[int]:
    ids, revisions, messages = zip(*reports, strict=True)
    values = {"ids": ids, "shown": revisions, "messages": messages}
    return set(ids) - set(tx.connection.execute(_SHOWN_IF_FREE, values).scalars())


def take_behind(tx: Transaction, now: datetime, on_its_way: timedelta, limit: int) -> list[Key]:
    """Take, to show them, interviews whose last change has not been shown, the oldest first.

    Not those touched, or taken, within `on_its_way`: they are probably on their way to the screen just now.
    But what is later than that from now was written by a clock that has been put back since. People who
    blocked the bot cannot be shown anything; theirs wait until they write again, and do not stand in the way
    of the others. Nor can those whose chat Telegram wants left alone: theirs wait until that has been over
    for as long.
    """
    before = now - on_its_way
    is_let_be = exists().where(flood_waits.c.chat == interviews.c.chat_id, flood_waits.c.until > before)
    waiting = (
        interviews.c.revision > interviews.c.shown_revision,
        _is_not_near(interviews.c.touched_at, now, on_its_way),
        or_(interviews.c.swept_at.is_(None), _is_not_near(interviews.c.swept_at, now, on_its_way)),
        people.c.blocked_at.is_(None),
        ~is_let_be,
    )
    found = select(interviews).join(people).where(*waiting).limit(limit)
    keys = keys_of(tx, found.with_for_update(of=interviews, key_share=True, skip_locked=True))
    if keys:
        tx.connection.execute(_SWEPT, {"ids": [id for id, _ in keys], "now": now})
    return keys


def _is_not_near(moment: Column[datetime], now: datetime, distance: timedelta) -> ColumnElement[bool]:
    return or_(moment < now - distance, moment > now + distance)


def revision_of(tx: Transaction, id: int) -> int | None:
    """Return how often an interview has changed by now, whoever's it is; None where it is gone."""
    return tx.connection.scalar(_REVISION, {"id": id})
