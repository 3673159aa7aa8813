"""What an export tells, read in one transaction: a record for each case of a window, and for each answer.

Read in portions, so that nothing else waits long, and kept small: of a result only what has a column.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from bot.interviews.scripts import Scripts
from bot.reports.figures import mix_of, segment_of
from bot.reports.overview import Overview, overview_of
from bot.reports.windows import Schedule, Window
from bot.storage.queries import exports, joint, reports
from bot.storage.queries.exports import BriefDates, Content
from bot.storage.queries.joint import Side
from bot.storage.queries.reports import CaseRow
from bot.storage.transaction import Transaction
from questionnaires.interview import Script
from questionnaires.interview.script import in_language

MOST_CASES = 5_000
"""In one export: a year of twenty a day. It is made in memory, so that no name lies in a file on the way."""
AT_ONCE = 100
"""Cases that are read with their answers in one go."""


class Naming(StrEnum):
    """Whether clients are named."""

    NUMBERS = "numbers"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export is to be of."""

    window: Window
    owner_id: int | None
    """Only this manager's clients; None = the team's."""
    naming: Naming
    language: str
    """The reader's."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case. Segments, verdicts, steps and industries are ids."""

    number: str | None
    """Stands for the client in every export; None = erased, and led back to nobody."""
    client: str | None
    """The name, where it was asked for; None where it was not, and of an erased client."""
    manager: str | None
    first_at: datetime
    """Of the first result about the client, ever, UTC."""
    at: datetime
    """By which the case counts: of the last interview in the window that came to a first result, UTC."""
    segment: str | None
    """What counts; None = open."""
    computed: str | None
    corrected: str | None
    mix: tuple[str, str] | None
    verdict: str | None
    confidence: Mapping[str, float]
    shares: Mapping[str, float]
    grades: tuple[str, ...]
    steps: tuple[str, ...]
    industry: str | None
    informants: tuple[str, ...]
    """"manager", "prospect", or both."""
    brief: BriefDates | None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer, in the words in which it was asked."""

    number: str | None
    client: str | None
    informant: str
    question: str
    answer: str | None
    """None = not known, or skipped."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that the file says."""

    asked: Asked
    overview: Overview
    cases: tuple[CaseRecord, ...]
    answers: tuple[AnswerRecord, ...]


def read(tx: Transaction, scripts: Scripts, schedule: Schedule, asked: Asked) -> Export:
    """Read an export. Who may have it, and that it is not too much, the caller has checked.

    Args:
        scripts: where today's segments come from, and the words in which interviews were asked.
        schedule: as for a summary.
        asked: of what.
    """
    rows = reports.cases(tx, (asked.window.start, asked.window.end), asked.owner_id)
    managers = reports.person_names(tx, {row.owner_id for row in rows})
    cases: list[CaseRecord] = []
    answers: list[AnswerRecord] = []
    for first in range(0, len(rows), AT_ONCE):
        portion = _Portion(tx, scripts, asked, rows[first : first + AT_ONCE], managers)
        cases += portion.cases()
        answers += portion.answers()
    overview = overview_of(tx, scripts, schedule, asked.window, asked.owner_id)
    return Export(asked, overview, tuple(cases), tuple(answers))


def number_of(client_id: int) -> str:
    """What stands for a client: the same in every export, and no way back to the id."""
    digest = blake2b(client_id.to_bytes(8, "big", signed=True), digest_size=10).digest()
    letters = b32encode(digest).decode("ascii")
    return f"{letters[:5]}-{letters[5:10]}"


class _Portion:
    """Some cases, with everything that is told about them."""

    def __init__(
        self,
        tx: Transaction,
        scripts: Scripts,
        asked: Asked,
        rows: Sequence[CaseRow],
        managers: Mapping[int, str],
    ) -> None:
        self._tx, self._scripts, self._asked = tx, scripts, asked
        self._rows, self._managers = rows, managers
        ids = [row.client_id for row in rows]
        self._names = reports.client_names(tx, ids) if asked.naming is Naming.NAMES else {}
        self._contents = exports.contents(tx, rows)
        self._firsts = exports.first_results(tx, ids)
        self._industries = exports.industries(tx, ids)
        self._briefs = exports.brief_dates(tx, ids)
        self._sides = joint.sides(tx, {id for row in rows for id in _interviews(row)})

    def cases(self) -> Iterator[CaseRecord]:
        return (self._case(row) for row in self._rows)

    def answers(self) -> Iterator[AnswerRecord]:
        """Of erased clients none: what they said leads to nobody, not even to a line of its own."""
        for row in self._rows:
            for interview in () if row.is_erased else _interviews(row):
                yield from self._answers(row, self._sides[interview])

    def _case(self, row: CaseRow) -> CaseRecord:
        content = self._contents.get(row.client_id, {})
        result, grade = _result(content), content.get("grade", {})
        return CaseRecord(
            number=_number(row),
            client=self._names.get(row.client_id),
            manager=self._managers.get(row.owner_id),
            first_at=self._firsts.get(row.client_id, row.at),
            at=row.at,
            segment=segment_of(row),
            computed=row.drawn.predominant if row.drawn else None,
            corrected=row.corrected[0] if row.corrected else None,
            mix=mix_of(row),
            verdict=row.drawn.verdict if row.drawn else None,
            confidence=result.get("confidence", {}),
            shares=result.get("shares", {}),
            grades=tuple(filter(None, (row.drawn.grades or "").split(","))) if row.drawn else (),
            steps=tuple(grade.get("steps", ())),
            industry=self._industries.get(row.client_id),
            informants=tuple(
                self._script(self._sides[id]).questionnaire.informant for id in _interviews(row)
            ),
            brief=self._briefs.get(row.client_id),
        )

    def _answers(self, row: CaseRow, side: Side) -> Iterator[AnswerRecord]:
        script, language = self._script(side), self._asked.language
        for given in side.answers:
            question = script.questions.get(given.question_id)
            if question is None or not question.options:
                continue  # what people wrote or sent is not told
            yield AnswerRecord(
                number=_number(row),
                client=self._names.get(row.client_id),
                informant=script.questionnaire.informant,
                question=in_language(getattr(question, "text_without", None) or question.text, language),
                answer=_words(script, given.question_id, given.option_id, language),
                at=given.answered_at,
            )

    def _script(self, side: Side) -> Script:
        return self._scripts.as_written(self._tx, side.content_hash, side.questionnaire)


def _number(row: CaseRow) -> str | None:
    return None if row.is_erased else number_of(row.client_id)


def _interviews(row: CaseRow) -> tuple[int, ...]:
    """Whose answers the result was drawn from."""
    if row.joint is not None:
        return row.joint
    return () if row.interview_id is None else (row.interview_id,)


def _result(content: Content) -> Mapping[str, Any]:
    """What was computed: by the quiz and the brief together, or by one alone."""
    found: Mapping[str, Any] = content.get("result") or content.get("views", {}).get("together", {})
    return found


def _words(script: Script, question: str, option: str | None, language: str) -> str | None:
    if option is None or not script.has_option(question, option):
        return option
    return in_language(script.option(question, option).label, language)
