"""Quizzes that were begun and left: before there was a name, at a question, or when enough was known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator

from bot.reports.demo.history import DAY, Rows, World, drawn_id
from bot.reports.demo.people import Answers
from questionnaires.interview import Script, State
from questionnaires.interview.script import Part

BROKEN_OFF, NAMELESS, OFFERED, CALLED_OFF = 0.16, 0.08, 0.08, 0.6
"""Shares: of talks after which somebody begins a quiz and leaves it; of those that are left without a name,
and when the result is offered; of all these that are called off at once. The others expire."""
WEIGHTS: Mapping[Part, float] = {Part.TRAIT: 1, Part.QUALIFYING: 5, Part.FREE: 1, Part.INDUSTRY: 2}
"""How often a question of a part is the one at which it ends: talk of money and deadlines ends most."""
EXPIRES_AFTER = 30 * DAY


@dataclass
class Leaver:
    """Turns talks into quizzes that nobody finished."""

    world: World
    script: Script
    """Of the quiz."""
    random: Generator
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def day(self, moments: Sequence[datetime]) -> Rows:
        """The rows of one day."""
        self.rows = defaultdict(list)
        for moment in moments:
            if self.random.random() < BROKEN_OFF:
                self._leave(moment)
        return self.rows

    def _leave(self, at: datetime) -> None:
        is_nameless = self.random.random() < NAMELESS
        place = int(self.random.triangular(0, 0, len(self.world.owners)))
        client = None if is_nameless else self._client(at, place)
        if is_nameless:
            self._quiz(at, client, place, {}, State.NAMING, None)
        elif self.random.random() < OFFERED:
            self._quiz(at, client, place, self._traits(), State.OFFERING, None)
        else:
            self._at_a_question(at, client, place)

    def _at_a_question(self, at: datetime, client: int | None, place: int) -> None:
        whole = self._pick(self.world.alone).quiz.answers
        asked = list(whole)
        weights = [WEIGHTS[self.script.part(id)] for id in asked]
        end = int(self.random.choice(len(asked), p=[each / sum(weights) for each in weights]))
        given = {id: whole[id] for id in asked[:end]}
        state = State.ASKING if self.script.part(asked[end]) is Part.TRAIT else State.QUALIFYING
        self._quiz(at, client, place, given, state, asked[end])

    def _traits(self) -> Answers:
        return self.script.trait_answers(self._pick(self.world.alone).quiz.answers)

    # --- rows ---------------------------------------------------------------------------------------------

    def _client(self, at: datetime, place: int) -> int:
        sealed, hashed = self._pick(self.world.sealed_names)
        id = self._id(at)
        row = {"id": id, "owner_id": self.world.owners[place][0], "industry": None}
        moments = {"created_at": at, "touched_at": at, "deleted_at": None}
        self.rows["clients"].append(row | moments | {"sealed_name": sealed, "name_hash": hashed})
        return id

    def _quiz(
        self,
        at: datetime,
        client: int | None,
        place: int,
        given: Answers,
        state: State,
        current: str | None,
    ) -> None:
        id, (person, chat) = self._id(at), self.world.owners[place]
        closed, ends = self._end(at)
        progress = {"current": current, "broken_off_in": str(state), "language": "en"}
        self.rows["interviews"].append(
            {
                "id": id,
                "client_id": client,
                "person_id": person,
                "chat_id": chat,
                "message_id": None,
                "questionnaire": self.world.quiz[0],
                "content_hash": self.world.quiz[1],
                "model_hash": self.script.model.version,
                "state": str(closed),
                "progress": progress,
                "revision": 2,
                "shown_revision": 2,
                "practice": False,
                "created_at": at,
                "touched_at": ends,
                "finished_at": ends,
                "first_result_at": None,
            }
        )
        if self.world.for_cards:
            self.rows["answers"].extend(_answer(id, *each, at) for each in enumerate(given.items()))

    def _end(self, at: datetime) -> tuple[State, datetime]:
        """Called off within the minute, or left until it expires, where there has been time for it."""
        expires, minute = at + EXPIRES_AFTER, timedelta(seconds=float(self.random.uniform(5, 60)))
        if self.random.random() >= CALLED_OFF and expires < self.world.until:
            return State.EXPIRED, expires
        return State.CANCELLED, min(at + minute, self.world.until)

    def _id(self, at: datetime) -> int:
        return drawn_id(self.random, at)

    def _pick(self, of: Sequence[Any]) -> Any:
        return of[int(self.random.integers(len(of)))]


def _answer(interview: int, position: int, said: tuple[str, str | None], at: datetime) -> dict[str, Any]:
    return {
        "interview_id": interview,
        "question_id": said[0],
        "option_id": said[1],
        "position": position,
        "revision": 2,
        "answered_at": at,
    }
