"""The data of one conversation, and what can be said of them: the conditions of the tables read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from questionnaires.interview.effects import Effect
from questionnaires.interview.events import Namesake
from questionnaires.interview.script import Part, Script
from questionnaires.interview.states import ANSWERABLE, OPEN, State
from scoring import Advice, Goal, Result, score


@dataclass
class Facts:
    """Everything but `script` and `effects` is stored."""

    id: int
    script: Script
    state: State = State.NAMING
    client: int | None = None
    answers: dict[str, str | None] = field(default_factory=dict)
    """Question id -> option id: a quiz's in the order of asking, a brief's in the order of its file."""
    current: str | None = None
    """The question on the screen."""
    came_from: State | None = None
    """Where the review was opened."""
    namesakes: tuple[Namesake, ...] = ()
    is_pick: bool = False
    """The namesake was picked from a list, so nobody needs to be told from another."""
    made_client: bool = False
    """The client was created by this interview, so a new name renames instead of creating another.

    Of a practice quiz: the call has a name, which is the interview's own."""
    practice: bool = False
    """It counts nowhere, and is about a call and never about a client."""
    asked: tuple[str, ...] = ()
    """Of a second opinion, what the first one was asked, in that order: it is asked the same and no more."""
    sharpening: bool = False
    promised: int | None = None
    """About how many questions the last screen said are to go; a quiz's countdown only counts down."""
    has_result: bool = False
    unsettled: bool = True
    """An answer changed since the last result was drawn."""
    broken_off_in: State | None = None
    """Where it stood when it was called off or expired; None where nobody broke it off, or went on since."""
    sent: bool = False
    """The brief was sent; it stays sent, whatever is changed or added."""
    revision: int = 0
    effects: list[Effect] = field(default_factory=list)

    def do(self, *effects: Effect) -> None:
        """Ask the world for something."""
        self.effects.extend(effects)

    # --- scoring ------------------------------------------------------------------------------------------

    @property
    def advice(self) -> Advice:
        """What scoring recommends for the answers as they are."""
        goal = Goal.MIX if self.sharpening else Goal.PREDOMINANT
        return self.script.advise(tuple(self.script.trait_answers(self.answers).items()), goal)

    @property
    def result(self) -> Result:
        """The score of the answers as they are."""
        return score(self.script.model, self.script.trait_answers(self.answers))

    @property
    def would_tell_most(self) -> str | None:
        """The open question to ask next, by order or by gain; of a brief the one with the greatest gain."""
        if not self.script.is_brief:
            return self.next_trait
        gains = self.advice.gains
        return max(self.open_traits, key=lambda id: gains[id], default=None)

    # --- what is open -------------------------------------------------------------------------------------

    @property
    def open_traits(self) -> tuple[str, ...]:
        """Trait questions nobody was asked yet, of those that the answers so far call for."""
        return tuple(self._open_traits())

    def _open_traits(self) -> Iterator[str]:
        for id in self._open(self.script.traits):
            if self.script.applies(id, self.answers):
                yield id

    def _open(self, questions: Iterable[str]) -> Iterator[str]:
        """Those of them that nobody was asked yet; of a second opinion, those that the first was asked."""
        answers, asked = self.answers, self.asked
        return (id for id in questions if id not in answers and (not asked or id in asked))

    @property
    def next_trait(self) -> str | None:
        """The open trait question to ask next: the first of the file, or the one that tells most.

        Of a second opinion the one that the first was asked next.
        """
        if self.asked:
            return min(self.open_traits, key=self.asked.index, default=None)
        if self.script.is_fixed:
            return next(self._open_traits(), None)
        return self.advice.next_question

    @property
    def open_qualifying(self) -> tuple[str, ...]:
        """Questions that come after the traits and that nobody was asked yet."""
        return tuple(self._open(self.script.qualifying_ids))

    @property
    def on_screen(self) -> str | None:
        """The question that waits for an answer now; elsewhere `current` is only the way back to one."""
        return self.current if self.state in ANSWERABLE else None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody's answers are still to come. A sent brief waits for nothing."""
        return self.state in OPEN and not self.sent

    # --- the way back -------------------------------------------------------------------------------------

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
        elif self.script.is_brief and self.current is not None:
            place = sum(self.script.order[id] < self.script.order[self.current] for id in walk)
        elif self.current is None or self.is_qualifying_next:
            place = len(walk)
        else:
            place = len(self.script.trait_answers(self.answers))
        return walk[place - 1] if place > 0 else None

    # --- conditions ---------------------------------------------------------------------------------------

    @property
    def is_known_name(self) -> bool:
        return bool(self.namesakes)

    @property
    def keeps_client(self) -> bool:
        """After going back to the name, the same client was picked again."""
        return self.is_pick and any(known.client == self.client for known in self.namesakes)

    @property
    def is_nameless(self) -> bool:
        return self.client is None and not self.made_client and not self.asked

    @property
    def has_open_traits(self) -> bool:
        return next(self._open_traits(), None) is not None

    @property
    def wants_more(self) -> bool:
        return self.has_open_traits and (bool(self.asked) or not self.advice.stop)

    @property
    def can_sharpen(self) -> bool:
        return self.has_open_traits and not self.sharpening

    @property
    def was_passed_by(self) -> bool:
        """A later question is answered already: a change opened this branch."""
        order = self.script.order
        furthest = max((order[id] for id in self.script.trait_answers(self.answers)), default=-1)
        return any(order[id] < furthest for id in self.open_traits)

    @property
    def has_extras(self) -> bool:
        return bool(self.script.qualifying_ids)

    @property
    def has_qualifying(self) -> bool:
        return bool(self.open_qualifying)

    @property
    def has_answers(self) -> bool:
        return bool(self.answers)

    @property
    def has_question(self) -> bool:
        return self.current is not None

    @property
    def is_open_again(self) -> bool:
        """All that was given to the question on the screen was taken back."""
        return self.current is not None and self.current not in self.answers

    @property
    def is_before_first(self) -> bool:
        """Back from here leads to the name; whom a second opinion is about is a colleague's to say."""
        return self.current is None and not self.asked

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
