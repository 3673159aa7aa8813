"""Conversations for the tests of the funnel, and a count of them from nothing but what was seen to happen.

A `Log` writes down what somebody looking over a person's shoulder would: which question was on the screen,
which option was taken, what was called off. `recount` knows nothing of rows, progress or queries.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from bot.effects import unit_of_work
from bot.interviews import Conversation, Scripts, Unit
from bot.reports.funnel import Funnel
from bot.storage import Transaction
from bot.storage.queries.people import Person
from questionnaires.content.model import ContentSet
from questionnaires.interview import NotNow, State, events
from tests.interview.driving import library

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NAMES = ("Lotus Bakery", "Maple Dental")


@cache
def branching() -> Scripts:
    """The library, with a quiz in the order of its file whose second question is a branch of the first."""
    quiz = library().questionnaires["manager_quiz"]
    first, second, *rest = quiz.questions
    branch = second.model_copy(update={"when": {first.id: [first.options[0].id]}})
    changed = quiz.model_copy(update={"order": "fixed", "questions": [first, branch, *rest[:4]]})
    return Scripts(_with(changed))


@cache
def adaptive() -> Scripts:
    """The library."""
    return Scripts(library())


def _with(quiz: Any) -> ContentSet:
    return library().model_copy(update={"questionnaires": {**library().questionnaires, quiz.id: quiz}})


def unit(tx: Transaction, scripts: Scripts, now: datetime) -> Unit:
    """Everything that happens at a moment."""
    scripts.publish(tx, now)
    return unit_of_work(tx, scripts, now, UTC)


@dataclass
class Log:
    """What was seen of one interview."""

    begun: datetime
    is_brief: bool = False
    is_practice: bool = False
    touched: datetime | None = None
    said: dict[str, str | None] = field(default_factory=dict)
    """In the order in which questions were first answered."""
    screen: tuple[State, str | None] | None = None
    """The last state that waited for somebody, and the question that was on the screen or is led back to."""
    is_closed: bool = False
    is_done: bool = False
    gave_way: bool = False

    def see(self, conversation: Conversation, event: events.Event, before: str | None) -> None:
        """Write down what happened; `before` was the question on the screen."""
        interview = conversation.interview
        if isinstance(event, events.Answered):
            self.said[event.question] = event.option
            self._forget_closed_branches(conversation)
        self.is_closed = interview.state in (State.CANCELLED, State.EXPIRED)
        self.gave_way = isinstance(event, events.Continued)
        shown_card = interview.state is State.FINISHED and not self.is_brief
        self.is_done = self.is_done or shown_card or isinstance(event, events.Sent)
        if not self.is_closed:
            self.screen = interview.state, self._question(interview.state, interview.on_screen, event, before)

    def _question(
        self, state: State, shown: str | None, event: events.Event, before: str | None
    ) -> str | None:
        """A look at the review leads back to where it was opened; not so after changing something there."""
        if state is not State.REVIEWING:
            return shown
        if isinstance(event, events.ReviewOpened):
            return before
        same = self.screen is not None and self.screen[0] is State.REVIEWING
        return self.screen[1] if self.screen is not None and same else None

    def _forget_closed_branches(self, conversation: Conversation) -> None:
        for question in conversation.interview.script.questionnaire.questions:
            is_open = all(self.said.get(id) in options for id, options in question.when.items())
            if question.id in self.said and not is_open:
                del self.said[question.id]

    @property
    def place(self) -> tuple[str | None, str | None]:
        """(step, question) at which it stands or was left."""
        state, question = self.screen or (State.NAMING, None)
        if state in (State.NAMING, State.MATCHING, State.OFFERING):
            return str(state), None
        return (None, question) if question else (str(state), None)


def play(at: Unit, conversation: Conversation, log: Log, chance: Random, steps: int) -> None:
    """Let a person do this and that; what the conversation refuses did not happen."""
    for _ in range(steps):
        event, before = _some_event(at, conversation, log, chance), conversation.interview.on_screen
        try:
            at.receive(conversation, event)
        except NotNow:
            continue
        log.see(conversation, event, before)
        log.touched = at.now
    at.flush()


def _some_event(at: Unit, held: Conversation, log: Log, chance: Random) -> events.Event:
    interview = held.interview
    if interview.on_screen is not None and chance.random() < 0.65:
        options = interview.script.options(interview.on_screen)
        return events.Answered(interview.on_screen, chance.choice([None, *options, *options[:1]]))
    if interview.state is State.REVIEWING and log.is_brief and chance.random() < 0.4:
        return events.Sent()
    return chance.choice(_others(at, held, chance))


def _others(at: Unit, held: Conversation, chance: Random) -> list[events.Event]:
    said, name = list(held.interview.answers) or ["nothing"], chance.choice(NAMES)
    known = [each.client for each in held.interview.namesakes] or [0]
    return [
        *([events.Named(name, at.namesakes(held, name))] * 3 if held.interview.state is State.NAMING else []),
        *[events.SteppedBack()] * 4,
        events.ReviewOpened(),
        events.ChangeRequested(chance.choice(said)),
        events.ResultRequested(),
        events.Sharpened(),
        events.FinishedEarly(),
        events.Added(),
        events.Retaken(chance.choice(known)),
        events.Continued(chance.choice(known)),
        events.AnotherOfThatName(chance.choice(known)),
        *[events.Cancelled()] * 2,
        events.Expired(),
        events.Resumed(),
    ]


def a_quiz(tx: Transaction, scripts: Scripts, person: Person, log: Log, chance: Random, steps: int) -> int:
    """Begin a quiz and play it; returns its id."""
    at = unit(tx, scripts, log.begun)
    conversation = at.start(person.id, person.telegram_id)
    log.screen, log.touched = (State.NAMING, None), at.now
    play(at, conversation, log, chance, steps)
    return conversation.id


# --- the count --------------------------------------------------------------------------------------------


def fate(log: Log, now: datetime, lying: timedelta) -> str:
    if log.is_done:
        return "done"
    if log.gave_way:
        return "ended"
    is_lying = log.touched is not None and log.touched < now - lying
    return "left" if log.is_closed or is_lying else "under_way"


def recount(logs: list[Log], now: datetime, lying: timedelta) -> dict[str, Any]:
    """The same shape as `figures_of`."""
    figures: dict[str, Counter[Any]] = {
        name: Counter() for name in ("fates", "asked", "left", "under_way", "answered", "unknown", "places")
    }
    lengths: list[tuple[int, bool]] = []
    for log in logs:
        if not log.is_practice:
            lengths.append(_recount_one(log, fate(log, now, lying), figures))
    return {name: dict(+counter) for name, counter in figures.items()} | {"lengths": sorted(lengths)}


def _recount_one(log: Log, became: str, figures: dict[str, Counter[Any]]) -> tuple[int, bool]:
    figures["fates"][became] += 1
    step, here = log.place if became in ("left", "under_way") else (None, None)
    if step or here:
        figures[became][step or here] += 1
    for place, (question, option) in enumerate(log.said.items(), start=1):
        figures["asked"][question] += 1
        figures["places"][question] += place
        if question != here:
            figures["unknown" if option is None else "answered"][question] += 1
    if here is not None and here not in log.said:
        figures["asked"][here] += 1
        figures["places"][here] += len(log.said) + 1
    return sum(question != here for question in log.said), became == "left"


def figures_of(funnel: Funnel) -> dict[str, Any]:
    """What a funnel says, for comparing."""
    questions = [place for place in funnel.places if place.short is not None]
    fates = {name: getattr(funnel, name) for name in ("done", "left", "under_way", "ended")}
    found = {
        name: {place.id: getattr(place, name) for place in questions}
        for name in ("asked", "answered", "unknown")
    }
    found |= {
        name: {place.id: getattr(place, name) for place in funnel.places} for name in ("left", "under_way")
    }
    found["places"] = {place.id: round((place.mean_place or 0) * (place.asked or 0)) for place in questions}
    whole = {name: {id: n for id, n in counts.items() if n} for name, counts in found.items()}
    return whole | {"fates": {name: n for name, n in fates.items() if n}, "lengths": _lengths(funnel)}


def _lengths(funnel: Funnel) -> list[tuple[int, bool]]:
    """For each interview how much it answered, and whether it was left, read from the sums."""
    pairs = []
    reached = [*(length.reached for length in funnel.lengths), 0]
    for length in funnel.lengths:
        ended_here = reached[length.answers] - reached[length.answers + 1]
        pairs += [(length.answers, True)] * length.left
        pairs += [(length.answers, False)] * (ended_here - length.left)
    return sorted(pairs)
