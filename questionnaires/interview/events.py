"""What can happen to an interview. Frozen values; `trigger` names the row group in the tables of `tables`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from questionnaires.interview.states import State


@dataclass(frozen=True)
class Event:
    """Something happened."""

    trigger: ClassVar[str]


class NotNow(Exception):
    """can't take {event} in state {state}: {why}"""

    def __init__(self, event: Event, state: State, why: str) -> None:
        super().__init__(f"can't take {type(event).__name__} in state {state}: {why}")
        self.event = event
        self.state = state


@dataclass(frozen=True)
class Namesake:
    """A client of that name whom the manager has already, newest first."""

    client: int
    open_interview: int | None = None


@dataclass(frozen=True)
class Named(Event):
    """The manager typed or picked who the quiz is about. The name itself is never kept in the interview."""

    trigger = "name"
    name: str | None
    """None when a client was picked from a list: then `namesakes` has exactly that one."""
    namesakes: tuple[Namesake, ...] = ()


@dataclass(frozen=True)
class Continued(Event):
    """Of the namesakes, go on with the quiz that is still open."""

    trigger = "continue_open"
    client: int


@dataclass(frozen=True)
class Retaken(Event):
    """Of the namesakes, this client, asked afresh."""

    trigger = "retake"
    client: int


@dataclass(frozen=True)
class AnotherOfThatName(Event):
    """None of the namesakes: a new client who happens to share the name."""

    trigger = "another"
    like: int
    """One of the namesakes, who is called so."""


@dataclass(frozen=True)
class Answered(Event):
    """An option was chosen for the question on the screen; None = "Don't know" or skipped.

    A free question knows one option, `GIVEN`: something was written or sent, and that is all.
    """

    trigger = "answer"
    question: str
    option: str | None


@dataclass(frozen=True)
class SteppedBack(Event):
    """‹ Back."""

    trigger = "back"


@dataclass(frozen=True)
class ResultRequested(Event):
    """ "Show the result" on the offer."""

    trigger = "show_result"


@dataclass(frozen=True)
class Sharpened(Event):
    """ "Sharpen the mix" on the offer."""

    trigger = "sharpen"


@dataclass(frozen=True)
class FinishedEarly(Event):
    """ "Finish now": the card with what there is."""

    trigger = "finish_now"


@dataclass(frozen=True)
class ReviewOpened(Event):
    """ "Change answers": the list of all of them."""

    trigger = "review"


@dataclass(frozen=True)
class ChangeRequested(Event):
    """An answer in the review was tapped."""

    trigger = "change"
    question: str


@dataclass(frozen=True)
class NoteWritten(Event):
    """Free text where a tap was expected: kept on the question it was written at."""

    trigger = "note"
    text: str


@dataclass(frozen=True)
class FileKept(Event):
    """A photo or document came and was put by. At a question with an option for files, it is the answer."""

    trigger = "file"
    question: str | None
    """The question it belongs to; None, or one that is not on the screen (any more): it answers nothing."""


class Thing(StrEnum):
    """What somebody may take back."""

    CONTACT = "contact"
    """Words on how to reach them."""
    WORDS = "words"
    FILE = "file"


@dataclass(frozen=True)
class TakenBack(Event):
    """One thing that was written or sent is taken back: a wrong number, a wrong file."""

    trigger = "take_back"
    thing: Thing
    id: int
    """Of the text or of the file."""
    question: str | None
    """Where it was given; None where it belongs to no question."""
    left: int
    """How much else is there at that question."""


@dataclass(frozen=True)
class Sent(Event):
    """The brief is what they wanted to say: it goes to the manager."""

    trigger = "send"


@dataclass(frozen=True)
class Added(Event):
    """After sending: there is more to tell."""

    trigger = "add"


@dataclass(frozen=True)
class Enough(Event):
    """No more of the optional questions, please."""

    trigger = "enough"


@dataclass(frozen=True)
class ReminderRequested(Event):
    """ "Remind me in an hour"."""

    trigger = "remind"


@dataclass(frozen=True)
class Resumed(Event):
    """Going on after a pause: the same screen, sent anew at the bottom of the chat."""

    trigger = "resume"


@dataclass(frozen=True)
class Cancelled(Event):
    """The manager called it off."""

    trigger = "cancel"


@dataclass(frozen=True)
class Expired(Event):
    """Nobody touched it for too long."""

    trigger = "expire"


EVERY: tuple[type[Event], ...] = tuple(Event.__subclasses__())
"""Each kind of event, for tests that must not forget one."""
