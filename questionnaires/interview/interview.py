"""One interview: its data, how an event changes them, and what a state settles when it is entered.

The properties are the conditions of the table in `states`; the methods named there are `take` (once an event,
before any condition is read) and `ask`, `offer`, `qualify`, `conclude` (on entering a state).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import singledispatchmethod
from typing import Any

from transitions import EventData, MachineError

from questionnaires.interview import events
from questionnaires.interview.effects import (
    CancelReminder,
    CreateClient,
    CreateNamesake,
    DiscardClient,
    Effect,
    KeepNote,
    RenameClient,
    ScheduleReminder,
    SetIndustry,
    ShowAnew,
    StoreResult,
    SwitchTo,
    UseClient,
)
from questionnaires.interview.script import Part, Script
from questionnaires.interview.states import ANSWERABLE, CLOSED, MACHINE, State
from scoring import Advice, Goal, Order, Result, advise, score

REMINDER_AFTER = timedelta(hours=1)


class NotNow(Exception):
    """can't take {event} in state {state}: {why}"""

    def __init__(self, event: events.Event, state: State, why: str) -> None:
        super().__init__(f"can't take {type(event).__name__} in state {state}: {why}")
        self.event = event
        self.state = state


@dataclass
class Interview:
    """The data of one conversation. Everything but `script` and `effects` is stored."""

    id: int
    script: Script
    state: State = State.NAMING
    client: int | None = None
    answers: dict[str, str | None] = field(default_factory=dict)
    """Question id -> option id, in the order of asking."""
    current: str | None = None
    """The question on the screen."""
    came_from: State | None = None
    """Where the review was opened."""
    namesakes: tuple[events.Namesake, ...] = ()
    is_pick: bool = False
    """The namesake was picked from a list, so nobody needs to be told from another."""
    made_client: bool = False
    """The client was created by this interview, so a new name renames instead of creating another."""
    sharpening: bool = False
    has_result: bool = False
    unsettled: bool = True
    """An answer changed since the last result was drawn."""
    revision: int = 0
    effects: list[Effect] = field(default_factory=list)
    advised: tuple[tuple[object, ...], Advice] | None = field(default=None, repr=False)
    """The last advice and the answers it was for; several conditions ask for the same."""

    # --- conditions ---------------------------------------------------------------------------------------

    @property
    def advice(self) -> Advice:
        """What scoring recommends for the answers as they are."""
        told = self.script.trait_answers(self.answers)
        key = (self.sharpening, *told.items())
        if self.advised is None or self.advised[0] != key:
            goal = Goal.MIX if self.sharpening else Goal.PREDOMINANT
            order = Order.ADAPTIVE if self.script.questionnaire.order == "adaptive" else Order.FIXED
            self.advised = key, advise(self.script.model, told, goal=goal, order=order)
        return self.advised[1]

    @property
    def result(self) -> Result:
        """The score of the answers as they are."""
        return score(self.script.model, self.script.trait_answers(self.answers))

    @property
    def open_traits(self) -> tuple[str, ...]:
        """Trait questions nobody was asked yet."""
        return tuple(q.id for q in self.script.questionnaire.questions if q.id not in self.answers)

    @property
    def open_qualifying(self) -> tuple[str, ...]:
        """Questions about the deal that nobody was asked yet."""
        return tuple(id for id in self.script.qualifying_ids if id not in self.answers)

    @property
    def is_known_name(self) -> bool:
        return bool(self.namesakes)

    @property
    def is_nameless(self) -> bool:
        return self.client is None and not self.made_client

    @property
    def wants_more(self) -> bool:
        return bool(self.open_traits) and not self.advice.stop

    @property
    def can_sharpen(self) -> bool:
        return bool(self.open_traits) and not self.sharpening

    @property
    def has_qualifying(self) -> bool:
        return bool(self.open_qualifying)

    @property
    def has_answers(self) -> bool:
        return bool(self.answers)

    @property
    def is_before_first(self) -> bool:
        return self.current is None

    @property
    def is_qualifying_next(self) -> bool:
        return self.current is not None and self.script.part(self.current) is not Part.TRAIT

    @property
    def came_from_card(self) -> bool:
        return self.came_from is State.FINISHED

    @property
    def came_from_offer(self) -> bool:
        return self.came_from is State.OFFERING

    @property
    def came_from_qualifying(self) -> bool:
        return self.came_from is State.QUALIFYING

    @property
    def on_screen(self) -> str | None:
        """The question that waits for an answer now; elsewhere `current` is only the way back to one."""
        return self.current if self.state in ANSWERABLE else None

    # --- taking an event ----------------------------------------------------------------------------------

    def take(self, event_data: EventData) -> None:
        """Let the event change the data; conditions are read afterwards."""
        self._take(event_data.kwargs["event"])

    @singledispatchmethod
    def _take(self, event: events.Event) -> None:
        """Most events only move."""

    @_take.register
    def _(self, event: events.Named) -> None:
        self.namesakes, self.is_pick = event.namesakes, event.name is None
        if event.name is None or event.namesakes:
            return
        if self.made_client:
            self._do(RenameClient(event.name))
        else:
            self._create(CreateClient(event.name))

    @_take.register
    def _(self, event: events.Continued) -> None:
        target = self._namesake(event, event.client).open_interview
        if target is None:
            raise self._refusal(event, f"client {event.client} has no open quiz")
        self._do(CancelReminder(), SwitchTo(target))

    @_take.register
    def _(self, event: events.Retaken) -> None:
        chosen = self._namesake(event, event.client).client
        self._do(UseClient(chosen))
        if chosen != self.client:
            self._leave_client()
            self.client, self.made_client = chosen, False

    @_take.register
    def _(self, event: events.AnotherOfThatName) -> None:
        self._create(CreateNamesake(self.namesakes[0].client))

    @_take.register
    def _(self, event: events.Answered) -> None:
        if event.question != self.current:
            raise self._refusal(event, f"the question on the screen is {self.current!r}")
        if event.option is not None and not self.script.has_option(event.question, event.option):
            raise self._refusal(event, f"{event.question!r} has no option {event.option!r}")
        is_news = self.answers.get(event.question, "") != event.option
        self.unsettled = self.unsettled or is_news
        self.answers[event.question] = event.option
        self.current = None
        if self.script.part(event.question) is Part.INDUSTRY and is_news:
            self._do(SetIndustry(event.option))

    @_take.register
    def _(self, event: events.SteppedBack) -> None:
        if self.state is State.CHANGING:
            self.current = None
        elif self.state is State.OFFERING:
            self.current = self._last_trait()
        elif self.state is State.FINISHED:
            self.current = self.current or self._previous()
        elif self.state is not State.REVIEWING:
            self.current = self._previous()

    @_take.register
    def _(self, event: events.Sharpened) -> None:
        self.sharpening = True

    @_take.register
    def _(self, event: events.ResultRequested) -> None:
        self.current = None

    @_take.register
    def _(self, event: events.ReviewOpened) -> None:
        self.came_from = self.state

    @_take.register
    def _(self, event: events.ChangeRequested) -> None:
        if event.question not in self.answers:
            raise self._refusal(event, f"{event.question!r} was not answered yet")
        self.current = event.question

    @_take.register
    def _(self, event: events.NoteWritten) -> None:
        self._do(KeepNote(self.on_screen, event.text))

    @_take.register
    def _(self, event: events.ReminderRequested) -> None:
        self._do(ScheduleReminder(REMINDER_AFTER))

    @_take.register
    def _(self, event: events.Resumed) -> None:
        self._do(CancelReminder(), ShowAnew())

    @_take.register(events.Cancelled)
    @_take.register(events.Expired)
    def _(self, event: events.Event) -> None:
        self._do(CancelReminder())

    # --- settling in a state ------------------------------------------------------------------------------

    def ask(self, _: EventData) -> None:
        """A trait question must be on the screen; choose the best open one unless one was picked."""
        if self.current is None or self.script.part(self.current) is not Part.TRAIT:
            self.current = self.advice.next_question or self._last_trait()

    def offer(self, _: EventData) -> None:
        """No question is on the screen while the choice is whether to go on."""
        self.current = None

    def qualify(self, _: EventData) -> None:
        """A question about the deal must be on the screen; the first open one unless one was picked."""
        if not self.is_qualifying_next:
            self.current = next(iter(self.open_qualifying), None) or self._walk()[-1]

    def conclude(self, _: EventData) -> None:
        """Draw the result, once for each set of answers."""
        if self.unsettled or not self.has_result:
            grade = self.script.grade(self.answers)
            self._do(CancelReminder(), StoreResult(self.result, grade, self.advice.next_question))
        self.has_result, self.unsettled = True, False

    # --- small parts --------------------------------------------------------------------------------------

    def _do(self, *effects: Effect) -> None:
        self.effects.extend(effects)

    def _create(self, effect: CreateClient | CreateNamesake) -> None:
        """The world makes the client and tells `client`."""
        self._do(effect)
        self._leave_client()
        self.made_client = True

    def _leave_client(self) -> None:
        """It is about somebody else: a client created here has no more use, and a new result is due."""
        if self.made_client and self.client is not None:
            self._do(DiscardClient(self.client))
        self.unsettled = True

    def _refusal(self, event: events.Event, why: str) -> NotNow:
        return NotNow(event, self.state, why)

    def _namesake(self, event: events.Event, client: int) -> events.Namesake:
        for namesake in self.namesakes:
            if namesake.client == client:
                return namesake
        raise self._refusal(event, f"client {client} is none of the namesakes on the screen")

    def _walk(self) -> list[str]:
        """What was asked, in the order that Back walks from its end: traits, then the deal."""
        return sorted(self.answers, key=lambda id: self.script.part(id) is not Part.TRAIT)

    def _last_trait(self) -> str | None:
        return next(reversed(self.script.trait_answers(self.answers)), None)

    def _previous(self) -> str | None:
        """The question before the one on the screen, or the last if there is none; None before the first."""
        walk = self._walk()
        if self.current in walk:
            place = walk.index(self.current)
        elif self.current is None or self.is_qualifying_next:
            place = len(walk)
        else:
            place = len(self.script.trait_answers(self.answers))
        return walk[place - 1] if place > 0 else None


def receive(interview: Interview, event: events.Event) -> list[Effect]:
    """Let one event happen.

    Args:
        interview: changed in place.
        event: what happened.

    Returns:
        What the world must do, in order.

    Raises:
        NotNow: the state does not know the event, or the event does not fit the screen; nothing has moved.
    """
    before = _memory_of(interview)
    interview.effects = []
    try:
        moved = MACHINE.events[event.trigger].trigger(interview, event=event)
    except MachineError as error:
        before()
        raise NotNow(event, interview.state, "the state does not know it") from error
    except NotNow:
        before()
        raise
    if not moved:
        before()
        raise NotNow(event, interview.state, "no condition for it holds")
    interview.revision += 1
    return interview.effects


def _memory_of(interview: Interview) -> Callable[[], None]:
    """A way back to the data as they are now."""
    kept: dict[str, Any] = dict(interview.__dict__)
    kept["answers"] = dict(interview.answers)

    def restore() -> None:
        interview.__dict__.clear()
        interview.__dict__.update(kept)

    return restore


def is_closed(interview: Interview) -> bool:
    """Whether the quiz was called off, by its manager or by time."""
    return interview.state in CLOSED
