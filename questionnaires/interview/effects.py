"""What the world must do because of an event. Frozen values; `bot.effects` carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from questionnaires.interview.events import Thing
from scoring import LeadGrade, Result


@dataclass(frozen=True)
class Effect:
    """Something to do, in the same transaction as the state that caused it."""


@dataclass(frozen=True)
class CreateClient(Effect):
    """The interview is about a new client of this name."""

    name: str


@dataclass(frozen=True)
class CreateNamesake(Effect):
    """The interview is about a new client who shares the name of this one."""

    client: int


@dataclass(frozen=True)
class RenameClient(Effect):
    """The name given before was wrong; the client this interview created is called this."""

    name: str


@dataclass(frozen=True)
class NameCall(Effect):
    """The practice quiz is about a call of this name, and about no client."""

    name: str


@dataclass(frozen=True)
class UseClient(Effect):
    """The interview is about a client who exists already."""

    client: int


@dataclass(frozen=True)
class DiscardClient(Effect):
    """The client this interview created turned out to be somebody else; nobody needs the empty entry."""

    client: int


@dataclass(frozen=True)
class SwitchTo(Effect):
    """Another interview goes on in place of this one."""

    interview: int


@dataclass(frozen=True)
class KeepNote(Effect):
    """A note on a question, or on the interview as a whole (None)."""

    question: str | None
    text: str


@dataclass(frozen=True)
class TakeBack(Effect):
    """A text or a file is erased for good; who was told of it learns that it was taken back, and no more."""

    thing: Thing
    id: int


@dataclass(frozen=True)
class SetIndustry(Effect):
    """The client's industry, so that other quizzes and cases know it."""

    industry: str | None


@dataclass(frozen=True)
class StoreResult(Effect):
    """A result was reached; it is stored whole and never computed again."""

    result: Result
    grade: LeadGrade
    next_question: str | None
    """What would have told most, had it been asked."""


@dataclass(frozen=True)
class ScheduleReminder(Effect):
    """Bring the interview back after a while."""

    after: timedelta


@dataclass(frozen=True)
class CancelReminder(Effect):
    """Whatever reminder was due is not needed any more."""


@dataclass(frozen=True)
class ShowAnew(Effect):
    """The screen goes to the bottom of the chat; the old message keeps no buttons."""


@dataclass(frozen=True)
class BriefSent(Effect):
    """The prospect sent the brief; its manager is to be told at once. Comes once for each brief."""


@dataclass(frozen=True)
class BriefChanged(Effect):
    """Something was changed or added after sending; at most once for each event."""
