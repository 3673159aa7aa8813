"""Small random histories as plain data, and how they are put into a database.

`slowly` works the figures out of the same data with loops and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from bot.reports.windows import Schedule
from bot.storage import Transaction, tables
from bot.storage.queries import briefs, clients, erasure, interviews, joint, outcomes, people, results
from bot.storage.queries.briefs import Brief
from bot.storage.queries.card_uses import USES, Use
from bot.storage.queries.interviews import InterviewRow
from bot.storage.queries.joint import JointDraft
from bot.storage.queries.outcomes import KINDS, Kind
from bot.storage.queries.results import ResultDraft
from tests.briefs.cast import scripts

SEGMENTS = ("pros", "nimble", "novices", "cautious")
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Tokyo")
CLOCKS_CHANGE = (date(2030, 3, 31), date(2030, 10, 27), date(2030, 4, 7), date(2030, 11, 3), date(2030, 7, 1))
"""A history ends within days of one of them; the last is an ordinary day in every zone."""
OWNERS = 2
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LENGTH = 40 * 24 * 60
"""Minutes that a history goes back from its end, some beyond it."""


@dataclass(frozen=True)
class Said:
    """What was drawn or said about a client at a moment."""

    at: datetime
    predominant: str | None
    secondary: str | None = None
    sub_segment: bool = False
    verdict: str = "clear"
    grades: str = "A"


@dataclass(frozen=True)
class Talk:
    """An interview: results in the order of time, and corrections of it."""

    client: int
    begun: datetime
    results: tuple[Said, ...]
    corrections: tuple[Said, ...] = ()
    practice: bool = False


@dataclass(frozen=True)
class Joined:
    """A joint result of the first two talks about a client."""

    client: int
    said: Said


@dataclass(frozen=True)
class Sent:
    """A brief by the moments of what happened to it."""

    client: int
    made: datetime
    happened: dict[str, datetime]
    by_phone: bool = False


@dataclass(frozen=True)
class Ended:
    """How somebody said that it ended with a client."""

    client: int
    at: datetime
    kind: Kind
    amount: int | None = None


@dataclass(frozen=True)
class Used:
    """What somebody said of the card of a talk, by its place in the history."""

    talk: int
    at: datetime
    kind: Use


@dataclass(frozen=True)
class History:
    """Everything there is."""

    owners: tuple[int, ...]
    """Of each client: 0 or 1."""
    erased: frozenset[int]
    """Clients."""
    talks: tuple[Talk, ...]
    joined: tuple[Joined, ...]
    sent: tuple[Sent, ...]
    ended: tuple[Ended, ...] = ()
    used: tuple[Used, ...] = ()


@dataclass(frozen=True)
class Setting:
    """When summaries are due, and when somebody looks."""

    zone: ZoneInfo
    at: time
    days: frozenset[int]
    holidays: frozenset[date]
    now: datetime

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.zone, self.at, self.days, self.holidays)


# --- drawing ----------------------------------------------------------------------------------------------


@st.composite
def settings_of(draw: st.DrawFn) -> Setting:
    """A setting near a clock change, with a holiday now and then."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    day = draw(st.sampled_from(CLOCKS_CHANGE)) + draw(st.integers(0, 3)) * DAY
    at = draw(st.sampled_from([time(18), time(2, 30), time(0), time(1, 45), time(23, 59)]))
    weekdays = draw(st.sets(st.integers(1, 7), min_size=1))
    holidays = draw(st.sets(st.integers(0, 30).map(lambda back: day - back * DAY), max_size=3))
    now = datetime.combine(day, draw(st.times()), UTC).replace(microsecond=0)
    return Setting(zone, at, frozenset(weekdays), frozenset(holidays), now)


@st.composite
def histories(draw: st.DrawFn, now: datetime) -> History:
    """A history up to a moment; no two things happen at one."""
    minutes = iter(Random(draw(st.integers(0, 2**32))).sample(range(LENGTH), 130))
    owners = draw(st.lists(st.integers(0, OWNERS - 1), min_size=1, max_size=4))
    of = st.integers(0, len(owners) - 1)
    moments = _Moments(now, minutes)
    talks = tuple(_talk(draw, of, moments) for _ in range(draw(st.integers(0, 18))))
    return History(
        owners=tuple(owners),
        erased=frozenset(draw(st.sets(of, max_size=2))),
        talks=talks,
        joined=tuple(Joined(draw(of), _said(draw, moments.one())) for _ in range(draw(st.integers(0, 3)))),
        sent=tuple(_sent(draw, of, moments) for _ in range(draw(st.integers(0, 5)))),
        ended=tuple(_ended(draw, of, moments) for _ in range(draw(st.integers(0, 8)))),
        used=tuple(_used(draw, talks, moments) for _ in range(draw(st.integers(0, 6)) if talks else 0)),
    )


