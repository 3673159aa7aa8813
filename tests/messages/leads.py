"""Facts for what leads read of the day's summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from bot.reports.actions import Rule
from bot.reports.figures import ALL, BriefFigures, Count, ManagerRow
from bot.reports.observations import Sight

Facts = Mapping[str, Any]
ONE = BriefFigures(sent=4, opened=3, done=2, stopped=1)
EVERY = BriefFigures(sent=4, opened=3, declined=1, done=2, stopped=1, expired=5)


def of_leads(evil: str, when: datetime) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    days = list(_windows(when))
    at = {"at": "18:00", "zone": "Europe/Berlin"}
    return {
        "summary": list(_summaries(evil, when)),
        "summary_empty": [{key: day[key] for key in ("first", "last", "until", "missed")} for day in days],
        "summary_details": list(_details(evil, when)),
        "summary_which": [{"days": 400}],
        "summary_other": [{"whose": evil}, {"whose": None}],
        "summary_subscription": [{**at, "bot": "a_bot", "next": moment} for moment in (when, None)],
        "summary_group_on": [at],
        "summary_group_off": [at],
        "onepage_group_on": [at],
        "onepage_group_off": [at],
        "onepage": [{**day, "whose": whose} for day, whose in product(days, (evil, None))],
        "onepage_which": [{"days": 400}],
        "export": list(_exports(days)),
        "export_which": [{"days": 400}],
        "export_file": [{**day, "is_named": is_named} for day, is_named in product(days, (True, False))],
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
