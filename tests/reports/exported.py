"""An export of invented records, for the tests of what is written of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.reports.documents import Asked, Export, Naming
from bot.reports.documents.columns import Words
from bot.reports.documents.records import AnswerRecord, CaseRecord
from bot.reports.overview import Overview
from bot.reports.summary import Bar
from bot.storage.queries.exports import BriefDates
from questionnaires.content.loader import load
from tests.reports.days import TUESDAY, day

MOMENT = datetime(2031, 11, 25, 8, 30, 15, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
SHARES = {"pros": 0.1, "nimble": 0.2, "novices": 0.65, "cautious": 0.05}


def overview() -> Overview:
    """An ordinary day, beside thirteen weeks."""
    summary = day((1, 2, 6, 1), 2, 2.5, (3, 4, 2, 1, 2))
    return Overview(summary, tuple(Bar(TUESDAY, cases) for cases in range(13)))


def case(client: str | None = "Lotus", manager: str | None = "Max") -> CaseRecord:
    return CaseRecord(
        number="AAAAA-BBBBB",
        client=client,
        manager=manager,
        first_at=MOMENT,
        at=MOMENT + timedelta(hours=1),
        segment="novices",
        computed="pros",
        corrected="novices",
        mix=("novices", "cautious"),
        verdict="likely",
        confidence=SHARES,
        shares=SHARES,
        grades=("A", "B"),
        steps=("no_such_step",),
        industry="no_such_industry",
        informants=("manager", "prospect"),
        brief=BriefDates(MOMENT, None),
    )


def answer(client: str | None, words: str | None) -> AnswerRecord:
    return AnswerRecord("AAAAA-BBBBB", client, "prospect", "Why now?", words, MOMENT)


def export(
    cases: tuple[CaseRecord, ...] = (), answers: tuple[AnswerRecord, ...] = (), naming: Naming = Naming.NAMES
) -> Export:
    found = overview()
    return Export(Asked(found.summary.window, None, naming, "en"), found, cases, answers)


def of_client(name: str) -> Export:
    """One case and one answer in which a text stands wherever somebody else's words can."""
    return export((replace(case(name, name), industry=name),), (answer(name, name),))


@cache
def words(language: str = "en") -> Words:
    return Words.of(load(), language, TOKYO)