@dataclass(frozen=True)
class _Moments:
    now: datetime
    minutes: Iterator[int]

    def some(self, count: int) -> list[datetime]:
        return sorted(self.now - next(self.minutes) * MINUTE for _ in range(count))

    def one(self) -> datetime:
        return self.some(1)[0]


def _talk(draw: st.DrawFn, of: st.SearchStrategy[int], moments: _Moments) -> Talk:
    begun, *drawn = moments.some(1 + draw(st.integers(0, 2)))
    later = [draw(st.sampled_from(drawn)) + MINUTE / 3] if drawn and draw(st.integers(0, 3)) == 0 else []
    return Talk(
        client=draw(of),
        begun=begun,
        results=tuple(_said(draw, at) for at in drawn),
        corrections=tuple(
            Said(at, draw(st.sampled_from(SEGMENTS)), draw(st.sampled_from([None, "pros"]))) for at in later
        ),
        practice=draw(st.integers(0, 5)) == 0,
    )


def _said(draw: st.DrawFn, at: datetime) -> Said:
    own, other = draw(st.permutations(SEGMENTS))[:2]
    verdict = draw(st.sampled_from(["clear", "likely", "open"]))
    grades = draw(st.sampled_from(["A", "B", "D", "A,B", "A,B,C,D"]))
    return Said(at, own, other, draw(st.booleans()), verdict, grades)


STEPS = ("opened_at", "declined_at", "sent_at", "stopped_at", "revoked_at", "expires_at")


def _sent(draw: st.DrawFn, of: st.SearchStrategy[int], moments: _Moments) -> Sent:
    steps = draw(st.sets(st.sampled_from(STEPS[:-1]))) | {"expires_at"}
    made, *at = moments.some(1 + len(steps))
    happened = dict(zip(draw(st.permutations(sorted(steps))), at, strict=True))
    if {"sent_at", "stopped_at"} & steps:
        happened["consented_at"] = made + MINUTE / 2
    return Sent(draw(of), made, happened, draw(st.integers(0, 4)) == 0)


def _ended(draw: st.DrawFn, of: st.SearchStrategy[int], moments: _Moments) -> Ended:
    kind = draw(st.sampled_from(KINDS))
    amount = draw(st.sampled_from([None, 90_000, 350_000, 350_001])) if kind == "won" else None
    return Ended(draw(of), moments.one(), kind, amount)


def _used(draw: st.DrawFn, talks: tuple[Talk, ...], moments: _Moments) -> Used:
    return Used(draw(st.integers(0, len(talks) - 1)), moments.one(), draw(st.sampled_from(USES)))


# --- storing ----------------------------------------------------------------------------------------------

FIRST_CLIENT, FIRST_TALK, FIRST_BRIEF = 1_000, 2_000, 3_000


@dataclass
class Stored:
    """Ids of what is in the database."""

    owners: list[int] = field(default_factory=list)


def store(tx: Transaction, history: History, now: datetime) -> Stored:
    """Put a history into an empty database through the same queries as the bot does, in the order of time."""
    scripts().publish(tx, now)
    stored = Stored([people.get_or_create(tx, 70 + n, f"Owner {n}", "en", now).id for n in range(OWNERS)])
    for place, owner in enumerate(history.owners):
        clients.create(tx, FIRST_CLIENT + place, stored.owners[owner], f"Client {place}", now)
    interviews.create(tx, [_row(history, stored, place) for place in range(len(history.talks))])
    for brief, sent in enumerate(history.sent):
        _store_brief(tx, history, stored, brief, sent)
    for _, what in sorted(_drawn(history), key=lambda entry: entry[0]):
        what(tx, stored)
    for place in history.erased:
        owner = stored.owners[history.owners[place]]
        assert erasure.client(tx, owner, FIRST_CLIENT + place, now)
    _undo_revocations(tx, history)
    return stored


def _row(history: History, stored: Stored, place: int) -> InterviewRow:
    talk = history.talks[place]
    owner, script = stored.owners[history.owners[talk.client]], scripts().current("manager_quiz")
    return InterviewRow(
        id=FIRST_TALK + place,
        client_id=FIRST_CLIENT + talk.client,
        person_id=owner,
        chat_id=1,
        message_id=None,
        questionnaire="manager_quiz",
        content_hash=script.digest,
        model_hash=script.model.version,
        state="finished",
        progress={},
        revision=9,
        shown_revision=9,
        practice=talk.practice,
        created_at=talk.begun,
        touched_at=talk.begun,
        finished_at=talk.begun,
    )


