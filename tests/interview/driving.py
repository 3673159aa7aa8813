"""A quiz in hand: sends events to the real conversation and does what the world would do about clients."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from questionnaires.content.canonical import edition
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet
from questionnaires.interview import Interview, NotNow, Script, State, effects, events, receive

LOTUS, HARBOUR, ELSEWHERE = 901, 902, 77
"""Clients who were there before, and another quiz that is still open."""
FIRST_NEW = 1


@cache
def library() -> ContentSet:
    """The content that comes with the bot."""
    return load(studio=StudioFacts.EXAMPLE)


@cache
def script(order: str = "adaptive") -> Script:
    """The manager's quiz, asked adaptively or in the order of its file."""
    return _script_with(order=order)


@cache
def traits_only() -> Script:
    """The same quiz without a question about the deal or the industry."""
    return _script_with(qualifying=[], industry=None)


@cache
def branching() -> Script:
    """The quiz in the order of its file; the second question is a branch off the first one's first option."""
    first, second, *rest = library().questionnaires["manager_quiz"].questions
    branch = second.model_copy(update={"when": {first.id: [first.options[0].id]}})
    return _script_with(order="fixed", questions=[first, branch, *rest])


def _script_with(**changes: Any) -> Script:
    quiz = library().questionnaires["manager_quiz"].model_copy(update=changes)
    return Script.of(edition(library().model_copy(update={"questionnaires": {quiz.id: quiz}})), quiz.id)


@dataclass
class Quiz:
    """An interview and all that was asked of the world."""

    interview: Interview
    done: list[effects.Effect] = field(default_factory=list)
    created: int = FIRST_NEW - 1

    # --- looking ------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self.interview.state

    @property
    def question(self) -> str:
        """The question on the screen."""
        assert self.interview.current is not None
        return self.interview.current

    @property
    def results(self) -> list[effects.StoreResult]:
        return [effect for effect in self.done if isinstance(effect, effects.StoreResult)]

    def option(self, number: int) -> str:
        """The id of an option of the question on the screen, counted from 1; counts round at the end."""
        options = self.interview.script.options(self.question)
        return options[(number - 1) % len(options)]

    # --- doing --------------------------------------------------------------------------------------------

    def take(self, event: events.Event) -> list[effects.Effect]:
        """Let it happen, and give the interview the client that an effect creates."""
        happened = list(receive(self.interview, event))
        for effect in happened:
            if isinstance(effect, effects.CreateClient | effects.CreateNamesake):
                self.created += 1
                self.interview.client = self.created
        self.done += happened
        return happened

    def refuses(self, event: events.Event) -> NotNow:
        """Assert that the event is refused and that nothing at all has moved; returns the refusal."""
        before, kept = memory(self.interview), list(self.interview.effects)
        try:
            receive(self.interview, event)
        except NotNow as refusal:
            assert memory(self.interview) == before
            assert self.interview.effects == kept
            assert (refusal.event, refusal.state) == (event, self.interview.state)
            return refusal
        raise AssertionError(f"{event} was taken, now in {self.state}")

    def answer(self, number: int = 1, times: int = 1) -> list[effects.Effect]:
        """Choose an option of what is on the screen, again and again."""
        happened: list[effects.Effect] = []
        for _ in range(times):
            happened += self.take(events.Answered(self.question, self.option(number)))
        return happened

    def skip(self) -> list[effects.Effect]:
        """ "Don't know"."""
        return self.take(events.Answered(self.question, None))

    def answer_until(self, state: State, number: int = 1) -> Quiz:
        """Choose the same option until that state is reached."""
        while self.state is not state:
            self.answer(number)
        return self

    def back(self, times: int = 1) -> Quiz:
        """‹ Back."""
        for _ in range(times):
            self.take(events.SteppedBack())
        return self

    def back_to_naming(self) -> Quiz:
        """‹ Back until the very beginning; fails where it goes round in circles."""
        for _ in range(3 * len(self.interview.script.questions) + 5):
            if self.state is State.NAMING:
                return self
            self.back()
        raise AssertionError(f"back never reaches naming; it is at {self.state}, {self.interview.current}")


def memory(interview: Interview) -> dict[str, Any]:
    """Everything an interview keeps, apart from what can be worked out again."""
    left_out = ("script", "effects")
    return deepcopy({name: value for name, value in vars(interview).items() if name not in left_out})


# --- quizzes in each state --------------------------------------------------------------------------------


def new(script_: Script | None = None) -> Quiz:
    """A quiz that has not even a name."""
    return Quiz(Interview(id=1, script=script_ or script()))


def practising(script_: Script | None = None) -> Quiz:
    """A practice quiz that has not even a name."""
    return Quiz(Interview(id=1, script=script_ or script(), practice=True))


def second(first: Quiz) -> Quiz:
    """A second opinion on the call of another quiz, at its first question."""
    interview = first.interview
    return Quiz(Interview.begin_second(2, interview.script, tuple(interview.answers)))


def asking(script_: Script | None = None) -> Quiz:
    """A quiz about a new client, at its first question."""
    quiz = new(script_)
    quiz.take(events.Named("Lotus Bakery"))
    return quiz


def matching(*namesakes: events.Namesake) -> Quiz:
    """A quiz whose name is known; by default to a client with a quiz still open."""
    quiz = new()
    quiz.take(events.Named("Lotus Bakery", namesakes or (events.Namesake(LOTUS, ELSEWHERE),)))
    return quiz


def offering() -> Quiz:
    """A quiz that knows enough."""
    return asking().answer_until(State.OFFERING)


def qualifying() -> Quiz:
    """A quiz at its first question about the deal."""
    quiz = offering()
    quiz.take(events.ResultRequested())
    return quiz


def reviewing() -> Quiz:
    """A quiz with its answers listed, opened while asking."""
    quiz = asking()
    quiz.answer(times=2)
    quiz.take(events.ReviewOpened())
    return quiz


def changing() -> Quiz:
    """A quiz in which the first answer is being given again, before there was a result."""
    quiz = reviewing()
    quiz.take(events.ChangeRequested(next(iter(quiz.interview.answers))))
    return quiz


def finished() -> Quiz:
    """A quiz with its card."""
    return qualifying().answer_until(State.FINISHED)


def cancelled() -> Quiz:
    """A quiz called off after two answers."""
    quiz = asking()
    quiz.answer(times=2)
    quiz.take(events.Cancelled())
    return quiz


def expired() -> Quiz:
    """A quiz nobody touched any more."""
    quiz = asking()
    quiz.answer()
    quiz.take(events.Expired())
    return quiz


IN: dict[State, Callable[[], Quiz]] = {
    State.NAMING: new,
    State.MATCHING: matching,
    State.ASKING: asking,
    State.OFFERING: offering,
    State.QUALIFYING: qualifying,
    State.REVIEWING: reviewing,
    State.CHANGING: changing,
    State.FINISHED: finished,
    State.CANCELLED: cancelled,
    State.EXPIRED: expired,
}
"""A way into every state."""
