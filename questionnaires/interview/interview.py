"""One interview: its facts, and what a state settles when it is entered.

The tables name these methods: `take` (once an event, before any condition is read; see `taking`), and on
entering a state `ask`, `clear`, `qualify`, `conclude`, `keep_up`, `conclude_partly`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transitions import EventData

from questionnaires.interview.effects import CancelReminder, StoreResult
from questionnaires.interview.facts import Facts
from questionnaires.interview.script import Part, Script
from questionnaires.interview.states import State
from questionnaires.interview.taking import take


@dataclass
class Interview(Facts):
    """One conversation, a quiz or a brief, as its script says."""

    @classmethod
    def begin_brief(cls, id: int, script: Script, client: int) -> Interview:
        """A brief about a client, with its first question on the screen."""
        interview = cls(id, script, State.ASKING, client, revision=1)
        interview.put_question()
        return interview

    @classmethod
    def begin_second(cls, id: int, script: Script, asked: Sequence[str]) -> Interview:
        """A second opinion on a call, with its first question on the screen.

        Args:
            id: of the new interview.
            script: the one that the first opinion was asked by.
            asked: the questions that it answers or left open, in the order of asking; at least one.
        """
        interview = cls(id, script, State.ASKING, practice=True, asked=tuple(asked), revision=1)
        interview.put_question()
        return interview

    # --- called by the machine ----------------------------------------------------------------------------

    def take(self, event_data: EventData) -> None:
        """Let the event change the data; conditions are read afterwards."""
        take(self, event_data.kwargs["event"])

    def ask(self, _: EventData) -> None:
        """A trait question must be on the screen; choose the next open one unless one was picked."""
        self.put_question()

    def clear(self, _: EventData) -> None:
        """No question is on the screen, and none to come back to."""
        self.current = None

    def qualify(self, _: EventData) -> None:
        """A question about the deal must be on the screen; the first open one unless one was picked."""
        if not self.is_qualifying_next:
            self.current = next(iter(self.open_qualifying), None) or self.walk()[-1]

    def conclude(self, _: EventData) -> None:
        """Draw the result, once for each set of answers."""
        if self.unsettled or not self.has_result:
            grade = self.script.grade(self.answers)
            self.do(CancelReminder(), StoreResult(self.result, grade, self.would_tell_most))
        self.has_result, self.unsettled = True, False

    def keep_up(self, event_data: EventData) -> None:
        """A brief that was sent has at any time the result of its answers."""
        if self.sent:
            self.conclude(event_data)

    def conclude_partly(self, event_data: EventData) -> None:
        """A brief left lying is worth a result where anything was told at all."""
        if any(option is not None for option in self.script.trait_answers(self.answers).values()):
            self.conclude(event_data)

    # --- small parts --------------------------------------------------------------------------------------

    def put_question(self) -> None:
        """Put a trait question on the screen, and say about how many are to go."""
        if self.current is None or self.script.part(self.current) is not Part.TRAIT:
            self.current = self.next_trait or self.last_trait()
        self._promise()

    def _promise(self) -> None:
        """Of a brief it is known; of a quiz estimated, and an estimate that grew is kept to oneself."""
        if self.script.is_brief:
            self.promised = len({self.current, *self.open_traits})
            return
        left = len(self.open_traits) if self.asked else self.advice.expected_left
        estimate = max(left, 1) + len(self.open_qualifying)
        self.promised = min(estimate, self.promised or estimate)
