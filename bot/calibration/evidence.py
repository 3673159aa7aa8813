"""What there is to learn from: confirmed clients and recent results, as rows of figures for today's model.

An answer counts where the question it was given to still reads the same trait by the same options: what was
asked otherwise would teach something else. A client whose confirmed segment is no segment today, or without
one answer that counts, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import numpy as np

from bot.calibration.versions import Versions
from bot.interviews.scripts import Scripts
from bot.storage.queries import confirmed as rows
from bot.storage.queries.confirmed import Asked, Word
from bot.storage.transaction import Transaction
from questionnaires.card.joint import MANAGER, PROSPECT
from scoring import UNKNOWN, Answers, Confirmed, Model, encode, joint_model

ENOUGH = 30
"""Confirmed clients below which nothing is proposed: as many as the expert's word is worth."""
MOST_CONFIRMED = 500
"""The newest words that are learned from: old habits fade, and the work stays bounded."""
MOST_RECENT = 2_000
"""The newest results for which it is counted what would change."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Figures only, read in one moment."""

    expert: Model
    """All questions of today's content, scored as it is written."""
    versions: Versions
    """What is in use."""
    in_use: Model
    """All questions, scored as new interviews are."""
    confirmed: Confirmed
    recent: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    """[n, questions]: the answers of the newest interviews."""

    @cached_property
    def mark(self) -> int:
        """What a proposal is made from, in 64 bits with a sign: buttons carry it, so that none is stale."""
        known = self.confirmed
        table = np.column_stack([known.predominant, known.secondary, known.cases])
        ordered = table[np.lexsort(table.T[::-1])]
        text = f"{self.expert.version} {self.versions.place} ".encode()
        return int.from_bytes(sha256(text + ordered.tobytes()).digest()[:8], "big", signed=True)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to propose something."""
        return len(self.confirmed) >= ENOUGH

    def by_segment(self) -> dict[str, int]:
        """How many confirmed clients there are, by predominant segment."""
        counts = np.bincount(self.confirmed.predominant, minlength=len(self.expert.segments))
        return dict(zip(self.expert.segments, counts.tolist(), strict=True))


def gather(tx: Transaction, scripts: Scripts) -> Evidence:
    """Read what there is to learn from."""
    expert = whole_model(scripts)
    versions = Versions.of(tx, scripts)
    reader = _Reader(tx, scripts, expert)
    return Evidence(
        expert=expert,
        versions=versions,
        in_use=expert.on_the_foundation_of(versions.learned) if versions.learned else expert,
        confirmed=reader.confirmed(rows.words(tx, MOST_CONFIRMED)),
        recent=reader.cases([each] for each in rows.recent(tx, MOST_RECENT)),
    )


def whole_model(scripts: Scripts) -> Model:
    """Today's questions to the manager and to the prospect in one model, as the content is written."""
    informants = scripts.today.content.questionnaires.values()
    return joint_model({each.informant: scripts.current(each.id).model for each in informants})


class _Reader:
    """Turns stored answers into rows; knows by edition which questions still count."""

    def __init__(self, tx: Transaction, scripts: Scripts, expert: Model) -> None:
        self._tx, self._scripts, self._expert = tx, scripts, expert
        self._today = {question.id: question for question in expert.questions}
        self._counting: dict[tuple[str, str], frozenset[str]] = {}

    def confirmed(self, words: list[Word]) -> Confirmed:
        """The clients whose segment is one of today's, with at least one answer that counts."""
        places = {segment: place for place, segment in enumerate(self._expert.segments)}
        known = [word for word in words if word.predominant in places]
        asked = rows.asked_about(self._tx, [word.client_id for word in known])
        cases = self.cases(asked[word.client_id] for word in known)
        found = Confirmed(
            cases,
            np.array([places[word.predominant] for word in known], np.int8),
            np.array([places.get(word.secondary or "", UNKNOWN) for word in known], np.int8),
        )
        return found[(cases != UNKNOWN).any(axis=1)]

    def cases(self, groups: Iterable[list[Asked]]) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
        """A row for each group of interviews about one client."""
        every = list(groups)
        given = rows.answers_of(self._tx, [each.interview_id for group in every for each in group])
        found = [encode(self._expert, self._answers(group, given)) for group in every]
        return np.array(found, np.int8).reshape(-1, len(self._expert.questions))

    def _answers(self, group: list[Asked], given: Mapping[int, Mapping[str, str]]) -> Answers:
        counting = {
            f"{PROSPECT if each.is_brief else MANAGER}:{question}": option
            for each in group
            for question, option in given[each.interview_id].items()
            if question in self._counts(each)
        }
        return counting

    def _counts(self, asked: Asked) -> frozenset[str]:
        """The questions of an interview's edition that today's content asks just so."""
        key = (asked.content_hash, asked.questionnaire)
        if key not in self._counting:
            self._counting[key] = self._still_asked(asked)
        return self._counting[key]

    def _still_asked(self, asked: Asked) -> frozenset[str]:
        then = self._scripts.as_written(self._tx, asked.content_hash, asked.questionnaire).model
        informant = PROSPECT if asked.is_brief else MANAGER
        traits = set(then.traits) & set(self._expert.traits)
        alike = {trait.id for trait in traits}
        return frozenset(
            question.id
            for question in then.questions
            if question.trait in alike
            and replace(question, id=f"{informant}:{question.id}")
            == self._today.get(f"{informant}:{question.id}")
        )
