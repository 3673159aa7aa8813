"""What is left when the weather is over: the database and the chats against what people meant."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from bot.briefs.telling import Kind
from bot.storage import Database, Transaction, Vault
from bot.storage.queries import updates
from bot.storage.tables import deliveries, interviews, notes
from bot.telegram import callbacks
from bot.telegram.callbacks import Verb
from tests.chaos.crowd import REPLY_PATIENCE, Member, Prospect, Tally
from tests.chaos.process import judge
from tests.chaos.weather.ledger import Ledger, Posted
from tests.chaos.weather.reasons import Blow
from tests.chaos.weather.site import Site
from tests.chaos.weather.stories import Stories
from tests.conftest import KEY

REPEATING = ("kill", "database", "disk")
"""What can make the bot do once more what it did, for anybody."""
LOOK_EVERY, LOOKS = 1.0, 90
"""Seconds between looks at what is still on its way, and after how many of them that is a failure."""


@dataclass(frozen=True)
class Report:
    """What one run came to. All but the first and the last figures have to be nothing."""

    conversations: int
    complete: int
    lost: int = 0
    """Answers that were tapped and are not stored."""
    wrong: int = 0
    """Answers that are stored otherwise than tapped."""
    notes_wrong: int = 0
    """People whose notes are not stored once each, in order."""
    not_told: int = 0
    """Managers whom the letter about a brief did not reach."""
    not_marked: int = 0
    """Letters that came twice without saying that they may have."""
    unexplained: int = 0
    """Messages that came twice for no reason."""
    pressed_again: int = 0
    unanswered: int = 0
    """Taps whose spinner still turns, for no reason."""
    parked: int = 0
    """Updates and deliveries that were given up."""
    rules_broken: int = 0
    ended: int = 0
    """Processes that ended by themselves, other than to be tried again while their database was away."""
    put_off: int = 0
    """Starts that were put off, as the database was away: their keeper tried again."""
    asked_again: int = 0
    """Commands given once more, as the answer was lost: not a fault where a reply's trouble meets a death."""
    cut_off: int = 0
    """Taps whose answer Telegram did not take at once, and whose process was killed before it did."""
    blows: Counter[str] = field(default_factory=Counter)
    repeats: Counter[str] = field(default_factory=Counter)
    """Messages that came twice, by reason."""
    stories: list[str] = field(default_factory=list)
    """What happened in each chat where something is not as it has to be."""
    seconds: float = 0.0

    @property
    def faults(self) -> dict[str, int]:
        """What has to be nothing, and is not."""
        figures = {each.name: getattr(self, each.name) for each in fields(self)[2:13]}
        missing = {"incomplete": self.conversations - self.complete}
        return {name: count for name, count in {**missing, **figures}.items() if count}


async def settled(site: Site) -> None:
    """Wait until nothing is on its way any more; a dead worker's leases and pauses of minutes are shortened.

    Raises:
        TimeoutError: something is still on its way.
    """
    database = await Database.open(site.database_url, Vault([KEY]))
    try:
        stuck: set[tuple[int, int]] = set()
        for _ in range(LOOKS):
            waiting = await database.read(_waiting)
            unshown = await database.read(_unshown)
            if not (waiting or unshown or site.sandbox.world.updates.pending):
                return
            if hurried := waiting & stuck:
                await database.transaction(lambda tx, ids=hurried: _hurry(tx, ids))  # type: ignore[misc]
            stuck = waiting
            await asyncio.sleep(LOOK_EVERY)
    finally:
        await database.close()
    pending = len(site.sandbox.world.updates.pending)
    raise TimeoutError(f"still on their way: {pending} updates, {unshown} screens, {len(waiting)} letters")


def _waiting(tx: Transaction) -> set[tuple[int, int]]:
    """Letters about briefs that have not arrived, each with the number of tries."""
    found = select(deliveries.c.id, deliveries.c.attempts).where(
        deliveries.c.state == "pending", deliveries.c.kind == str(Kind.SENT)
    )
    return {(id, attempts) for id, attempts in tx.connection.execute(found)}


def _unshown(tx: Transaction) -> int:
    """How many screens are behind, as far as is written down."""
    behind = select(func.count()).where(interviews.c.revision > interviews.c.shown_revision)
    return int(tx.connection.execute(behind).scalar_one())


