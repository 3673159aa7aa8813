"""A funnel from the database: its rows, and the wording of questions that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.interviews.scripts import Scripts
from bot.interviews.unit import QUIZ
from bot.reports.funnel import counting
from bot.reports.funnel.counting import Count, Question, Slot
from bot.reports.funnel.figures import Funnel, Kind
from bot.reports.funnel.standing import Fate
from bot.reports.windows import Window
from bot.storage.queries import funnel
from bot.storage.queries.funnel import Given, Script, Stand
from bot.storage.queries.reports import Span
from bot.storage.transaction import Transaction
from questionnaires.interview import Script as Asked

LYING_AFTER: Mapping[Kind, timedelta] = {Kind.QUIZ: timedelta(days=1), Kind.BRIEF: timedelta(days=4)}
"""Untouched for so long, an open one counts as left: a quiz takes a minute, and a brief is nudged after a day
and ends three days later."""


def funnel_of(
    tx: Transaction, scripts: Scripts, kind: Kind, window: Window, now: datetime, owner_id: int | None = None
) -> Funnel:
    """How far the quizzes or briefs of a window came; the cost depends on how many they are.

    Args:
        scripts: where today's questions and older wordings come from.
        now: by which an open one is under way or lies.
        owner_id: only this manager's; None = the team's.
    """
    span = (window.start, window.end)
    stands, given = _rows(tx, kind, span, now, owner_id)
    links = funnel.links(tx, span, owner_id, now) if kind is Kind.BRIEF else []
    count, today = counting.counted(stands, given, links), _today(scripts, kind)
    order = counting.outline(kind, today)
    asked_in = _editions(stands, given)
    names = _names(order, today) | _older_names(tx, scripts, count, order, asked_in)
    return Funnel(
        kind=kind,
        window=window,
        owner_id=owner_id,
        begun=count.begun,
        done=count.fates[Fate.DONE],
        left=count.fates[Fate.LEFT],
        under_way=count.fates[Fate.UNDER_WAY],
        ended=count.fates[Fate.ENDED],
        places=tuple(counting.places(kind, count, order, names)),
        lengths=counting.lengths(count),
    )


def _rows(
    tx: Transaction, kind: Kind, span: Span, now: datetime, owner_id: int | None
) -> tuple[list[Stand], list[Given]]:
    lying_since = now - LYING_AFTER[kind]
    if kind is Kind.QUIZ:
        stands = funnel.quizzes(tx, QUIZ, span, owner_id, lying_since)
        return stands, funnel.quiz_answers(tx, QUIZ, span, owner_id)
    stands = funnel.briefs_begun(tx, span, owner_id, lying_since)
    return stands, funnel.brief_answers(tx, span, owner_id)


def _today(scripts: Scripts, kind: Kind) -> Asked | None:
    id = QUIZ if kind is Kind.QUIZ else scripts.brief
    return None if id is None else scripts.current(id)


# --- names ------------------------------------------------------------------------------------------------


def _names(order: list[Slot], today: Asked | None) -> dict[Question, Mapping[str, str]]:
    if today is None:
        return {}
    return {slot: today.questions[slot[1]].short for slot in order if not isinstance(slot, str)}


def _editions(stands: list[Stand], given: list[Given]) -> dict[Question, Script]:
    """In which edition each question was asked, the last of several where it was answered."""
    shown = {(each.script[0], each.current): each.script for each in stands if each.current is not None}
    told = {(each.script[0], each.question): each.script for each in sorted(given, key=lambda g: g.last)}
    return shown | told


def _older_names(
    tx: Transaction, scripts: Scripts, count: Count, order: list[Slot], asked_in: Mapping[Question, Script]
) -> dict[Question, Mapping[str, str]]:
    """As the last edition called them that had them."""
    found: dict[Question, Mapping[str, str]] = {}
    for question in counting.older(count, order):
        questionnaire, digest = asked_in[question]
        found[question] = scripts.as_written(tx, digest, questionnaire).questions[question[1]].short
    return found
