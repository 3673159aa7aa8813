"""A summary: everything that the picture, the caption and the details of one window say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.interviews.scripts import Scripts
from bot.reports.actions import Action
from bot.reports.figures import BriefFigures, Count, ManagerRow, Mix
from bot.reports.observations import Observation
from bot.reports.windows import Schedule, Window
from bot.storage.database import Transaction

MOST_ACTIONS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One window of the trend."""

    ends_on: date
    cases: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a window, as they are now. Definitions: docs/reports.md."""

    window: Window
    owner_id: int | None
    """Whose clients it is about; None = the team's."""
    next_day: date
    """The working day that the actions are for, in local time."""
    cases: Count
    """Clients whose first result was drawn in the window, each once."""
    segments: tuple[Count, ...]
    """By the segment that counts now, in the content's order, zeros included; older contents' at the end."""
    open: Count
    """Cases without a segment: the verdict is open, and nobody said otherwise."""
    grades: tuple[Count, ...]
    """A to D, then `OPEN` for grades that are not decided yet."""
    mixes: tuple[Mix, ...]
    """The most common ones, at most three."""
    briefs: BriefFigures
    actions: tuple[Action, ...]
    """All of them, the most urgent first."""
    observations: tuple[Observation, ...]
    """One or two; none where nothing stands out."""
    managers: tuple[ManagerRow, ...]
    """Who had a case, a brief or an action, by name: never by how many."""
    trend: tuple[Bar, ...]
    """The last eight windows' cases, this one last; where this one spans several, they stand apart."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing came in: no case, and nothing happened to a brief."""
        return self.cases.count == 0 and self.briefs.is_empty

    @property
    def first_actions(self) -> tuple[Action, ...]:
        """What the message names."""
        return self.actions[:MOST_ACTIONS]

    def without_names(self) -> Summary:
        """The same for a group: no client is named, nobody's work stands beside another's."""
        actions = tuple(replace(each, client_name="", owner_name=None) for each in self.actions)
        return replace(self, actions=actions, managers=())


def summary_of(
    tx: Transaction, scripts: Scripts, schedule: Schedule, window: Window, owner_id: int | None = None
) -> Summary:
    """The summary of a window; its cost depends on what happened in it, not on all that ever did.

    Args:
        scripts: where segments' order and what two informants differ on come from.
        schedule: which windows are alike, and when the next working day is.
        window: one of the schedule's, or any other.
        owner_id: only this manager's clients; None = the team's.
    """
    raise NotImplementedError
