"""A history as rows: talks with their quizzes, briefs with what became of them, corrections, erased clients.

Rows come in the order of time and in whole days, so that a history of any length takes little memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numpy.random import Generator

from bot.people.tokens import ID_RANDOM_BITS, id_of_hour
from bot.reports.demo import endings
from bot.reports.demo.people import Invented, Scored

HAS_BRIEF = 0.35
BRIEF_FATES = ("done", "stopped", "expired", "declined")
FATE_SHARES = (0.6, 0.15, 0.17, 0.08)
CORRECTED, CONFIRMED, ERASED, PRACTICE, AGAIN = 0.05, 0.12, 0.01, 0.01, 0.06
"""Shares: of results that somebody corrects, or calls right where they are sure, of clients who are deleted,
of talks that are practice, of clients who are talked to once more."""
FOLLOWED_UP = 0.75
"""Share of clients of grade A who are called again soon."""
SURE = ("clear", "likely")
"""Verdicts that somebody may call right."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

Rows = Mapping[str, list[dict[str, Any]]]
"""Table -> rows."""


@dataclass(frozen=True)
class World:
    """What stays the same over a history."""

    owners: Sequence[tuple[int, int]]
    """(person, chat) of the managers: the first has the most to do."""
    prospects: Sequence[tuple[int, int]]
    """(person, chat) of those who fill in briefs."""
    sealed_names: Sequence[tuple[bytes, bytes]]
    """(ciphertext, hash) of clients' names."""
    alone: Sequence[Invented]
    pairs: Sequence[Invented]
    quiz: tuple[str, str]
    """(id, edition) of the managers' questionnaire."""
    brief: tuple[str, str]
    segments: Sequence[str]
    until: datetime
    for_cards: bool


