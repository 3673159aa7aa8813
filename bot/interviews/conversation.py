"""An interview in hand, for as long as a transaction lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.storage.queries.interviews import UNSEEN, InterviewRow
from questionnaires.interview import Interview


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
        """Who answers: the manager of a quiz, the prospect of a brief, the manager on the phone."""
        return self.loaded.person_id

    @property
    def owner(self) -> int:
        """Whose client it is about."""
        owner = self.loaded.client_owner if self.is_brief else None
        return self.person if owner is None else owner

    @property
    def is_brief(self) -> bool:
        """Whether the answers are the prospect's own words, given by themselves or on the phone."""
        return self.interview.script.is_brief

    @property
    def is_by_phone(self) -> bool:
        """Whether a manager enters what the client says."""
        return self.is_brief and self.owner == self.person

    @property
    def is_second(self) -> bool:
        """Whether it is a second opinion on a colleague's call."""
        return bool(self.interview.asked)

    @property
    def is_on_its_way(self) -> bool:
        """Whether somebody is about to show it in a new message: who else showed it would show it twice.

        Where they died before they could, the clockwork finds it unshown.
        """
        return self.message is None and self.loaded.shown_revision < self.interview.revision

    @property
    def is_unseen(self) -> bool:
        """Whether it was handed over and not opened since: nothing that its new person writes is for it."""
        has_moved = self.interview.revision != self.loaded.revision
        return bool(self.loaded.progress.get(UNSEEN)) and not has_moved

    def move_down(self) -> None:
        """Let the next screen come at the bottom of the chat, below what was written meanwhile."""
        if self.message is not None:
            self.left_behind = self.message
        self.message, self.is_moving = None, True

    @property
    def is_open(self) -> bool:
        """Whether it still waits for who answers. A brief that was sent does not."""
        return self.interview.is_waiting

    def is_idle_since(self, moment: datetime) -> bool:
        """Whether it waits, and nobody has touched it since a moment.

        Asked of what is loaded, and so locked: who looked for idle ones held nothing, and a tap may have come
        between.
        """
        return self.is_open and self.loaded.touched_at < moment
