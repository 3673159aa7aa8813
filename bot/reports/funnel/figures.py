"""The figures of a funnel, and what stands out among them. Pure. Definitions: docs/reports.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.reports.windows import Window

LEAST_OVER = 20
"""Interviews that are over, done or left: with fewer it is too early to tell."""
LEAST_HERE = 3
"""Interviews that were left at a place, or did not know: fewer may be chance."""
LEAST_ASKED = 10
"""Times that a question was answered or not known, for the share that did not know to mean anything."""


class Kind(StrEnum):
    """Of what it is a funnel."""

    QUIZ = "quiz"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Place:
    """A question, or a step before, between and after the questions."""

    id: str
    """A question's id, or what the step is called."""
    short: Mapping[str, str] | None
    """A question's short name by language; None of a step."""
    is_older: bool
    """A question that today's content does not have any more."""
    asked: int | None
    """Interviews that came here, each once; None of a step that leaves no trace once it is passed."""
    answered: int
    """Of a step: went on from here."""
    unknown: int
    """ "Don't know" and skipped."""
    left: int
    under_way: int
    mean_place: float | None
    """At which place, from 1, a question was asked on the average; None of steps."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody came here."""
        return not (self.asked or self.left or self.under_way)

    @property
    def unknown_share(self) -> float:
        """Which share of what was said is that nobody knows."""
        said = self.answered + self.unknown
        return self.unknown / said if said else 0.0


@dataclass(frozen=True, slots=True)
class Length:
    """Where people leave, by how many answers they had given."""

    answers: int
    reached: int
    """Interviews with at least so many."""
    left: int
    """Those of them that were left with exactly so many."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the quizzes or briefs came that began in a window, as they are now."""

    kind: Kind
    window: Window
    owner_id: int | None
    """Whose it is about; None = the team's."""
    begun: int
    """Quizzes that were begun, briefs that were sent."""
    done: int
    left: int
    under_way: int
    ended: int
    """Neither done nor left: what they were about was taken back or erased."""
    places: tuple[Place, ...]
    """Steps and questions in the content's order; at the end those that it does not have any more."""
    lengths: tuple[Length, ...]
    """From 0 answers to the most that anybody gave."""

    @property
    def over(self) -> int:
        """How many have come to an end of their own."""
        return self.done + self.left

    @property
    def is_telling(self) -> bool:
        """Whether there are enough to say where people leave."""
        return self.over >= LEAST_OVER

    @property
    def most_left(self) -> Place | None:
        """Where most leave; None where it is too few to tell."""
        found = max(self.places, key=lambda place: place.left, default=None)
        return found if found is not None and self.is_telling and found.left >= LEAST_HERE else None

    @property
    def most_unknown(self) -> Place | None:
        """The question of which most often nobody knows; None where it is too few to tell."""
        said = (place for place in self.places if place.answered + place.unknown >= LEAST_ASKED)
        known = [place for place in said if place.unknown >= LEAST_HERE]
        return max(known, key=lambda place: place.unknown_share, default=None)