@dataclass
class Writer:
    """Turns talks into rows; ids of results count on from `next_result`."""

    world: World
    random: Generator
    next_result: int = 1
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    known: list[tuple[int, int]] = field(default_factory=list)
    """(client, owner's place) of the last clients, for those who are talked to again."""

    def day(self, moments: Sequence[datetime]) -> Rows:
        """The rows of one day's talks and of what comes of them."""
        self.rows = defaultdict(list)
        for moment in moments:
            self._talk(moment)
        return self.rows

    def _talk(self, at: datetime) -> None:
        if self.known and self.random.random() < AGAIN:
            client, place = self.known[int(self.random.integers(len(self.known)))]
            self._quiz(at, client, place, self._pick(self.world.alone))
            return
        place = int(self.random.triangular(0, 0, len(self.world.owners)))
        client = self._client(at, place)
        has_brief = bool(self.world.pairs) and self.random.random() < HAS_BRIEF
        invented = self._pick(self.world.pairs if has_brief else self.world.alone)
        quiz = self._quiz(at, client, place, invented)
        if has_brief:
            self._brief(at, client, place, quiz, invented)
        elif invented.quiz.result["grades"] == "A" and self.random.random() < FOLLOWED_UP:
            self._follow_up(at, client, place, invented)
        self._ending(at, client, place, invented)
        self.known = [*self.known[-50:], (client, place)]

    def _ending(self, at: datetime, client: int, place: int, invented: Invented) -> None:
        """How it ends, if it has by now."""
        drawn = invented.together or invented.quiz.result
        about = {"client_id": client, "person_id": self.world.owners[place][0]}
        ended = endings.outcome(self.random, at, self.world.until, drawn, self.world.segments)
        self.rows["outcomes"].extend(about | each for each in ended)

    def _follow_up(self, at: datetime, client: int, place: int, invented: Invented) -> None:
        """Somebody worth it is called again, if there is still time for it."""
        again = at + float(self.random.uniform(3, 30)) * HOUR
        if again < self.world.until:
            self._quiz(again, client, place, invented)

    # --- the talk -----------------------------------------------------------------------------------------

    def _client(self, at: datetime, place: int) -> int:
        id = self._id(at)
        sealed, hashed = self._pick(self.world.sealed_names)
        is_erased = self.random.random() < ERASED
        row = {"id": id, "owner_id": self.world.owners[place][0], "industry": None, "created_at": at}
        name = {"sealed_name": None if is_erased else sealed, "name_hash": None if is_erased else hashed}
        end = {"touched_at": at, "deleted_at": min(at + 5 * DAY, self.world.until) if is_erased else None}
        self.rows["clients"].append(row | name | end)
        return id

    def _quiz(self, at: datetime, client: int, place: int, invented: Invented) -> int:
        begun = at - timedelta(seconds=float(self.random.uniform(50, 140)))
        who, asked = self.world.owners[place], self.world.quiz
        done = {"state": "finished", "finished_at": at, "first_result_at": at}
        practice = self.random.random() < PRACTICE
        id = self._interview(client, who, asked, begun, done | {"practice": practice}, invented.quiz)
        result = self._result(id, client, at, invented.quiz)
        if word := self._word(invented.quiz):
            self._correction(result, client, who[0], at, word)
        about = {"interview_id": id, "client_id": client, "person_id": who[0]}
        self.rows["card_uses"].extend(about | e for e in endings.uses(self.random, at, self.world.until))
        return id

    def _result(self, interview: int, client: int, at: datetime, scored: Scored) -> int:
        id, self.next_result = self.next_result, self.next_result + 1
        row = {"id": id, "interview_id": interview, "client_id": client, "revision": 2, "created_at": at}
        self.rows["results"].append(row | self._kept(scored.result))
        return id

    def _word(self, scored: Scored) -> tuple[str, str | None] | None:
        """What somebody says it really is, be it what was computed; mostly nobody says anything."""
        drawn, result = self.random.random(), scored.result
        if drawn < CORRECTED:
            return self._pick(self.world.segments), None
        if drawn < CORRECTED + CONFIRMED and result["verdict"] in SURE:
            return result["predominant"], result["secondary"] if result["sub_segment"] else None
        return None

    def _correction(
        self, result: int, client: int, person: int, at: datetime, word: tuple[str, str | None]
    ) -> None:
        row = {"result_id": result, "client_id": client, "person_id": person, "sealed_reason": None}
        seen = dict(zip(("predominant", "secondary"), word, strict=True))
        self.rows["corrections"].append(row | seen | {"created_at": min(at + DAY, self.world.until)})

    # --- the brief ----------------------------------------------------------------------------------------

    def _brief(self, at: datetime, client: int, place: int, quiz: int, invented: Invented) -> None:
        made, opened = at + 0.3 * HOUR, at + float(self.random.exponential(9)) * HOUR + 0.5 * HOUR
        if made >= self.world.until:
            return
        fate = str(self.random.choice(BRIEF_FATES, p=FATE_SHARES))
        whose = {"owner_id": self.world.owners[place][0], "client_id": client}
        row: dict[str, Any] = {"id": self._id(made), **whose}
        row |= {"via": "link", "language": "en", "created_at": made, "expires_at": made + 14 * DAY}
        if fate != "expired":
            row["opened_at"] = opened
        if fate == "declined":
            row["declined_at"] = opened + 0.1 * HOUR
        if fate in ("done", "stopped"):
            self._filled(row, quiz, invented, fate, opened)
        self.rows["briefs"].append({**_BLANK, **self._happened(row)})

    def _filled(
        self, row: dict[str, Any], quiz: int, invented: Invented, fate: str, opened: datetime
    ) -> None:
        """What somebody began; what would only happen after the end of the history has not."""
        assert invented.brief is not None
        who, client = self._pick(self.world.prospects), row["client_id"]
        agreed, ends = opened + 0.05 * HOUR, opened + (0.2 * HOUR if fate == "done" else 4 * DAY)
        if ends >= self.world.until:
            return
        row |= {"person_id": who[0], "consented_at": agreed}
        if fate == "stopped":
            row |= {"nudged_at": agreed + DAY, "stopped_at": ends}
            row["interview_id"] = self._left(client, who, agreed, ends, invented.brief)
            return
        row["sent_at"] = ends
        done = {"state": "finished", "finished_at": ends, "first_result_at": ends}
        scored = invented.brief
        row["interview_id"] = told = self._interview(client, who, self.world.brief, agreed, done, scored)
        self._result(told, client, ends, scored)
        self._joint(quiz, told, client, ends, invented)

    def _left(
        self, client: int, who: tuple[int, int], begun: datetime, ends: datetime, scored: Scored
    ) -> int:
        """A brief that somebody left in the middle: most of them where it gets long."""
        count = min(int(self.random.choice((2, 3, 5, 6, 6, 6))), len(scored.answers) - 1)
        given = dict(list(scored.answers.items())[:count])
        current = list(scored.answers)[count]
        progress = {"current": current, "promised": len(scored.answers) - count, "language": "en"}
        closed = {"state": "expired", "finished_at": ends, "progress": progress}
        half = Scored(given, scored.result)
        return self._interview(client, who, self.world.brief, begun, closed, half)

    def _joint(self, quiz: int, told: int, client: int, at: datetime, invented: Invented) -> None:
        if invented.together is not None:
            pair = {"quiz_id": quiz, "quiz_revision": 2, "brief_id": told, "brief_revision": 2}
            row = pair | {"client_id": client, "created_at": at} | self._kept(invented.together)
            self.rows["joint_results"].append(row)

    def _happened(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row without what would lie after the end of the history."""
        until = self.world.until
        late = {name for name, value in row.items() if name in _MOMENTS and value >= until}
        return {name: None if name in late else value for name, value in row.items()}

    # --- small parts --------------------------------------------------------------------------------------

    def _interview(
        self,
        client: int,
        who: tuple[int, int],
        asked: tuple[str, str],
        begun: datetime,
        end: Mapping[str, Any],
        scored: Scored,
    ) -> int:
        id = self._id(begun)
        about = {"id": id, "client_id": client, "person_id": who[0], "chat_id": who[1], "message_id": None}
        content = {
            "questionnaire": asked[0],
            "content_hash": asked[1],
            "model_hash": scored.result["model_hash"],
        }
        shown = {"revision": 2, "shown_revision": 2, "created_at": begun, "touched_at": end["finished_at"]}
        blank = {"progress": _FINISHED, "practice": False, "first_result_at": None}
        self.rows["interviews"].append(about | content | shown | blank | dict(end))
        if self.world.for_cards:
            self.rows["answers"].extend(_answers(id, scored, end["finished_at"]))
        return id

    def _kept(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        return dict(drawn) if self.world.for_cards else {**drawn, "content": {}}

    def _id(self, at: datetime) -> int:
        return drawn_id(self.random, at)

    def _pick(self, of: Sequence[Any]) -> Any:
        return of[int(self.random.integers(len(of)))]


_FINISHED = {"has_result": True, "unsettled": False, "sent": True, "language": "en"}
_MOMENTS = ("opened_at", "declined_at", "nudged_at")
_BLANK: Mapping[str, Any] = {
    "person_id": None,
    "interview_id": None,
    "token_hash": None,
    "opened_at": None,
    "declined_at": None,
    "consented_at": None,
    "sent_at": None,
    "nudged_at": None,
    "stopped_at": None,
    "revoked_at": None,
    "withdrawn_at": None,
}


def drawn_id(random: Generator, at: datetime) -> int:
    """An id as the bot gives them, drawn from the history's own chance."""
    return id_of_hour(at, int(random.integers(1 << ID_RANDOM_BITS)))


def _answers(interview: int, scored: Scored, at: datetime) -> Iterator[dict[str, Any]]:
    for position, (question, option) in enumerate(scored.answers.items()):
        yield {
            "interview_id": interview,
            "question_id": question,
            "option_id": option,
            "position": position,
            "revision": 2,
            "answered_at": at,
        }
