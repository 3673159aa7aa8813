"""What stands in which column of an export.

A column that is added here is in the workbook, in the plain tables and among the definitions: a new figure
needs a field in `records`, a column here, and two labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.reports.charts.names import Names
from bot.reports.documents.records import AnswerRecord, CaseRecord, Export, Naming
from messages import label
from questionnaires.content.model import ContentSet
from questionnaires.interview.script import in_language

R = TypeVar("R")
Cell = str | float | datetime | None
"""A moment is local time without a zone, as spreadsheets know no other. None is an empty cell."""


class Kind(StrEnum):
    """How a column's cells are written."""

    TEXT = "text"
    MOMENT = "moment"
    SHARE = "share"
    """0 to 1, read as a percentage."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its head, what it means, and what of a record stands in it."""

    head: str
    meaning: str
    kind: Kind
    width: int
    """Characters."""
    value: Callable[[R], Cell]


@dataclass(frozen=True)
class Words:
    """Names for ids, and the studio's time, as one reader knows them."""

    language: str
    zone: ZoneInfo
    segments: Names
    steps: Mapping[str, str]
    industries: Mapping[str, str]

    @classmethod
    def of(cls, content: ContentSet, language: str, zone: ZoneInfo) -> Words:
        """Today's names; what today's content does not know keeps its id."""
        industry = [each.industry for each in content.questionnaires.values() if each.industry is not None]
        return cls(
            language=language,
            zone=zone,
            segments=Names.of(content, language),
            steps={step.id: in_language(step.name, language) for step in content.grading.steps},
            industries={
                option.id: in_language(option.label, language) for each in industry for option in each.options
            },
        )

    def label(self, name: str, **facts: object) -> str:
        """A text in the reader's language."""
        return label(name, self.language, **facts)

    def segment(self, id: str | None) -> str | None:
        """A segment's name."""
        return None if id is None else self.segments.name(id)

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment as the studio's clocks show it, to the second."""
        return None if moment is None else moment.astimezone(self.zone).replace(tzinfo=None, microsecond=0)


def of_cases(export: Export, words: Words) -> list[Column[CaseRecord]]:
    """The columns of the results."""
    text, moment = _maker(words, Kind.TEXT), _maker(words, Kind.MOMENT)
    return [
        *_whose(export, words),
        text("manager", 18, lambda case: case.manager),
        moment("first_at", 17, lambda case: words.local(case.first_at)),
        moment("at", 17, lambda case: words.local(case.at)),
        text("segment", 18, lambda case: words.segment(case.segment) or words.label("chart_open")),
        text("computed", 18, lambda case: words.segment(case.computed)),
        text("corrected", 18, lambda case: words.segment(case.corrected)),
        text("mix", 26, lambda case: " + ".join(map(words.segments.name, case.mix)) if case.mix else None),
        text("verdict", 16, partial(_verdict, words)),
        *_of_segments(export, words),
        text("grade", 10, lambda case: "/".join(case.grades) or None),
        text("step", 30, lambda case: "; ".join(words.steps.get(id, id) for id in case.steps) or None),
        text("industry", 18, lambda case: words.industries.get(case.industry or "", case.industry)),
        text("informants", 18, partial(_informants, words)),
        moment("brief_sent", 17, lambda case: words.local(case.brief.sent_at if case.brief else None)),
        moment("brief_done", 17, lambda case: words.local(case.brief.done_at if case.brief else None)),
    ]


def of_answers(export: Export, words: Words) -> list[Column[AnswerRecord]]:
    """The columns of the answers."""
    text, moment = _maker(words, Kind.TEXT), _maker(words, Kind.MOMENT)
    return [
        *_whose(export, words),
        text("informant", 14, lambda given: _informant(words, given.informant)),
        text("question", 60, lambda given: given.question),
        text("answer", 44, lambda given: words.label("dont_know") if given.answer is None else given.answer),
        moment("answered_at", 17, lambda given: words.local(given.at)),
    ]


def segments_in(export: Export) -> tuple[str, ...]:
    """Today's segments in their order, then older ones that a result still speaks of."""
    today = tuple(count.id for count in export.overview.summary.segments)
    older = {id for case in export.cases for id in case.shares} - set(today)
    return (*today, *sorted(older))


def _whose(export: Export, words: Words) -> list[Column[CaseRecord | AnswerRecord]]:
    text = _maker(words, Kind.TEXT)
    number = text("number", 13, lambda record: record.number or words.label("export_erased"))
    if export.asked.naming is Naming.NUMBERS:
        return [number]
    return [number, text("client", 26, lambda record: record.client)]


def _of_segments(export: Export, words: Words) -> Iterable[Column[CaseRecord]]:
    """Two columns for each segment: how sure it is, then how large its share."""
    for name in ("confidence", "shares"):
        yield from (_share(words, name, segment) for segment in segments_in(export))


def _share(words: Words, name: str, segment: str) -> Column[CaseRecord]:
    called = words.segments.name(segment)
    head, meaning = (words.label(f"{kind}_{name}", segment=called) for kind in ("column", "meaning"))
    return Column(head, meaning, Kind.SHARE, 13, lambda case: getattr(case, name).get(segment))


def _maker(words: Words, kind: Kind) -> Callable[[str, int, Callable[[Any], Cell]], Column[Any]]:
    def column(name: str, width: int, value: Callable[[Any], Cell]) -> Column[Any]:
        return Column(words.label(f"column_{name}"), words.label(f"meaning_{name}"), kind, width, value)

    return column


def _verdict(words: Words, case: CaseRecord) -> str | None:
    return None if case.verdict is None else words.label(f"verdict_{case.verdict}")


def _informants(words: Words, case: CaseRecord) -> str | None:
    return " + ".join(_informant(words, each) for each in case.informants) or None


def _informant(words: Words, informant: str) -> str:
    return words.label(f"informant_{informant}")


def row_of(columns: Sequence[Column[R]], record: R) -> list[Cell]:
    """A record's cells."""
    return [column.value(record) for column in columns]
