"""Facts for what is asked and read about outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from scoring import wilson

Facts = Mapping[str, Any]


def of_outcomes(evil: str, when: datetime) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    day = {"first": when.date(), "last": when.date()}
    return {
        "outcome": list(_of_pages(evil, when)),
        "outcome_no_amount": [{"client": evil}],
        "follow_ups": list(_of_mornings(evil, when)),
        "follow_ups_over": [{}],
        "segments": list(_of_segments(evil, day)),
        "segments_empty": [day, day | {"first": None}],
        "segments_which": [{"days": 400}],
    }


def _of_pages(evil: str, when: datetime) -> Iterator[Facts]:
    for note, wanted in product((evil, None), ("amount", "other_amount", "note")):
        told = {"said": evil, "at": when, "note": note}
        page = {"client": evil, "told": told, "currency": "$" if note else None}
        yield {**page, "choose": False, "wanted": wanted}
        yield {**page, "choose": False, "wanted": None}
        yield {**page, "choose": True, "wanted": None}
    yield {"client": evil, "told": None, "choose": True, "wanted": None, "currency": None}


def _of_mornings(evil: str, when: datetime) -> Iterator[Facts]:
    for said, flag in ((evil, True), (None, False)):
        ended = {"number": 1, "client": evil, "at": when.date(), "was_put_off": flag, "said": said}
        used = {"number": 2, "client": evil, "about": said, "said": said}
        yield {"decisions": [ended], "cards": [used], "more": int(flag)}
        yield {"decisions": [], "cards": [used], "more": 0}
        yield {"decisions": [ended], "cards": [], "more": 3}


def _of_segments(evil: str, day: Facts) -> Iterator[Facts]:
    none = {"name": evil, "cases": 1, "decided": 0, "won": 0, "share": 0.0, "interval": None}
    none |= {"amounts": 0, "total": "0", "median": None}
    few = none | {"name": None, "cases": 5, "decided": 3, "won": 1, "amounts": 1, "total": "$900"}
    many = few | {"decided": 12, "won": 7, "share": 7 / 12, "interval": wilson(7, 12), "median": "$900"}
    for rows, all_ in (([none, few, many | {"name": evil}], many), ([few], few), ([none], none)):
        for shown in (rows, []):
            yield {
                **day,
                "all": all_,
                "segments": rows,
                "grades": shown,
                "mixes": [each for each in shown if each["name"]],
                "enough": 10,
            }
