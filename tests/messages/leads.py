"""Facts for what leads read of the day's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from bot.reports.actions import Rule
from bot.reports.figures import ALL, BriefFigures, Count, ManagerRow
from bot.reports.funnel import Kind
from bot.reports.funnel.standing import CONSENT, LINK
from bot.reports.observations import Sight
from questionnaires.interview.states import MATCHING, NAMING, OFFERING, REVIEWING

Facts = Mapping[str, Any]
STEPS = (NAMING, MATCHING, OFFERING, REVIEWING, LINK, CONSENT)
ONE = BriefFigures(sent=4, opened=3, done=2, stopped=1)
EVERY = BriefFigures(sent=4, opened=3, declined=1, done=2, stopped=1, expired=5)


def of_leads(evil: str, when: datetime) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    days = list(_windows(when))
    spans: list[Facts] = [{key: day[key] for key in ("first", "last")} for day in days]
    at = {"at": "18:00", "zone": "Europe/Berlin"}
    return {
        "summary": list(_summaries(evil, when)),
        "summary_empty": [{key: day[key] for key in ("first", "last", "until", "missed")} for day in days],
        "summary_details": list(_details(evil, when)),
        "summary_which": [{"days": 400}],
        "summary_other": [{"whose": evil}, {"whose": None}],
        "funnel": list(_funnels(evil, days)),
        "funnel_details": list(_funnel_details(evil, days)),
        "funnel_which": [{"days": 400}],
        "funnel_other": [{"whose": evil}, {"whose": None}],
        "summary_subscription": [{**at, "bot": "a_bot", "next": moment} for moment in (when, None)],
        "summary_group_on": [{**at, "days": days_named} for days_named in (["Mon"], ["Mon", "Thu"])],
        "summary_group_which": [{}],
        "summary_group_off": [at],
        "summary_group_over": [{}],
        "summary_group_gone": [{"is_topic": is_topic, "bot": "some_bot"} for is_topic in (True, False)],
        "summary_group_take_over": [{"name": name, "bot": "some_bot"} for name in (evil, None)],
        "onepage_group_on": [at],
        "onepage_group_off": [at],
        "onepage": [{**day, "whose": whose} for day, whose in product(spans, (evil, None))],
        "onepage_which": [{"days": 400}],
        "export": list(_exports(spans)),
        "export_which": [{"days": 400}],
        "export_file": [{**day, "is_named": is_named} for day, is_named in product(spans, (True, False))],
        "file_failed": [{}],
    }


def _exports(days: list[Facts]) -> Iterator[Facts]:
    for day, count, is_team in product(days, (0, 1, 22, 5_001), (True, False)):
        yield {**day, "count": count, "most": 5_000, "is_team": is_team, "is_named": not is_team}


def _windows(when: datetime) -> Iterator[Facts]:
    day = when.date()
    missed = [day - timedelta(days=back) for back in (3, 2, 1)]
    for first, until, gaps in (
        (None, None, []),
        (None, "14:20", missed[:1]),
        (missed[0], None, missed),
        (missed[0], None, [*missed, day]),
    ):
        yield {"first": first, "last": day, "until": until, "missed": gaps}


def _actions(evil: str, when: datetime) -> list[Facts]:
    return [
        {
            "rule": str(rule),
            "client": evil,
            "owner": owner,
            "criteria": ["the budget", "the deadline"],
            "question": 3,
            "of": 8,
            "since": since,
        }
        for rule, (owner, since) in product(Rule, ((evil, when.date()), (None, None)))
    ]


def _counts(evil: str, usual: float | None) -> list[Facts]:
    ids = (("novices", evil, 3), ("open", "open", 1))
    return [{"id": id, "name": name, "count": count, "usual": usual} for id, name, count in ids]


def _observations(evil: str) -> list[Facts]:
    numbers = {"count": 2, "of": 9, "usual": 2.5, "share": 0.25, "needed": 8}
    return [{"sight": str(sight), **numbers, "segment": evil, "question": evil} for sight in Sight]


def _summaries(evil: str, when: datetime) -> Iterator[Facts]:
    groups = [{"rule": str(rule), "count": 2} for rule in Rule]
    usuals, counts = (None, 2.5, 0.0, 21.0), (1, 22, 0, 5)
    for place, window in enumerate(_windows(when)):
        usual, count = usuals[place], counts[place]
        for is_group, actions in ((False, _actions(evil, when)), (True, groups), (False, [])):
            yield {
                **window,
                "whose": evil if place == 1 else None,
                "next_day": when.date(),
                "is_group": is_group,
                "actions": actions,
                "more": place,
                "cases": Count(ALL, count, usual),
                "segments": _counts(evil, usual),
                "grades": _counts("A", usual),
                "mixes": [{"names": [evil, evil], "count": 2}] * place,
                "briefs": (BriefFigures(), ONE, EVERY, ONE)[place],
                "observations": _observations(evil)[:: place or 1] if actions else [],
            }


def _details(evil: str, when: datetime) -> Iterator[Facts]:
    rows = [ManagerRow(7, evil, 1, 0, 0, 0, 0), ManagerRow(8, None, 5, 2, 3, 1, 4)]
    for place, window in enumerate(_windows(when)):
        is_first = place % 2 == 0
        yield {
            **window,
            "whose": evil if is_first else None,
            "next_day": when.date(),
            "actions": [
                {"number": number, **each} for number, each in enumerate(_actions(evil, when), start=1)
            ]
            * (place < 3),
            "managers": [asdict(row) for row in rows] * is_first,
            "left_out": place,
            "trend": [{"ends_on": when.date(), "cases": 4}] * is_first,
        }


# --- the funnel -------------------------------------------------------------------------------------------


def _place(evil: str, step: str | None = None, asked: int | None = 40, left: int = 5) -> Facts:
    """A question with an older wording, or a step."""
    figures = {"answered": 20, "unknown": 12, "left": left, "under_way": left % 2, "asked": asked}
    return {"name": evil, "step": step, "is_older": left > 5, "place": None if step else 3.5, **figures}


def _of_days(window: Facts) -> Facts:
    return {name: window[name] for name in ("first", "last", "until")}


def _funnels(evil: str, days: list[Facts]) -> Iterator[Facts]:
    places = [None, _place(evil), *(_place(evil, step, None if step == MATCHING else 9) for step in STEPS)]
    for number, (kind, most) in enumerate(product(Kind, places)):
        yield {
            **_of_days(days[number % len(days)]),
            "kind": str(kind),
            "whose": evil if number % 2 else None,
            "begun": number,
            "done": 21,
            "left": 1,
            "under_way": number % 3,
            "ended": number % 2,
            "is_telling": number % 4 > 0,
            "over": 22,
            "needed": 20,
            "most": most,
            "unknown": _place(evil) if number % 2 else None,
            "half": None if number % 3 else number % 4,
        }


def _funnel_details(evil: str, days: list[Facts]) -> Iterator[Facts]:
    places = [_place(evil), _place(evil, left=6), _place(evil, LINK), _place(evil, MATCHING, None)]
    for number, (kind, shown) in enumerate(product(Kind, (places, []))):
        yield {
            **_of_days(days[number]),
            "kind": str(kind),
            "whose": evil if number % 2 else None,
            "places": shown,
            "more": number,
            "lengths": [{"answers": 3, "reached": 41, "left": 1}] if number % 3 else [],
        }
