"""An interview in hand, for as long as a transaction lasts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.queries.interviews import InterviewRow
from questionnaires.interview import Interview
from questionnaires.interview.states import OPEN


@dataclass
class Conversation:
    """An interview in hand: the pure one, the row it came from, and what it is called."""

    interview: Interview
    loaded: InterviewRow
    client_name: str | None
    message: int | None
    """The message that shows it; None = it goes to a new one."""
    has_notes: bool = False
    language: str | None = None
    """In which it was shown last, for when it has to be shown with nobody asking."""
    left_behind: int | None = None
    """A message it moved away from in this transaction, whose buttons must go."""
    is_moving: bool = False
    """Its next screen goes to the bottom of the chat."""

    @property
    def id(self) -> int:
        return self.interview.id

    @property
    def person(self) -> int:
        return self.loaded.person_id

    def move_down(self) -> None:
        """Let the next screen come at the bottom of the chat, below what was written meanwhile."""
        if self.message is not None:
            self.left_behind = self.message
        self.message, self.is_moving = None, True

    @property
    def is_open(self) -> bool:
        """Whether the quiz still waits for its manager."""
        return self.interview.state in OPEN