def _hurry(tx: Transaction, stuck: set[tuple[int, int]]) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    moved = update(deliveries).where(deliveries.c.id.in_([id for id, _ in stuck]))
    tx.connection.execute(moved.values(due_at=past))
    tx.connection.execute(moved.where(deliveries.c.lease_until.is_not(None)).values(lease_until=past))


async def report(
    site: Site, members: Sequence[Member], ledger: Ledger, stories: Stories, seconds: float
) -> Report:
    """Compare everything, once the site was stopped."""
    world, told, tally = site.sandbox.world, _told(members, ledger), members[0].tally
    verdict = await judge(site.database_url, list(members))
    database = await Database.open(site.database_url, Vault([KEY]))
    try:
        stored, given_up = await database.read(_notes), await database.read(_given_up)
    finally:
        await database.close()
    struck = (blow for blow in site.blows if blow.what in REPEATING)
    repeats = ledger.reasons([*struck, *_lost(site), *_asked_twice(tally)])
    unanswered = [each for each in world.queries.unanswered if not ledger.cut_off(each.id, site.blows)]
    strange_notes = {each.person.id for each in members if stored.get(each.person.id, []) != each.wrote}
    faults = {
        **dict.fromkeys(strange_notes, "notes are not stored once each, in order"),
        **{query.user_id: f"tap {query.id} is unanswered" for query in unanswered},
        **{second.chat: f"came twice: {second.text[:40]!r}" for _, second in repeats.unexplained},
        **verdict.differing,
    }
    return Report(
        conversations=len(members),
        complete=verdict.complete,
        lost=verdict.lost,
        wrong=verdict.wrong,
        notes_wrong=len(strange_notes),
        not_told=sum(not letters for letters in told),
        not_marked=sum(max(0, sum(not each.is_marked for each in letters) - 1) for letters in told),
        unexplained=len(repeats.unexplained),
        pressed_again=tally.pressed_again,
        unanswered=len(unanswered),
        parked=given_up,
        rules_broken=len(world.broken_rules),
        ended=sum(keeper.collapses for keeper in site.keepers),
        put_off=sum(keeper.put_off for keeper in site.keepers),
        asked_again=len(tally.asked_again),
        cut_off=len(world.queries.unanswered) - len(unanswered),
        blows=Counter(blow.what for blow in site.blows),
        repeats=repeats.counts,
        stories=list(stories.of(faults, site.blows)),
        seconds=seconds,
    )


def _lost(site: Site) -> list[Blow]:
    return [
        Blow(f"reply of {lost.method} lost", lost.at, lost.at, lost.chat_id)
        for lost in site.sandbox.world.faults.lost_replies
        if lost.chat_id is not None
    ]


def _asked_twice(tally: Tally) -> list[Blow]:
    """Whoever asks twice may be told twice."""
    while_asking = timedelta(seconds=REPLY_PATIENCE)
    return [Blow("asked again", at - while_asking, at + while_asking, chat) for chat, at in tally.asked_again]


def _told(members: Sequence[Member], ledger: Ledger) -> list[list[Posted]]:
    """For each brief the letters about it that its manager got."""
    managers = [
        member.manager for member in members if isinstance(member, Prospect) and member.manager is not None
    ]
    return [
        [each for each in ledger.posted if each.chat == manager.person.id and _is_letter(each)]
        for manager in managers
    ]


def _is_letter(posted: Posted) -> bool:
    read = [callbacks.read(data) for data in posted.buttons]
    return any(callback is not None and callback.verb is Verb.BRIEF_WORDS for callback in read)


def _notes(tx: Transaction) -> dict[int, list[str]]:
    """By chat, what was typed beside questions."""
    written = (
        select(interviews.c.chat_id, notes.c.sealed_text)
        .join(interviews, interviews.c.id == notes.c.interview_id)
        .order_by(notes.c.created_at, notes.c.id)
    )
    found: dict[int, list[str]] = {}
    for chat, sealed in tx.connection.execute(written):
        found.setdefault(chat, []).append(tx.vault.decrypt(sealed))
    return found


def _given_up(tx: Transaction) -> int:
    letters = select(func.count()).where(deliveries.c.state == "parked")
    return len(updates.parked(tx)) + int(tx.connection.execute(letters).scalar_one())
