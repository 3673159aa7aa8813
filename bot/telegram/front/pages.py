"""Everything a prospect reads, as types: what is not a field here cannot reach them.

Each page names its template; its fields are all the template is given. Only words, numbers and moments are
allowed, and parts made of them: no result, no card, no script. A test walks these types.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from bot.telegram.outgoing import Below, Keyboard, Page


@dataclass(frozen=True)
class ToProspect:
    """Something a prospect may read, or a part of it."""


@dataclass(frozen=True)
class Paper(ToProspect):
    """A whole message."""

    template: ClassVar[str]


def page(
    facts: Paper, language: str, keyboard: Keyboard = (), below: Below | None = None, template: str = ""
) -> Page:
    """The message, not worded yet. The phone entry shows the same facts with a template of its own."""
    given = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return Page(template or facts.template, language, given, keyboard, below)


# --- parts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who(ToProspect):
    """Who asks; what the studio did not say is None."""

    studio: str | None
    manager: str | None
    contact: str | None = None
    response: str | None = None
    """Fits after "we answer"."""


@dataclass(frozen=True)
class Offered(ToProspect):
    """An option under a question."""

    label: str
    example: str | None


@dataclass(frozen=True)
class Files(ToProspect):
    """How many files were sent, of how many that can be."""

    count: int
    most: int


@dataclass(frozen=True)
class Said(ToProspect):
    """A question by its short name, with everything the prospect said to it."""

    short: str
    answer: str | None
    """None = skipped, or said in their own words only."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class Given(ToProspect):
    """A text or a file, so that it can be told from the others."""

    number: int
    """In the list; 0 where it is alone."""
    short: str | None
    """The short name of the question where it was given."""
    is_file: bool
    words: str
    """As far as there is room; of a file its name, and what stands below it."""


# --- before the prospect agrees ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Intro(Paper):
    """Who asks, why, how long it takes and who reads it."""

    template = "prospect_intro"
    who: Who
    is_preview: bool
    """Somebody of the team looks at what their client will see."""


@dataclass(frozen=True)
class Closed(Paper):
    """The link leads nowhere any more."""

    template = "prospect_closed"
    why: str
    who: Who


@dataclass(frozen=True)
class Declined(Paper):
    """Not now: respected."""

    template = "prospect_declined"
    who: Who
    is_told: bool
    """Whether the manager learns of it: not where nobody knows who came."""
    until: datetime | None
    """How long the same link works still."""


# --- while it is filled in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked(Paper):
    """A question with options."""

    template = "prospect_asking"
    text: str
    choices: tuple[Offered, ...]
    to_go: int
    is_changing: bool
    was_skipped: bool
    words: tuple[str, ...]
    files: Files
    notice: str | None
    """What could not be taken, already in words."""


@dataclass(frozen=True)
class Collected(Paper):
    """A question without options: examples, or how to reach them."""

    template = "prospect_collecting"
    text: str
    to_go: int
    words: tuple[str, ...]
    files: Files
    notice: str | None


@dataclass(frozen=True)
class Reviewed(Paper):
    """Everything as given."""

    template = "prospect_reviewing"
    rows: tuple[Said, ...]
    files: Files
    is_sent: bool
    notice: str | None


@dataclass(frozen=True)
class Thanks(Paper):
    """It is with the manager: a copy, what happens next, and until when it can be changed."""

    template = "prospect_sent"
    who: Who
    next_step: str | None
    rows: tuple[Said, ...]
    files: Files
    until: datetime | None
    """None once nothing can be changed any more."""
    notice: str | None


@dataclass(frozen=True)
class GivenList(Paper):
    """What they wrote and sent; each can be taken back."""

    template = "prospect_given"
    items: tuple[Given, ...]


@dataclass(frozen=True)
class TakingBack(Paper):
    """Before one thing is erased: what that means."""

    template = "prospect_take_back"
    item: Given
    who: Who
    is_known: bool
    """The manager has been told of it, and will be told that it was taken back."""


@dataclass(frozen=True)
class Paused(Paper):
    """Later is fine; stopping is, too."""

    template = "prospect_paused"


@dataclass(frozen=True)
class Stopped(Paper):
    """Called off by the prospect."""

    template = "prospect_stopped"
    who: Who


@dataclass(frozen=True)
class Expired(Paper):
    """Closed by time; it can be gone on with."""

    template = "prospect_expired"
    who: Who


@dataclass(frozen=True)
class ContactAsked(Paper):
    """Comes with the button that shares a number."""

    template = "prospect_contact"


@dataclass(frozen=True)
class ContactDone(Paper):
    """Takes that button away."""

    template = "prospect_contact_done"
    is_given: bool


@dataclass(frozen=True)
class Nudged(Paper):
    """The one reminder."""

    template = "prospect_nudge"
    who: Who


# --- talking to a person ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talk(Paper):
    """Write now: who will read it, and when they answer."""

    template = "prospect_talk"
    who: Who


@dataclass(frozen=True)
class TalkTold(Paper):
    """It was passed on."""

    template = "prospect_talk_sent"
    who: Who


@dataclass(frozen=True)
class TooMuch(Paper):
    """So much was passed on today that the manager must come to read it first."""

    template = "prospect_talk_enough"
    who: Who


@dataclass(frozen=True)
class Answered(Paper):
    """The manager's own words."""

    template = "prospect_reply"
    who: Who
    words: str


@dataclass(frozen=True)
class Elsewhere(Paper):
    """In place of an old message whose brief is further down."""

    template = "prospect_below"


# --- around -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settled(Paper):
    """Something came when nothing can be added any more."""

    template = "prospect_settled"
    who: Who


@dataclass(frozen=True)
class Helped(Paper):
    """How this works."""

    template = "prospect_help"
    who: Who
    is_known: bool
    """They have a questionnaire of their own here."""


@dataclass(frozen=True)
class Languages(Paper):
    """The languages."""

    template = "prospect_settings"


@dataclass(frozen=True)
class Privacy(Paper):
    """What is kept, who reads it, how long."""

    template = "prospect_privacy"
    who: Who
    days: int


@dataclass(frozen=True)
class OwnData(Paper):
    """What is held, by category."""

    template = "prospect_mydata"
    telegram_id: int
    name: str | None
    spoken: str | None
    since: datetime
    days: int
    who: Who


@dataclass(frozen=True)
class OwnBrief(Paper):
    """One questionnaire of theirs, as far as it was answered."""

    template = "prospect_mybrief"
    who: Who
    since: datetime
    sent: datetime | None
    rows: tuple[Said, ...]
    files: tuple[str, ...]
    """By name; a photo has none and is called one."""


@dataclass(frozen=True)
class OwnWords(Paper):
    """What they wrote, in full."""

    template = "prospect_mywords"
    words: tuple[str, ...]


@dataclass(frozen=True)
class Forget(Paper):
    """Before everything is erased."""

    template = "prospect_forget"
    who: Who


@dataclass(frozen=True)
class OnlyPrivate(Paper):
    """Somebody pressed START in a group."""

    template = "prospect_only_private"
    link: str


@dataclass(frozen=True)
class NothingToCancel(Paper):
    """No questionnaire is open."""

    template = "prospect_nothing"
    who: Who
