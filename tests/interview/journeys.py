"""Random journeys: events that a person, a stale button or a forger might send to a quiz in any state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from questionnaires.interview import Interview, events
from questionnaires.interview.events import Namesake
from tests.interview.driving import ELSEWHERE, HARBOUR, LOTUS

T = TypeVar("T")


class Chance(Protocol):
    """Chooses; `random.Random` is one, and so is hypothesis's `data`, wrapped."""

    def choice(self, seq: Sequence[T], /) -> T: ...


def likely_answer(interview: Interview, chance: Chance) -> events.Event:
    """An answer to what is on the screen."""
    question = interview.current or next(iter(interview.script.questions))
    return events.Answered(question, chance.choice([None, *interview.script.options(question)]))


def _forged_answer(interview: Interview, chance: Chance) -> events.Event:
    question = chance.choice([*interview.script.questions, "nothing"])
    return events.Answered(question, chance.choice([None, "none", "yes", "perhaps"]))


def _named(interview: Interview, chance: Chance) -> events.Event:
    own = Namesake(interview.client) if interview.client else Namesake(HARBOUR)
    return chance.choice(
        [
            events.Named("Lotus Bakery"),
            events.Named("Harbour Café", (Namesake(LOTUS), Namesake(HARBOUR, ELSEWHERE))),
            events.Named(None, (Namesake(LOTUS),)),
            events.Named(None, (own,)),
        ]
    )


def _a_client(interview: Interview, chance: Chance) -> int:
    return chance.choice([known.client for known in interview.namesakes] or [LOTUS, HARBOUR])


def _change(interview: Interview, chance: Chance) -> events.Event:
    return events.ChangeRequested(chance.choice(list(interview.answers) or ["nothing"]))


def _taken_back(interview: Interview, chance: Chance) -> events.Event:
    question = chance.choice([None, interview.on_screen, *interview.answers])
    return events.TakenBack(chance.choice(list(events.Thing)), 1, question, chance.choice([0, 1]))


def _plain(event: events.Event) -> Callable[[Interview, Chance], events.Event]:
    return lambda interview, chance: event


OF: dict[type[events.Event], Callable[[Interview, Chance], events.Event]] = {
    events.Named: _named,
    events.Continued: lambda interview, chance: events.Continued(_a_client(interview, chance)),
    events.Retaken: lambda interview, chance: events.Retaken(_a_client(interview, chance)),
    events.AnotherOfThatName: lambda interview, chance: events.AnotherOfThatName(
        _a_client(interview, chance)
    ),
    events.Answered: lambda interview, chance: chance.choice([likely_answer, likely_answer, _forged_answer])(
        interview, chance
    ),
    events.SteppedBack: _plain(events.SteppedBack()),
    events.ResultRequested: _plain(events.ResultRequested()),
    events.Sharpened: _plain(events.Sharpened()),
    events.FinishedEarly: _plain(events.FinishedEarly()),
    events.ReviewOpened: _plain(events.ReviewOpened()),
    events.ChangeRequested: _change,
    events.NoteWritten: _plain(events.NoteWritten("a note")),
    events.FileKept: lambda interview, chance: events.FileKept(chance.choice([None, interview.on_screen])),
    events.TakenBack: _taken_back,
    events.Sent: _plain(events.Sent()),
    events.Added: _plain(events.Added()),
    events.Enough: _plain(events.Enough()),
    events.ReminderRequested: _plain(events.ReminderRequested()),
    events.Resumed: _plain(events.Resumed()),
    events.Cancelled: _plain(events.Cancelled()),
    events.Expired: _plain(events.Expired()),
}
"""For each kind of event, how to make one that fits the moment, more or less."""