def _drawn(history: History) -> Iterator[tuple[datetime, Any]]:
    for place, talk in enumerate(history.talks):
        for revision, said in enumerate(talk.results):
            yield said.at, _Result(place, talk, revision, said)
        for said in talk.corrections:
            yield said.at, _Correction(place, talk, said)
    for joined in history.joined:
        yield joined.said.at, _Joint(history, joined)
    for ended in history.ended:
        yield ended.at, _Outcome(history, ended)
    for used in history.used:
        yield used.at, _Use(history, used)


@dataclass(frozen=True)
class _Result:
    place: int
    talk: Talk
    revision: int
    said: Said

    def __call__(self, tx: Transaction, _: Stored) -> None:
        id, client = FIRST_TALK + self.place, FIRST_CLIENT + self.talk.client
        results.add(tx, [ResultDraft(id, client, self.revision, "m", **_columns(self.said))])


@dataclass(frozen=True)
class _Correction:
    place: int
    talk: Talk
    said: Said

    def __call__(self, tx: Transaction, stored: Stored) -> None:
        """Beside the last result, whoever may: practice has corrections too, and they must not count."""
        last = select(func.max(tables.results.c.id)).filter_by(interview_id=FIRST_TALK + self.place)
        row = {"result_id": tx.connection.scalar(last), "client_id": FIRST_CLIENT + self.talk.client}
        said = {"predominant": self.said.predominant, "secondary": self.said.secondary}
        by = {"person_id": stored.owners[0], "created_at": self.said.at}
        tx.connection.execute(insert(tables.corrections).values(row | said | by))


@dataclass(frozen=True)
class _Joint:
    history: History
    joined: Joined

    def __call__(self, tx: Transaction, _: Stored) -> None:
        pair = joinable(self.history, self.joined.client)
        if pair is not None:
            quiz, brief = (FIRST_TALK + place for place in pair)
            client = FIRST_CLIENT + self.joined.client
            revision = int(self.joined.said.at.timestamp()) % 2**31
            draft = JointDraft(quiz, revision, brief, 1, client, **_columns(self.joined.said))
            joint.add(tx, draft)


@dataclass(frozen=True)
class _Outcome:
    history: History
    ended: Ended

    def __call__(self, tx: Transaction, stored: Stored) -> None:
        owner = stored.owners[self.history.owners[self.ended.client]]
        said = outcomes.Outcome(self.ended.kind, self.ended.amount)
        assert outcomes.tell(tx, owner, FIRST_CLIENT + self.ended.client, said, self.ended.at)


@dataclass(frozen=True)
class _Use:
    history: History
    used: Used

    def __call__(self, tx: Transaction, stored: Stored) -> None:
        """By hand: practice has no card to use, and where it had, it must not count."""
        client = self.history.talks[self.used.talk].client
        row = {"interview_id": FIRST_TALK + self.used.talk, "client_id": FIRST_CLIENT + client}
        by = {"person_id": stored.owners[self.history.owners[client]], "kind": self.used.kind}
        tx.connection.execute(insert(tables.card_uses).values(row | by | {"created_at": self.used.at}))


def joinable(history: History, client: int) -> tuple[int, int] | None:
    """The first two talks about a client that are no practice; two are needed."""
    about = [n for n, talk in enumerate(history.talks) if talk.client == client and not talk.practice]
    return (about[0], about[1]) if len(about) > 1 else None


def _columns(said: Said) -> dict[str, Any]:
    return {
        "predominant": said.predominant,
        "secondary": said.secondary,
        "sub_segment": said.sub_segment,
        "verdict": said.verdict,
        "grades": said.grades,
        "content": {},
        "created_at": said.at,
    }


def _store_brief(tx: Transaction, history: History, stored: Stored, place: int, sent: Sent) -> None:
    via: Any = "phone" if sent.by_phone else "link"
    owner, client = stored.owners[history.owners[sent.client]], FIRST_CLIENT + sent.client
    moments: dict[str, Any] = {"created_at": sent.made, **sent.happened}
    briefs.create(tx, Brief(FIRST_BRIEF + place, owner, client, None, None, via, "en", None, **moments))


def _undo_revocations(tx: Transaction, history: History) -> None:
    """Erasing a client revokes its links, now; here only what the history says is revoked."""
    for place, sent in enumerate(history.sent):
        tx.connection.execute(
            update(tables.briefs)
            .where(tables.briefs.c.id == FIRST_BRIEF + place)
            .values(revoked_at=sent.happened.get("revoked_at"))
        )
