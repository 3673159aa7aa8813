"""One interview: its data, what can be said of them, and what a state settles when it is entered.

The properties are the conditions of the table in `states`; the methods named there are `take` (once an event,
before any condition is read; see `taking`) and `ask`, `offer`, `qualify`, `conclude` (on entering a state).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transitions import EventData

from questionnaires.interview.effects import CancelReminder, Effect, StoreResult
from questionnaires.interview.events import Namesake
from questionnaires.interview.script import Part, Script
from questionnaires.interview.states import ANSWERABLE, State
from questionnaires.interview.taking import take
from scoring import Advice, Goal, Order, Result, advise, score


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
    namesakes: tuple[Namesake, ...] = ()
    is_pick: bool = False
    """The namesake was picked from a list, so nobody needs to be told from another."""
    made_client: bool = False
    """The client was created by this interview, so a new name renames instead of creating another."""
    sharpening: bool = False
    promised: int | None = None
    """About how many questions the last screen said are to go; a countdown only counts down."""
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
    def keeps_client(self) -> bool:
        """After going back to the name, the same client was picked again."""
        return self.is_pick and any(known.client == self.client for known in self.namesakes)

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

    # --- called by the machine ----------------------------------------------------------------------------

    def take(self, event_data: EventData) -> None:
        """Let the event change the data; conditions are read afterwards."""
        take(self, event_data.kwargs["event"])

    def ask(self, _: EventData) -> None:
        """A trait question must be on the screen; choose the best open one unless one was picked."""
        if self.current is None or self.script.part(self.current) is not Part.TRAIT:
            self.current = self.advice.next_question or self.last_trait()
        self._promise()

    def _promise(self) -> None:
        """Estimate the way to go; an estimate that grew after an answer is kept to oneself."""
        estimate = max(self.advice.expected_left, 1) + len(self.open_qualifying)
        self.promised = min(estimate, self.promised or estimate)

    def offer(self, _: EventData) -> None:
        """No question is on the screen while the choice is whether to go on."""
        self.current = None

    def qualify(self, _: EventData) -> None:
        """A question about the deal must be on the screen; the first open one unless one was picked."""
        if not self.is_qualifying_next:
            self.current = next(iter(self.open_qualifying), None) or self.walk()[-1]

    def conclude(self, _: EventData) -> None:
        """Draw the result, once for each set of answers."""
        if self.unsettled or not self.has_result:
            grade = self.script.grade(self.answers)
            self.do(CancelReminder(), StoreResult(self.result, grade, self.advice.next_question))
        self.has_result, self.unsettled = True, False

    # --- small parts --------------------------------------------------------------------------------------

    def do(self, *effects: Effect) -> None:
        """Ask the world for something."""
        self.effects.extend(effects)

    def walk(self) -> list[str]:
        """What was asked, in the order that Back walks from its end: traits, then the deal."""
        return sorted(self.answers, key=lambda id: self.script.part(id) is not Part.TRAIT)

    def last_trait(self) -> str | None:
        """The trait question asked last."""
        return next(reversed(self.script.trait_answers(self.answers)), None)

    def previous(self) -> str | None:
        """The question before the one on the screen, or the last if there is none; None before the first."""
        walk = self.walk()
        if self.current in walk:
            place = walk.index(self.current)
        elif self.current is None or self.is_qualifying_next:
            place = len(walk)
        else:
            place = len(self.script.trait_answers(self.answers))
        return walk[place - 1] if place > 0 else None
